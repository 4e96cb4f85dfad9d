-- Purpose: whether a row was written between laying the set out and locking it.
-- Result: one row when there is such a row. Index: gis_feature and gis_stamp by their keys.
SELECT 1 FROM changeset_row r
LEFT JOIN gis_feature f ON f.layer_id = r.layer_id AND f.record_id = r.record_id
LEFT JOIN gis_stamp s ON s.layer_id = r.layer_id AND s.record_id = r.record_id
WHERE coalesce(f.version, s.version) IS DISTINCT FROM r.version
LIMIT 1
