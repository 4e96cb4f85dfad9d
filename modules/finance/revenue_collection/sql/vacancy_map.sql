-- Purpose: living parcels of a tile that lie vacant in a tax year, by how many tax years: from 1, 4, 7 or 10 on.
-- Parameters: year (B.E.), bw bs be bn (degrees). Result: id, uid, title (parcel code), geom, since. Index: GiST of ground_parcel.geom.
SELECT p.id, p.uid, p.parcel_code AS title, p.geom,
    CASE WHEN v.years >= 10 THEN '10' WHEN v.years >= 7 THEN '7' WHEN v.years >= 4 THEN '4' ELSE '1' END AS since
FROM ground_parcel p
CROSS JOIN LATERAL (
    SELECT max(%(year)s::integer - u.vacant_since_be + 1) AS years FROM revenue_collection_landtaxuse u
    JOIN revenue_collection_taxyear w ON w.id = u.tax_year_id
    WHERE u.parcel_id = p.id AND w.code = (%(year)s::integer)::text AND u.category = 'vacant' AND /*visible:u*/
) v
WHERE p.geom && ST_MakeEnvelope(%(bw)s, %(bs)s, %(be)s, %(bn)s, 4326) AND p.status IN ('active', 'pending') AND v.years >= 1 AND /*visible:p*/
