-- Part of a statement: generalised shapes of a tile where nothing changed, true shapes where something did.
-- Needs: dirty; parameter band. Gives: drawn_shape. Index: tile_shape_geom, GiST on the register's shape.
fresh AS MATERIALIZED (
    SELECT unnest(s.members) AS id FROM dirty d JOIN tile_shape s ON s.kind = @kind@ AND s.box && d.box
    WHERE s.band = %(band)s::smallint
    UNION
    SELECT r.id FROM dirty d CROSS JOIN LATERAL (SELECT t.id FROM @source@ WHERE @geom@ && d.box AND @where@ AND /*visible:t*/) r
), drawn_shape AS (
    @kept@
        AND NOT EXISTS (SELECT 1 FROM dirty d WHERE d.box && s.box)
    UNION ALL
    SELECT ST_AsMVTGeom(ST_Transform(@geom@, 3857), ST_MakeEnvelope(%(w)s, %(s)s, %(e)s, %(n)s, 3857), 4096, 64, true),
        t.id, @props@
    FROM @source@
    WHERE t.id IN (SELECT id FROM fresh) AND @geom@ && ST_MakeEnvelope(%(bw)s, %(bs)s, %(be)s, %(bn)s, 4326)
        AND @where@ AND @large@ AND /*visible:t*/
)
