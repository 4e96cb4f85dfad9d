-- Purpose: who wrote a row after the set (or between two changes of it), and whether that was an undo of the set.
-- Parameters: changes (bigint[]), since, batch (uuid). Writes changeset_row. Index: gis_history_record.
WITH past AS (
    SELECT DISTINCT ON (h.layer_id, h.record_id) h.layer_id, h.record_id,
           CASE WHEN h.ended_by_id <> ALL(%(changes)s) THEN h.ended_by_id ELSE h.change_id END AS change_id
    FROM changeset_row r JOIN gis_history h ON h.layer_id = r.layer_id AND h.record_id = r.record_id
    WHERE h.version > r.base AND h.recorded_to >= %(since)s
      AND (h.ended_by_id <> ALL(%(changes)s) OR h.change_id <> ALL(%(changes)s))
    ORDER BY h.layer_id, h.record_id, h.version DESC
), now AS (
    SELECT r.layer_id, r.record_id, coalesce(f.change_id, s.change_id) AS change_id
    FROM changeset_row r
    LEFT JOIN gis_feature f ON f.layer_id = r.layer_id AND f.record_id = r.record_id
    LEFT JOIN gis_stamp s ON s.layer_id = r.layer_id AND s.record_id = r.record_id
), last AS (
    SELECT now.layer_id, now.record_id,
           CASE WHEN now.change_id <> ALL(%(changes)s) THEN now.change_id ELSE past.change_id END AS change_id
    FROM now LEFT JOIN past USING (layer_id, record_id)
)
UPDATE changeset_row r SET later_change = c.id, is_undone = coalesce(c.undoes = %(batch)s, false)
FROM last JOIN gis_change c ON c.id = last.change_id
WHERE r.layer_id = last.layer_id AND r.record_id = last.record_id
