-- Purpose: the records just written, as the rows that are joined together. @rows@ selects their uid. Parameters: live.
CREATE TEMPORARY TABLE coverage_rows ON COMMIT DROP AS
SELECT n.id AS row_no, n.id AS replaces, n.geom FROM (@rows@) r JOIN @table@ n ON n.uid = r.uid WHERE @live:n@
