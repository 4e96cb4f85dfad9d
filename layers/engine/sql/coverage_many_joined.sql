-- Purpose: the joined shapes become those of the records. Result: numbers of the changed ones.
UPDATE @table@ n SET geom = j.geom FROM coverage_joining j
WHERE j.id = n.id AND j.geom IS DISTINCT FROM j.was
RETURNING n.id
