-- Purpose: the records about to be written, as they will be, as the rows that are joined together.
-- Parameters: live, first_row and new_row (what the numbers of rows, and of new records among them, begin with).
CREATE TEMPORARY TABLE coverage_rows ON COMMIT DROP AS
SELECT %(first_row)s::bigint + coalesce(o.id, %(new_row)s::bigint + n.row_no) AS row_no, o.id AS replaces, n.uid, n.geom
FROM (@rows@) n LEFT JOIN @table@ o ON o.uid = n.uid AND NOT n.is_new
WHERE n.geom IS NOT NULL AND n.geom_changed AND @live:n@
