-- Purpose: the joined shapes become those of the records, locked in the order of their numbers. Result: their numbers.
WITH mine AS MATERIALIZED (
    SELECT n.id, j.geom FROM @table@ n JOIN coverage_joined j USING (uid) ORDER BY n.id FOR NO KEY UPDATE OF n
)
UPDATE @table@ n SET geom = coverage_as(n.geom, mine.geom) FROM mine WHERE mine.id = n.id
RETURNING n.id
