-- Purpose: no parcel descends from itself. One writer of lineage at a time, so that two transactions cannot close a ring
-- together. Raises EL011.
CREATE OR REPLACE FUNCTION ground_check_lineage() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('ground_parcellineage'));
    IF EXISTS (
        WITH RECURSIVE descendants(id) AS (
            SELECT NEW.child_id
            UNION
            SELECT l.child_id FROM descendants d JOIN ground_parcellineage l ON l.parent_id = d.id
        )
        SELECT 1 FROM descendants WHERE id = NEW.parent_id
    ) THEN
        RAISE EXCEPTION 'แปลงใหม่เป็นที่มาของแปลงเดิมอยู่แล้ว แปลงจะสืบจากตัวเองไม่ได้'
            USING ERRCODE = 'EL011', TABLE = 'ground_parcellineage', CONSTRAINT = 'ground_lineage_acyclic';
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS ground_lineage_acyclic ON ground_parcellineage;
CREATE TRIGGER ground_lineage_acyclic AFTER INSERT OR UPDATE ON ground_parcellineage
    FOR EACH ROW EXECUTE FUNCTION ground_check_lineage();
