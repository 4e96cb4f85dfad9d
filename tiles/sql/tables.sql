-- Purpose: what is made of the registers for zooms below 15, and which tiles have grown old. All of it can be made again.

-- Generalised shapes. band: 14 and 13 by zoom, 12 for all below. members: the records drawn by the row (one, or those
-- merged); box: around their true shapes, compared with tile_dirty; size, gx, gy: the group simplified together.
CREATE TABLE tile_shape (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind smallint NOT NULL,
    band smallint NOT NULL,
    size smallint NOT NULL,
    gx integer NOT NULL,
    gy integer NOT NULL,
    record_id bigint,
    members bigint[] NOT NULL,
    box geometry(Geometry, 4326) NOT NULL,
    geom geometry(Geometry, 3857) NOT NULL,
    props jsonb NOT NULL
);
CREATE INDEX tile_shape_geom ON tile_shape USING gist (kind, band, geom);
CREATE INDEX tile_shape_group ON tile_shape (kind, size, gx, gy);
CREATE INDEX tile_shape_box ON tile_shape USING gist (kind, box);

-- Records and classes by cell of zoom 18 (about 150 m): weight counts records that stand in it or cover its middle, own
-- those that stand in it. k numbers the class columns of the layer. mx, my: sums of positions in cells.
CREATE TABLE tile_vote (
    kind smallint NOT NULL,
    x integer NOT NULL,
    y integer NOT NULL,
    k smallint NOT NULL,
    value jsonb,
    weight integer NOT NULL,
    own integer NOT NULL,
    mx float8,
    my float8,
    record_id bigint,
    single jsonb
);
CREATE INDEX tile_vote_cell ON tile_vote (kind, x, y);

-- What is drawn of the votes, for each level of cells. slot 0: the cell itself; others: what keeps a rare class in sight.
CREATE TABLE tile_aggregate (
    kind smallint NOT NULL,
    level smallint NOT NULL,
    x integer NOT NULL,
    y integer NOT NULL,
    slot smallint NOT NULL,
    parts smallint NOT NULL,
    record_id bigint,
    mx float8,
    my float8,
    props jsonb NOT NULL,
    PRIMARY KEY (kind, level, x, y, slot)
);

-- Counts of personal layers, made at night. count is null where it would point at somebody.
-- core: the area drawn in by a metre, to ask whether a reader's area holds all of it.
CREATE TABLE tile_count (
    kind smallint NOT NULL,
    number integer NOT NULL,
    title text NOT NULL,
    count integer,
    geom geometry(Geometry, 3857) NOT NULL,
    core geometry(Geometry, 4326) NOT NULL,
    PRIMARY KEY (kind, number)
);
CREATE INDEX tile_count_geom ON tile_count USING gist (kind, geom);

-- The version of the layer for which the tables above were made.
CREATE TABLE tile_state (
    kind smallint PRIMARY KEY,
    version text NOT NULL,
    built_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Rows of tile_dirty that were worked off, kept until every web process has surely seen them. to_zoom: tiles up to this
-- zoom, drawn without seeing xid, are old.
CREATE TABLE tile_purge (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    layer_id smallint NOT NULL,
    box geometry(Geometry, 4326) NOT NULL,
    xid xid8 NOT NULL,
    to_zoom smallint NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX tile_purge_xid ON tile_purge (xid);
CREATE INDEX tile_purge_at ON tile_purge (at);
