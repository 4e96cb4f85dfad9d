-- Purpose: lock the containers that many rows touch, where they are and where they go, in the order of their numbers.
-- The rows select row_no, uid (NULL: new) and geom. Result: numbers of the locked containers. Index: GiST of the containers.
-- Containers are looked up for all shapes that begin in the same two hundred metres at once.
WITH shapes AS (
    SELECT r.geom FROM (@rows@) r
    UNION ALL
    SELECT t.geom FROM (@rows@) r JOIN @table@ t ON t.uid = r.uid
), spots AS MATERIALIZED (
    SELECT ST_Expand(ST_SetSRID(ST_Extent(s.geom)::geometry, 4326), 0.00001) AS box FROM shapes s
    GROUP BY floor(ST_XMin(s.geom) * 500), floor(ST_YMin(s.geom) * 500)
), touched AS MATERIALIZED (
    SELECT DISTINCT c.id FROM spots s JOIN @container@ c ON c.geom && s.box
)
SELECT c.id FROM @container@ c WHERE c.id IN (SELECT id FROM touched) ORDER BY c.id FOR NO KEY UPDATE OF c
