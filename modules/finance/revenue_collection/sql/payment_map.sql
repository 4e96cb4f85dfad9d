-- Purpose: living parcels of a tile by how the land tax of a tax year stands on a day. A bill of several parcels shows at each of them;
--   of several bills of one parcel the one that wants most attention shows. A missed instalment makes all that is left late.
-- Parameters: year (B.E.), today, bw bs be bn (degrees). Result: id, uid, title (parcel code), geom, standing. Index: GiST of
--   ground_parcel.geom; then by the keys of lines, assessments and charges.
WITH place AS MATERIALIZED (
    SELECT p.id, p.uid, p.parcel_code, p.geom FROM ground_parcel p
    WHERE p.geom && ST_MakeEnvelope(%(bw)s, %(bs)s, %(be)s, %(bn)s, 4326) AND p.status IN ('active', 'pending') AND /*visible:p*/
), billed AS MATERIALIZED (
    SELECT DISTINCT l.parcel_id, a.id, a.uid, a.tax_year_id, a.owner_key, a.version, a.tax_baht
    FROM place JOIN revenue_collection_landtaxline l ON l.parcel_id = place.id
    JOIN revenue_collection_landtaxassessment a ON a.id = l.assessment_id
    JOIN revenue_collection_taxyear w ON w.id = a.tax_year_id
    WHERE w.code = (%(year)s::integer)::text AND a.status = 'notified' AND /*visible:a*/
), version AS MATERIALIZED (
    SELECT b.id, b.uid FROM billed b
    UNION
    SELECT b.id, a.uid FROM billed b JOIN revenue_collection_landtaxassessment a
        ON a.tax_year_id = b.tax_year_id AND a.owner_key = b.owner_key
    WHERE b.version > 1 AND /*visible:a*/
), bill AS (
    SELECT v.id, c.status, c.principal_left_baht AS left_baht, CASE
        WHEN c.status IN ('paid', 'written_off', 'void') OR c.due_on IS NULL THEN false
        WHEN i.parts > 0 THEN i.fallen_baht > c.principal_baht - c.principal_left_baht
        ELSE c.due_on < %(today)s::date END AS is_late
    FROM version v JOIN kernel_charges_charge c ON c.source_id = v.uid
    CROSS JOIN LATERAL (
        SELECT count(*) AS parts, coalesce(sum(p.amount_baht) FILTER (WHERE p.due_on < %(today)s::date), 0) AS fallen_baht
        FROM kernel_charges_instalment p WHERE p.charge_id = c.id
    ) i
    WHERE /*visible:c*/
), standing AS (
    SELECT b.parcel_id, CASE
        WHEN EXISTS (SELECT 1 FROM version v JOIN kernel_cases_case k ON k.subject_id = v.uid
            WHERE v.id = b.id AND k.status IN ('open', 'waiting', 'refused') AND /*visible:k*/) THEN 'appeal'
        WHEN bill.is_late THEN CASE WHEN bill.left_baht > 100000 THEN 'late4' WHEN bill.left_baht > 10000 THEN 'late3'
            WHEN bill.left_baht > 1000 THEN 'late2' ELSE 'late1' END
        WHEN bill.status IN ('partial', 'instalment') THEN 'part'
        WHEN bill.status IN ('open', 'paid', 'written_off') THEN bill.status
        WHEN bill.status = 'void' OR b.tax_baht = 0 THEN 'nil'
        ELSE 'none' END AS standing
    FROM billed b LEFT JOIN bill ON bill.id = b.id
)
SELECT place.id, place.uid, place.parcel_code AS title, place.geom, coalesce((
    SELECT s.standing FROM standing s WHERE s.parcel_id = place.id
    ORDER BY array_position(ARRAY['late4', 'late3', 'late2', 'late1', 'appeal', 'part', 'open', 'none', 'written_off', 'paid', 'nil'], s.standing)
    LIMIT 1), 'none') AS standing
FROM place
