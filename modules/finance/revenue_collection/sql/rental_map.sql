-- Purpose: places to let of a tile by how they stand on a day: today, or the last day of a year that is over.
-- Parameters: year (B.E.), today, bw bs be bn (degrees). Result: id, uid, title (code), geom, standing. Index: GiST of
--   revenue_collection_rentalplace.geom; then by the keys of leases and the source of charges.
WITH day AS (
    SELECT least(%(today)s::date, make_date(%(year)s::integer - 543, 12, 31)) AS on
), place AS MATERIALIZED (
    SELECT p.id, p.uid, p.code, p.geom, p.closed_on FROM revenue_collection_rentalplace p
    WHERE p.geom && ST_MakeEnvelope(%(bw)s, %(bs)s, %(be)s, %(bn)s, 4326) AND /*visible:p*/
), lease AS (
    SELECT l.place_id, l.uid, l.until_on, l.status FROM place JOIN revenue_collection_lease l ON l.place_id = place.id, day
    WHERE l.status <> 'draft' AND day.on BETWEEN l.start_on AND l.until_on AND /*visible:l*/
)
SELECT place.id, place.uid, place.code AS title, place.geom, CASE
    WHEN lease.uid IS NULL THEN CASE WHEN place.closed_on <= day.on THEN 'closed' ELSE 'vacant' END
    WHEN EXISTS (SELECT 1 FROM kernel_charges_charge c WHERE c.source_id = lease.uid AND c.principal_left_baht > 0
        AND c.status NOT IN ('paid', 'written_off', 'void') AND c.due_on < day.on AND /*visible:c*/) THEN 'arrears'
    WHEN lease.until_on < day.on + interval '90 days' THEN 'ending'
    ELSE 'leased' END AS standing
FROM place CROSS JOIN day LEFT JOIN lease ON lease.place_id = place.id
