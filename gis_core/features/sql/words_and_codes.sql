-- Purpose: words with letters apart from codes, of which there are as many as records and which only the index of
-- beginnings holds. It leads to one record's word too, so there is no index of records. The words themselves are written
-- by the installation that follows every migration.
DROP TABLE gis_search, gis_search_personal;
DELETE FROM gis_installed WHERE name LIKE 'words %';
CREATE TABLE gis_search (
    record_id bigint NOT NULL,
    layer_id smallint NOT NULL,
    kind smallint NOT NULL,
    is_code boolean NOT NULL,
    folded text NOT NULL
);
CREATE TABLE gis_search_personal (LIKE gis_search);
CREATE INDEX gis_search_prefix ON gis_search (folded text_pattern_ops, layer_id, record_id);
CREATE INDEX gis_search_trigram ON gis_search USING gin (folded gin_trgm_ops) WHERE NOT is_code;
CREATE INDEX gis_search_personal_prefix ON gis_search_personal (folded text_pattern_ops, layer_id, record_id);
CREATE INDEX gis_search_personal_trigram ON gis_search_personal USING gin (folded gin_trgm_ops) WHERE NOT is_code;
