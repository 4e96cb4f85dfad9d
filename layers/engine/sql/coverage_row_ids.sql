-- Purpose: the numbers of some rows, and of the records that were written from them. Parameters: numbers (of rows).
-- Index: row_no of coverage_rows, uid of the register.
SELECT r.row_no, n.id FROM coverage_rows r JOIN @table@ n ON n.uid = r.uid WHERE r.row_no = ANY(%(numbers)s::bigint[])
