-- Purpose: lock the containers that many rows touch, where they are and where they go, in the order of their numbers.
-- The rows select row_no, uid (NULL: new) and geom. Result: numbers of the locked containers. Index: GiST of both tables.
WITH touched AS MATERIALIZED (
    SELECT c.id FROM (@rows@) r JOIN @container@ c ON c.geom && ST_Expand(r.geom, 0.00001)
    UNION
    SELECT c.id FROM (@rows@) r JOIN @table@ t ON t.uid = r.uid JOIN @container@ c ON c.geom && ST_Expand(t.geom, 0.00001)
)
SELECT c.id FROM @container@ c WHERE c.id IN (SELECT id FROM touched) ORDER BY c.id FOR NO KEY UPDATE OF c
