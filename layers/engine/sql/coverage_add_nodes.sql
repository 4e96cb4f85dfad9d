-- Purpose: give the neighbours of a shape the vertices it has on their edges; their areas stay what they are.
-- Parameters: shape (EWKB), own (numbers left out), live. Result: (id, uid, title) of those that got one. Index: GiST.
WITH given AS MATERIALIZED (SELECT ST_GeomFromEWKB(%(shape)s) AS geom),
missing AS MATERIALIZED (
    SELECT n.id, coverage_missing_nodes(n.geom, g.geom) AS nodes FROM given g JOIN @table@ n
        ON n.geom && ST_Expand(g.geom, 1e-8) AND n.id <> ALL(%(own)s) AND @live:n@
)
UPDATE @table@ n SET geom = coverage_noded(n.geom, m.nodes)
FROM missing m WHERE n.id = m.id AND m.nodes IS NOT NULL
RETURNING n.id, n.uid, n.@title@::text
