-- Purpose: the index without what nobody asks. Its layer and change are written by the triggers alone, which have just
-- read both, so that a foreign key would only ask the same once more for every row. Titles are searched as words.
ALTER TABLE gis_feature DROP CONSTRAINT gis_feature_layer_id_fkey, DROP CONSTRAINT gis_feature_change_id_fkey;
ALTER TABLE gis_stamp DROP CONSTRAINT gis_stamp_layer_id_fkey, DROP CONSTRAINT gis_stamp_change_id_fkey;
DROP INDEX gis_feature_title;
