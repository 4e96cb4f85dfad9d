-- Purpose: place rows of one located table again after the record they stand at has moved to another place.
-- A changed place is a fact of the other record: no version of these rows is made.
CREATE OR REPLACE FUNCTION gis_relocate_@table@(ids bigint[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $body$
DECLARE
    moved bigint[];
BEGIN
    WITH placed AS (
        UPDATE gis_feature f SET place_uid = x.place_uid, located_by = x.located_by
        FROM (@rows@) x
        WHERE f.layer_id = @layer@ AND f.record_id = x.record_id
          AND (f.place_uid, f.located_by) IS DISTINCT FROM (x.place_uid, x.located_by)
        RETURNING f.record_id
    )
    SELECT array_agg(record_id) INTO moved FROM placed;
    IF moved IS NULL THEN RETURN; END IF;
    @calls@
END $body$;
