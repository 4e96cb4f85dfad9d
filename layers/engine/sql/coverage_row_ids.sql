-- Purpose: the numbers of the rows, and of the records that were written from them. Index: uid of the register.
SELECT r.row_no, n.id FROM coverage_rows r JOIN @table@ n ON n.uid = r.uid
