-- Purpose: mark the records whose right is that of the record they stand at, over any number of steps.
-- Parameters: none. Result: none. A record that is kept, or undone already, carries nothing; of a ring everyone is asked.
WITH RECURSIVE live AS MATERIALIZED (
    SELECT layer_id, record_id, carrier_layer, carrier_id FROM changeset_root WHERE NOT is_kept AND NOT is_undone
), carried AS (
    SELECT r.layer_id, r.record_id, false AS is_carried FROM live r
    WHERE NOT EXISTS (SELECT 1 FROM live o WHERE o.layer_id = r.carrier_layer AND o.record_id = r.carrier_id)
    UNION ALL
    SELECT r.layer_id, r.record_id, true FROM carried c
    JOIN live r ON r.carrier_layer = c.layer_id AND r.carrier_id = c.record_id
)
UPDATE changeset_root r SET is_carried = coalesce(c.is_carried, false)
FROM changeset_root o LEFT JOIN carried c ON c.layer_id = o.layer_id AND c.record_id = o.record_id
WHERE r.layer_id = o.layer_id AND r.record_id = o.record_id AND r.is_carried IS DISTINCT FROM coalesce(c.is_carried, false)
