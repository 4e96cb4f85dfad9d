-- Purpose: whole tiles below zoom 15, pressed as they are sent, for readers who may see all of a layer. Empty ones are
-- left out. A tile is made in the transaction that makes what it shows, and serves while no row of tile_dirty meets it.
CREATE TABLE tile_ready (
    kind smallint NOT NULL,
    z smallint NOT NULL,
    x integer NOT NULL,
    y integer NOT NULL,
    etag text NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (kind, z, x, y)
);
-- gzip has pressed them already
ALTER TABLE tile_ready ALTER COLUMN body SET STORAGE EXTERNAL;
