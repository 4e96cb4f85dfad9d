-- Purpose: which of the records just written lie next to which others, and whether a vertex of one lies on or near the edge
-- of the other without being a vertex of it too.
-- Parameters: live, join_m. @rows@ selects uid of what was written. `one` was written; `other` was stored before, or written
-- with a lower number: `one` gives way to it. Index: GiST of the register.
-- Boxes find candidates up to a metre away, so their edges are compared before any shape is.
CREATE TEMPORARY TABLE coverage_pairs ON COMMIT DROP AS
WITH reach AS MATERIALIZED (SELECT coverage_degrees(%(join_m)s) AS d),
written AS MATERIALIZED (
    SELECT n.id, n.geom, ST_Expand(n.geom, d) AS box, ST_XMin(n.geom) - d AS west, ST_XMax(n.geom) + d AS east,
        ST_YMin(n.geom) - d AS south, ST_YMax(n.geom) + d AS north, d
    FROM (@rows@) r JOIN @table@ n ON n.uid = r.uid CROSS JOIN reach WHERE @live:n@
), near AS MATERIALIZED (
    SELECT w.id AS one, o.id AS other, w.geom AS mine, o.geom AS theirs, w.d
    FROM written w CROSS JOIN LATERAL (SELECT n.id, n.geom FROM @table@ n WHERE n.geom && w.box AND @live:n@ OFFSET 0) o
    WHERE o.id <> w.id AND ST_XMax(o.geom) >= w.west AND ST_XMin(o.geom) <= w.east
        AND ST_YMax(o.geom) >= w.south AND ST_YMin(o.geom) <= w.north
), due AS MATERIALIZED (
    SELECT n.* FROM near n LEFT JOIN written o ON o.id = n.other WHERE o.id IS NULL OR n.other < n.one
)
SELECT one, other, ST_DWithin(ST_Difference(ST_Points(mine), ST_Points(theirs)), ST_Boundary(theirs), d)
    OR ST_DWithin(ST_Difference(ST_Points(theirs), ST_Points(mine)), ST_Boundary(mine), d) AS is_open
FROM due WHERE ST_DWithin(mine, theirs, d)
