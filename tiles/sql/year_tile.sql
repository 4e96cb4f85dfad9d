-- Purpose: one vector tile of a map of one year, from a statement of its system, which asks who reads.
-- Parameters: slug, w s e n (tile, EPSG:3857); the statement's own: year, today, zone, bw bs be bn (tile with buffer, degrees).
-- Result: snapshot the tile was drawn from, tile. Rows: one. Index: that of the statement, GiST on the shape.
SELECT pg_current_snapshot()::text, (
    SELECT ST_AsMVT(q, %(slug)s, 4096, 'geom', 'id') FROM (
        SELECT ST_AsMVTGeom(ST_Transform(y.geom, 3857), ST_MakeEnvelope(%(w)s, %(s)s, %(e)s, %(n)s, 3857), 4096, 64, true)
            AS geom, y.id, y.uid::text AS uid, y.title::text AS title, @columns@
        FROM (
@statement@
        ) y
    ) q
)
