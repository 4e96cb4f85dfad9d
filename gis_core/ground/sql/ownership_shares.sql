-- Purpose: on every day on which a thing has owners, their shares are exactly one; whoever writes, however many rows.
-- Deferred to the end of the transaction, because a sale closes one spell and opens another. Raises EL010.

-- Sum of the owners' shares of `spells` on a day, in lowest terms; fractions are added as fractions, never rounded.
CREATE OR REPLACE FUNCTION ground_share_on(spells ground_ownershipspell[], day date, OUT num numeric, OUT den numeric)
LANGUAGE plpgsql IMMUTABLE SET search_path = public, pg_temp AS $$
DECLARE
    s ground_ownershipspell;
    common numeric;
BEGIN
    num := 0;
    den := 1;
    FOREACH s IN ARRAY spells LOOP
        IF s.valid @> day THEN
            num := num * s.share_den + s.share_num * den;
            den := den * s.share_den;
            common := gcd(num, den);
            num := div(num, common);
            den := div(den, common);
        END IF;
    END LOOP;
END $$;

-- Looks at the days on which something changes: between them the shares stay the same.
CREATE OR REPLACE FUNCTION ground_check_shares(spells ground_ownershipspell[]) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    day date;
    num numeric;
    den numeric;
    shown text;
BEGIN
    IF spells IS NULL OR (cardinality(spells) = 1 AND spells[1].share_num = spells[1].share_den) THEN
        RETURN;
    END IF;
    FOR day IN
        SELECT DISTINCT d FROM unnest(spells) s
        CROSS JOIN LATERAL (VALUES (coalesce(lower(s.valid), '-infinity')), (upper(s.valid))) v(d)
        WHERE d IS NOT NULL AND NOT isempty(s.valid) ORDER BY d
    LOOP
        SELECT t.num, t.den INTO num, den FROM ground_share_on(spells, day) t;
        IF num <> 0 AND num <> den THEN
            shown := num || '/' || den || CASE WHEN isfinite(day)
                THEN format(' ณ %s/%s/%s', extract(day FROM day), extract(month FROM day), extract(year FROM day) + 543)
                ELSE '' END;
            RAISE EXCEPTION 'สัดส่วนกรรมสิทธิ์รวมไม่เท่ากับหนึ่ง (รวม %)', shown
                USING ERRCODE = 'EL010', TABLE = 'ground_ownershipspell', CONSTRAINT = 'ground_shares_sum';
        END IF;
    END LOOP;
END $$;

-- Each thing a changed spell belongs to, or belonged to. Index: the foreign keys of ground_ownershipspell.
CREATE OR REPLACE FUNCTION ground_check_spell() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    touched ground_ownershipspell[];
    t ground_ownershipspell;
    spells ground_ownershipspell[];
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.parcel_id, OLD.building_id, OLD.condo_unit_id)
            IS DISTINCT FROM (NEW.parcel_id, NEW.building_id, NEW.condo_unit_id) THEN
        touched := ARRAY[OLD, NEW];
    ELSIF TG_OP = 'DELETE' THEN
        touched := ARRAY[OLD];
    ELSE
        touched := ARRAY[NEW];
    END IF;
    FOREACH t IN ARRAY touched LOOP
        IF t.parcel_id IS NOT NULL THEN
            SELECT array_agg(s) INTO spells FROM ground_ownershipspell s
            WHERE s.parcel_id = t.parcel_id AND s.role = 'owner';
        ELSIF t.building_id IS NOT NULL THEN
            SELECT array_agg(s) INTO spells FROM ground_ownershipspell s
            WHERE s.building_id = t.building_id AND s.role = 'owner';
        ELSE
            SELECT array_agg(s) INTO spells FROM ground_ownershipspell s
            WHERE s.condo_unit_id = t.condo_unit_id AND s.role = 'owner';
        END IF;
        PERFORM ground_check_shares(spells);
    END LOOP;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS ground_shares_sum ON ground_ownershipspell;
CREATE CONSTRAINT TRIGGER ground_shares_sum AFTER INSERT OR UPDATE OR DELETE ON ground_ownershipspell
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ground_check_spell();
