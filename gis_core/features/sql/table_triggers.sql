-- Purpose: keep index, search words, versions and authors of one table in step with it, whoever writes and however.
-- Tokens between @ are filled in by features/triggers.py. Statement level with transition tables: a bulk load pays once.
CREATE OR REPLACE FUNCTION gis_write_@table@() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $body$
DECLARE
    c gis_change;
    first_id bigint;
    used_up_to bigint;
    unplaced bigint;
    moved bigint[];
BEGIN
    IF TG_RELID <> 'public.@table@'::regclass THEN
        RAISE EXCEPTION 'ทริกเกอร์นี้เป็นของตาราง @table@ เท่านั้น' USING ERRCODE = 'EL002';
    END IF;
    IF TG_OP = 'INSERT' THEN
        SELECT min(id) INTO first_id FROM new_rows;
        IF first_id IS NULL THEN RETURN NULL; END IF;
        c := gis_current_change();
        @insert@
    ELSIF TG_OP = 'UPDATE' THEN
        IF NOT EXISTS (SELECT 1 FROM new_rows) THEN RETURN NULL; END IF;
        c := gis_current_change();
        IF EXISTS (SELECT 1 FROM old_rows o FULL JOIN new_rows n ON n.id = o.id
                   WHERE o.id IS NULL OR n.id IS NULL OR n.uid <> o.uid) THEN
            RAISE EXCEPTION 'เปลี่ยนรหัสประจำระเบียนของ @table@ ไม่ได้' USING ERRCODE = 'EL004', TABLE = '@table@';
        END IF;
        @update@
    ELSE
        IF NOT EXISTS (SELECT 1 FROM old_rows) THEN RETURN NULL; END IF;
        c := gis_current_change();
        @delete@
    END IF;
    RETURN NULL;
END $body$;

DROP TRIGGER IF EXISTS gis_insert ON @table@;
CREATE TRIGGER gis_insert AFTER INSERT ON @table@ REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION gis_write_@table@();
DROP TRIGGER IF EXISTS gis_update ON @table@;
CREATE TRIGGER gis_update AFTER UPDATE ON @table@ REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION gis_write_@table@();
DROP TRIGGER IF EXISTS gis_delete ON @table@;
CREATE TRIGGER gis_delete AFTER DELETE ON @table@ REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION gis_write_@table@();
DROP TRIGGER IF EXISTS gis_truncate ON @table@;
CREATE TRIGGER gis_truncate BEFORE TRUNCATE ON @table@
    FOR EACH STATEMENT EXECUTE FUNCTION gis_refuse_truncate();
