-- Purpose: one tile of a personal layer: counts by village or cell, the same at every zoom, never a record.
-- Parameters: slug, w s e n (tile, EPSG:3857). @allowed@ limits the areas to those that lie wholly in the reader's own.
-- Result: snapshot, tile. Rows: one. Index: tile_count_geom.
SELECT pg_current_snapshot()::text, (
    SELECT ST_AsMVT(q, %(slug)s, 4096, 'geom', 'number') FROM (
        SELECT ST_AsMVTGeom(c.geom, ST_MakeEnvelope(%(w)s, %(s)s, %(e)s, %(n)s, 3857), 4096, 64, true) AS geom,
            c.number, c.title, c.count
        FROM tile_count c
        WHERE c.kind = @kind@ AND @allowed@
            AND c.geom && ST_Expand(ST_MakeEnvelope(%(w)s, %(s)s, %(e)s, %(n)s, 3857), (%(e)s - %(w)s) / 64)
    ) q
), true
