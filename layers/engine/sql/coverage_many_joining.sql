-- Purpose: the shapes that may have to change: of records with an open border and of all next to them, locked in the order
-- of their numbers. Nobody gives way to one of a later turn; those stored before have turn 0.
CREATE TEMPORARY TABLE coverage_joining ON COMMIT DROP AS
WITH open AS MATERIALIZED (SELECT one AS id FROM coverage_pairs WHERE is_open UNION SELECT other FROM coverage_pairs WHERE is_open),
involved AS MATERIALIZED (
    SELECT one AS id FROM coverage_pairs WHERE other IN (SELECT id FROM open)
    UNION SELECT other FROM coverage_pairs WHERE one IN (SELECT id FROM open)
    UNION SELECT id FROM open
)
SELECT n.id, n.geom, n.geom AS was, 0 AS turn FROM @table@ n WHERE n.id IN (SELECT id FROM involved)
ORDER BY n.id FOR NO KEY UPDATE OF n
