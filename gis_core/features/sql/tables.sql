-- Purpose: the tables only triggers write. Made once by the first migration of this app.
-- gis_feature: PK (layer_id, record_id), unique uid (target of every PlaceLink), GiST on geom, trigram on title.
CREATE TABLE gis_change (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    actor_id bigint NOT NULL REFERENCES access_user (id),
    on_behalf_of_id bigint REFERENCES access_user (id),
    reason text NOT NULL CHECK (btrim(reason) <> ''),
    at timestamptz NOT NULL,
    batch_id uuid,
    xact xid8 NOT NULL
);
CREATE INDEX gis_change_actor ON gis_change (actor_id, at);
CREATE INDEX gis_change_batch ON gis_change (batch_id) WHERE batch_id IS NOT NULL;
CREATE INDEX gis_change_at ON gis_change (at);

CREATE TABLE gis_feature (
    layer_id smallint NOT NULL REFERENCES gis_layer (id),
    record_id bigint NOT NULL,
    uid uuid NOT NULL UNIQUE,
    kind smallint NOT NULL,
    title text NOT NULL DEFAULT '',
    status text NOT NULL DEFAULT '',
    category text NOT NULL DEFAULT '',
    org_unit_id bigint,
    version integer NOT NULL,
    recorded_from timestamptz NOT NULL,
    change_id bigint NOT NULL REFERENCES gis_change (id),
    place_uid uuid,
    located_by text NOT NULL DEFAULT '',
    geom geometry(Geometry, 4326),
    PRIMARY KEY (layer_id, record_id)
);
CREATE INDEX gis_feature_geom ON gis_feature USING gist (geom);
CREATE INDEX gis_feature_place ON gis_feature (place_uid) WHERE place_uid IS NOT NULL;
CREATE INDEX gis_feature_title ON gis_feature USING gin (title gin_trgm_ops);
CREATE INDEX gis_feature_kind ON gis_feature (kind, record_id);

CREATE TABLE gis_stamp (
    layer_id smallint NOT NULL REFERENCES gis_layer (id),
    record_id bigint NOT NULL,
    version integer NOT NULL,
    recorded_from timestamptz NOT NULL,
    change_id bigint NOT NULL REFERENCES gis_change (id),
    PRIMARY KEY (layer_id, record_id)
);

CREATE TABLE gis_history (
    layer_id smallint NOT NULL,
    record_id bigint NOT NULL,
    uid uuid NOT NULL,
    version integer NOT NULL,
    recorded_from timestamptz NOT NULL,
    recorded_to timestamptz NOT NULL,
    change_id bigint NOT NULL,
    ended_by_id bigint NOT NULL,
    is_deleted boolean NOT NULL,
    row_data jsonb NOT NULL,
    geom geometry(Geometry, 4326)
) PARTITION BY RANGE (recorded_to);
CREATE TABLE gis_history_other PARTITION OF gis_history DEFAULT;
CREATE INDEX gis_history_record ON gis_history (layer_id, record_id, version);
CREATE INDEX gis_history_uid ON gis_history (uid);
CREATE INDEX gis_history_change ON gis_history (ended_by_id);

CREATE TABLE gis_search (
    layer_id smallint NOT NULL,
    record_id bigint NOT NULL,
    kind smallint NOT NULL,
    folded text NOT NULL
);
CREATE TABLE gis_search_personal (LIKE gis_search);
CREATE INDEX gis_search_record ON gis_search (layer_id, record_id);
CREATE INDEX gis_search_prefix ON gis_search (folded text_pattern_ops);
CREATE INDEX gis_search_trigram ON gis_search USING gin (folded gin_trgm_ops);
CREATE INDEX gis_search_personal_record ON gis_search_personal (layer_id, record_id);
CREATE INDEX gis_search_personal_prefix ON gis_search_personal (folded text_pattern_ops);
CREATE INDEX gis_search_personal_trigram ON gis_search_personal USING gin (folded gin_trgm_ops);

CREATE TABLE tile_dirty (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    layer_id smallint NOT NULL,
    box geometry(Geometry, 4326) NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    xid xid8 NOT NULL DEFAULT pg_current_xact_id()
);
CREATE INDEX tile_dirty_box ON tile_dirty USING gist (box);
CREATE INDEX tile_dirty_layer ON tile_dirty (layer_id, id);
