-- Purpose: rows of one table as they were known at a moment: current ones written by then, and versions that held then.
-- Parameters: moment (timestamptz), layer, values (text[], when narrowed). Tokens between @ are filled in by features/as_of.py.
-- Result: the table's columns, in the order of id. Index: gis_history_record; gis_feature and gis_stamp by their keys.
SELECT @current@
FROM @table@ t JOIN @stamps@ f ON f.layer_id = %(layer)s AND f.record_id = t.id
WHERE f.recorded_from <= %(moment)s AND @wanted_now@
UNION ALL
SELECT @past@
FROM gis_history h CROSS JOIN LATERAL jsonb_populate_record(NULL::@table@, h.row_data) p
WHERE h.layer_id = %(layer)s AND h.recorded_from <= %(moment)s AND h.recorded_to > %(moment)s AND @wanted_then@
ORDER BY id
