-- Purpose: the joined shapes become those of the records, locked in the order of their numbers. Result: their numbers.
WITH mine AS MATERIALIZED (
    SELECT n.id FROM @table@ n WHERE n.id IN (SELECT id FROM coverage_joined) ORDER BY n.id FOR NO KEY UPDATE OF n
)
UPDATE @table@ n SET geom = coverage_as(n.geom, j.geom) FROM coverage_joined j JOIN mine USING (id)
WHERE j.id = n.id
RETURNING n.id
