-- Purpose: lock the live records that touch a shape, in the order of their numbers, before their shapes are read.
-- Parameters: shape (EWKB), own (numbers left out), live, reach_m. Result: (id, uid, title). Index: GiST of geom.
WITH given AS MATERIALIZED (SELECT ST_GeomFromEWKB(%(shape)s) AS geom, coverage_degrees(%(reach_m)s) AS reach)
SELECT n.id, n.uid, n.@title@::text FROM @table@ n
WHERE n.geom && (SELECT ST_Expand(geom, reach) FROM given) AND n.id <> ALL(%(own)s) AND @live:n@
    AND EXISTS (SELECT 1 FROM given g WHERE ST_DWithin(n.geom, g.geom, g.reach))
ORDER BY n.id FOR NO KEY UPDATE OF n
