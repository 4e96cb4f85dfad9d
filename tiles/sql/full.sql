-- Purpose: one vector tile of a register in its true shapes (zoom 15 and more, points from 13, and every tile of a reader
-- with a limited right). Parameters: slug, w s e n (tile, EPSG:3857), buffer (tile units), bw bs be bn (tile with
-- it, degrees).
-- Result: snapshot the tile was drawn from, tile, true. Rows: one. Index: GiST on the shape.
SELECT pg_current_snapshot()::text, (
    SELECT ST_AsMVT(q, %(slug)s, 4096, 'geom', 'id') FROM (
        SELECT ST_AsMVTGeom(ST_Transform(@shape@, 3857), ST_MakeEnvelope(%(w)s, %(s)s, %(e)s, %(n)s, 3857), 4096, %(buffer)s, true)
            AS geom, t.id, @columns@
        FROM @source@
        WHERE @geom@ && ST_MakeEnvelope(%(bw)s, %(bs)s, %(be)s, %(bn)s, 4326) AND @where@ AND /*visible:t*/
    ) q
), true
