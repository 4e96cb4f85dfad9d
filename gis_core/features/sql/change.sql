-- Purpose: who is writing. A change belongs to one database transaction; its number cannot be borrowed by another.

-- Time of the office. The owner role may run under a simulated clock (loading a past); the application's role may not.
CREATE OR REPLACE FUNCTION gis_now() RETURNS timestamptz LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    IF session_user = current_user AND coalesce(current_setting('elocal.clock', true), '') <> '' THEN
        RETURN current_setting('elocal.clock')::timestamptz;
    END IF;
    RETURN clock_timestamp();
END $$;

-- Opens a change for the running transaction and returns its number. Refuses an empty reason (table check).
-- Without a set of its own it belongs to the set of the change it is nested in, else it is a set alone.
CREATE OR REPLACE FUNCTION gis_begin_change(actor bigint, behalf bigint, why text, batch uuid) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO gis_change (actor_id, on_behalf_of_id, reason, at, batch_id, xact)
    VALUES (actor, behalf, why, gis_now(), coalesce(batch, (
        SELECT o.batch_id FROM gis_change o WHERE o.id = nullif(current_setting('elocal.change_id', true), '')::bigint
            AND o.xact = pg_current_xact_id_if_assigned()), gis_uuid()), pg_current_xact_id())
    RETURNING id
$$;

-- The change the running statement belongs to. Raises EL001 when there is none or it is another transaction's.
CREATE OR REPLACE FUNCTION gis_current_change() RETURNS gis_change LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    found gis_change;
BEGIN
    SELECT * INTO found FROM gis_change
    WHERE id = nullif(current_setting('elocal.change_id', true), '')::bigint
      AND xact = pg_current_xact_id_if_assigned();
    IF found.id IS NULL THEN
        RAISE EXCEPTION 'ไม่ทราบผู้บันทึก: ทุกการเขียนต้องอยู่ใน acting_as' USING ERRCODE = 'EL001';
    END IF;
    RETURN found;
END $$;

-- Says once of the running change that it takes a set back.
CREATE OR REPLACE FUNCTION gis_undoes(undone uuid) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE gis_change SET undoes = undone WHERE id = (gis_current_change()).id AND undoes IS NULL
$$;

-- TRUNCATE leaves neither history nor author.
CREATE OR REPLACE FUNCTION gis_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'ห้าม TRUNCATE ตาราง %', TG_TABLE_NAME USING ERRCODE = 'EL002', TABLE = TG_TABLE_NAME;
END $$;

-- A ledger row is corrected by another row.
CREATE OR REPLACE FUNCTION gis_refuse_rewrite() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'ตาราง % เป็นบัญชีที่เพิ่มได้อย่างเดียว แก้หรือลบไม่ได้', TG_TABLE_NAME USING ERRCODE = 'EL003', TABLE = TG_TABLE_NAME;
END $$;

-- Boxes of changed shapes: one each up to 200, then one around all, so that a bulk load does not flood the queue.
CREATE OR REPLACE FUNCTION gis_mark_dirty(layer smallint, shapes geometry[]) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO tile_dirty (layer_id, box)
    SELECT layer, ST_Envelope(g) FROM unnest(shapes) g WHERE cardinality(shapes) <= 200 AND NOT ST_IsEmpty(g)
    UNION ALL
    SELECT layer, ST_SetSRID(ST_Extent(g)::geometry, 4326) FROM unnest(shapes) g
    WHERE cardinality(shapes) > 200 HAVING count(g) > 0
$$;
