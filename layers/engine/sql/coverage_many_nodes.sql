-- Purpose: every vertex that lies on a neighbour's edge becomes a vertex of that edge; areas stay what they are.
-- Result: numbers of those that got one.
WITH side AS (SELECT one AS id, other AS giver FROM coverage_pairs UNION ALL SELECT other, one FROM coverage_pairs),
missing AS MATERIALIZED (
    SELECT t.id, coverage_missing_nodes(t.geom, g.geom) AS nodes
    FROM side s JOIN coverage_joining t ON t.id = s.id JOIN coverage_joining g ON g.id = s.giver
), given AS MATERIALIZED (
    SELECT t.id, coverage_noded(t.geom, ST_Union(m.nodes)) AS geom FROM missing m JOIN coverage_joining t ON t.id = m.id
    WHERE m.nodes IS NOT NULL GROUP BY t.id, t.geom
)
UPDATE coverage_joining t SET geom = g.geom FROM given g
WHERE g.id = t.id AND g.geom IS DISTINCT FROM t.geom AND ST_IsValid(g.geom)
RETURNING t.id
