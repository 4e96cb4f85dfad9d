-- Purpose: which of the records just written (coverage_rows) lie next to which others, and whether a vertex of one lies on
-- or near the edge of the other without being a vertex of it too.
-- Parameters: join_m. `one` was written; `other` was stored before, or written with a lower number: `one` gives way to it.
CREATE TEMPORARY TABLE coverage_pairs ON COMMIT DROP AS
WITH reach AS MATERIALIZED (SELECT coverage_degrees(%(join_m)s) AS d),
near AS MATERIALIZED (
    SELECT p.one, p.other, w.geom AS mine, n.geom AS theirs, d
    FROM coverage_near p JOIN coverage_rows w ON w.row_no = p.one JOIN @table@ n ON n.id = p.other CROSS JOIN reach
)
SELECT one, other, ST_DWithin(ST_Difference(ST_Points(mine), ST_Points(theirs)), ST_Boundary(theirs), d)
    OR ST_DWithin(ST_Difference(ST_Points(theirs), ST_Points(mine)), ST_Boundary(mine), d) AS is_open
FROM near WHERE ST_DWithin(mine, theirs, d)
