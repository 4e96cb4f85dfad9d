-- Purpose: what undoing and the history of child lines need. Made once by a migration of this app.
-- Every change belongs to a set, if only to one of its own; `undoes` names the set that a change takes back.
ALTER TABLE gis_change ADD COLUMN undoes uuid;
UPDATE gis_change SET batch_id = gis_uuid() WHERE batch_id IS NULL;
ALTER TABLE gis_change ALTER COLUMN batch_id SET NOT NULL;
DROP INDEX gis_change_batch;
CREATE INDEX gis_change_batch ON gis_change (batch_id, id);
CREATE INDEX gis_change_undoes ON gis_change (undoes) WHERE undoes IS NOT NULL;

-- Versions by the change that made them, so that a set of 200,000 rows is found without reading the tables.
CREATE INDEX gis_feature_change ON gis_feature (change_id);
CREATE INDEX gis_stamp_change ON gis_stamp (change_id);
CREATE INDEX gis_history_made ON gis_history (change_id);

-- The record a line belonged to; filled by the triggers of tables whose rows are lines.
ALTER TABLE gis_history ADD COLUMN parent_id bigint;
CREATE INDEX gis_history_parent ON gis_history (layer_id, parent_id) WHERE parent_id IS NOT NULL;
