-- Purpose: the next turn of joining: each record of this turn with an open border, or with a neighbour that has moved, takes
-- the vertices of those it gives way to, which have all had their turn, and lies on their edges. What would not be a sound
-- shape stays as it is.
-- Parameters: turn, join_m, zone. Result: numbers of the moved ones.
WITH joined AS MATERIALIZED (
    SELECT a.id, coverage_as(a.was, coverage_joined(a.geom, array_agg(b.geom), %(join_m)s, %(zone)s)) AS geom
    FROM coverage_joining a JOIN coverage_pairs p ON p.one = a.id JOIN coverage_joining b ON b.id = p.other
    WHERE a.turn = %(turn)s
    GROUP BY a.id, a.was, a.geom
    HAVING bool_or(p.is_open OR b.geom IS DISTINCT FROM b.was)
)
UPDATE coverage_joining a SET geom = j.geom FROM joined j
WHERE j.id = a.id AND j.geom IS DISTINCT FROM a.geom AND ST_IsValid(j.geom) AND NOT ST_IsEmpty(j.geom)
RETURNING a.id
