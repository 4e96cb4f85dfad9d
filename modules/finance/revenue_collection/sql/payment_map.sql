-- Purpose: living parcels of a tile by how the land tax of a tax year stands on a day. A bill of several parcels shows at each of them;
--   of several bills of one parcel the one that wants most attention shows. A missed instalment makes all that is left late.
--   mark: goods of one of its bills are seized, or the Land Office was told of this parcel and it is still owed.
-- Parameters: year (B.E.), today, bw bs be bn (degrees). Result: id, uid, title (parcel code), geom, standing, mark. Index: GiST of
--   ground_parcel.geom, then parcel by parcel the keys of lines, assessments, charges: one plan serves small and large tiles.
SELECT p.id, p.uid, p.parcel_code AS title, p.geom, coalesce(worst.standing, 'none') AS standing,
    coalesce(worst.mark, '') AS mark
FROM ground_parcel p LEFT JOIN LATERAL (
    SELECT (array_agg(s.standing ORDER BY array_position(
            ARRAY['late4', 'late3', 'late2', 'late1', 'appeal', 'part', 'open', 'written_off', 'paid', 'nil', 'none'], s.standing)))[1] AS standing,
        CASE WHEN bool_or(s.is_seized) THEN 'seized' WHEN bool_or(s.is_listed) THEN 'land_office' ELSE '' END AS mark
    FROM (
        SELECT bill.is_owed AND EXISTS (SELECT 1 FROM revenue_collection_enforcementcase f WHERE f.charge_id = bill.id
                AND f.status IN ('ordered', 'posted', 'appraised', 'auctioned') AND /*visible:f*/) AS is_seized,
            bill.is_owed AND EXISTS (SELECT 1 FROM revenue_collection_arrearsentry n WHERE n.charge_id = bill.id
                AND n.place_id = p.uid AND n.status = 'blocked' AND /*visible:n*/) AS is_listed,
            CASE
            WHEN EXISTS (SELECT 1 FROM kernel_cases_case k WHERE k.subject_id = v.uid AND k.status IN ('open', 'waiting', 'refused')
                AND /*visible:k*/) THEN 'appeal'
            WHEN bill.is_late THEN CASE WHEN bill.left_baht > 100000 THEN 'late4' WHEN bill.left_baht > 10000 THEN 'late3'
                WHEN bill.left_baht > 1000 THEN 'late2' ELSE 'late1' END
            WHEN bill.status IN ('partial', 'instalment') THEN 'part'
            WHEN bill.status IN ('open', 'paid', 'written_off') THEN bill.status
            WHEN bill.status = 'void' OR a.tax_baht = 0 THEN 'nil'
            ELSE 'none' END AS standing
        FROM revenue_collection_landtaxline l JOIN revenue_collection_landtaxassessment a ON a.id = l.assessment_id
        CROSS JOIN LATERAL (
            SELECT a.uid
            UNION ALL
            SELECT o.uid FROM revenue_collection_landtaxassessment o
            WHERE a.version > 1 AND o.tax_year_id = a.tax_year_id AND o.owner_key = a.owner_key AND o.id <> a.id
        ) v
        LEFT JOIN LATERAL (
            SELECT c.id, c.status, c.principal_left_baht AS left_baht, c.status NOT IN ('paid', 'written_off', 'void') AS is_owed, c.status NOT IN ('paid', 'written_off', 'void')
                AND c.due_on < %(today)s::date AND charge_runs_from(c.id, c.due_on, %(today)s::date) IS NOT NULL AS is_late
            FROM kernel_charges_charge c
            WHERE c.source_id = v.uid AND /*visible:c*/
        ) bill ON true
        WHERE l.parcel_id = p.id AND a.status = 'notified' AND /*visible:a*/
            AND a.tax_year_id = (SELECT w.id FROM revenue_collection_taxyear w WHERE w.code = (%(year)s::integer)::text)
    ) s
) worst ON true
WHERE p.geom && ST_MakeEnvelope(%(bw)s, %(bs)s, %(be)s, %(bn)s, 4326) AND p.status IN ('active', 'pending') AND /*visible:p*/
