-- Purpose: what an undo writes: rows of kept records and of those put back already are left alone.
-- Writes changeset_row.action: delete, update, insert or NULL.
UPDATE changeset_row r SET action = CASE
    WHEN r.had AND r.has THEN 'update' WHEN r.had THEN 'insert' WHEN r.has THEN 'delete' END
FROM changeset_root o
WHERE o.layer_id = r.root_layer AND o.record_id = r.root_id AND NOT o.is_kept AND NOT r.is_undone
