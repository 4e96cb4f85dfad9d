-- Purpose: the neighbours on whose edges a shape has vertices they lack.
-- Parameters: shape (EWKB), own (numbers left out), live. Result: (id, uid, title). Index: GiST of geom.
WITH given AS MATERIALIZED (SELECT ST_GeomFromEWKB(%(shape)s) AS geom)
SELECT n.id, n.uid, n.@title@::text FROM given g JOIN @table@ n
    ON n.geom && ST_Expand(g.geom, 1e-8) AND n.id <> ALL(%(own)s) AND @live:n@
WHERE coverage_missing_nodes(n.geom, g.geom) IS NOT NULL
ORDER BY n.id
