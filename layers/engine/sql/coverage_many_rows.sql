-- Purpose: the rows that are judged together, with the record each one replaces. They select row_no, uid, geom.
CREATE TEMPORARY TABLE coverage_rows ON COMMIT DROP AS
SELECT r.row_no, t.id AS replaces, r.geom
FROM (@rows@) r LEFT JOIN @table@ t ON t.uid = r.uid
WHERE r.geom IS NOT NULL
