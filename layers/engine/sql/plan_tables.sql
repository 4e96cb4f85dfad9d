-- Purpose: what a set of changes did to each row, and to each record with its lines; kept for one transaction.
-- changeset_row: `base` the version before the set, `had`/`has` whether the row was there before the set and is now,
-- `made` the last version the set wrote, `later_change` the last act of somebody else since, `is_undone` by an undo of it.
-- changeset_root: the record a row belongs to, with what permissions ask of it; `carrier` is the record of the set at which
-- it stands, whose fate it shares; `is_carried` when the chain of carriers ends at one whose own right is asked.
DROP TABLE IF EXISTS pg_temp.changeset_row, pg_temp.changeset_root;
CREATE TEMPORARY TABLE changeset_row (
    n bigint GENERATED ALWAYS AS IDENTITY,
    layer_id smallint NOT NULL,
    record_id bigint NOT NULL,
    root_layer smallint,
    root_id bigint,
    base integer NOT NULL,
    made integer,
    had boolean NOT NULL,
    has boolean NOT NULL,
    is_removed boolean NOT NULL DEFAULT false,
    version integer,
    later_change bigint,
    is_undone boolean NOT NULL DEFAULT false,
    action text,
    PRIMARY KEY (layer_id, record_id)
) ON COMMIT DROP;
CREATE TEMPORARY TABLE changeset_root (
    layer_id smallint NOT NULL,
    record_id bigint NOT NULL,
    uid uuid,
    kind smallint,
    title text NOT NULL DEFAULT '',
    org_unit_id bigint,
    place_uid uuid,
    geom geometry(Geometry, 4326),
    act text NOT NULL,
    later_change bigint,
    is_undone boolean NOT NULL,
    is_kept boolean NOT NULL DEFAULT false,
    carrier_layer smallint,
    carrier_id bigint,
    is_carried boolean NOT NULL DEFAULT false,
    PRIMARY KEY (layer_id, record_id)
) ON COMMIT DROP;
