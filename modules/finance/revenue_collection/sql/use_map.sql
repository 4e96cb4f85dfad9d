-- Purpose: living parcels of a tile by what they are used for in a tax year: the use of most land; exempt where every use is wholly exempt.
-- Parameters: year (B.E.), bw bs be bn (degrees). Result: id, uid, title (parcel code), geom, use. Index: GiST of ground_parcel.geom, then
--   parcel_id of the uses: parcel by parcel, since one plan serves tiles of three parcels and of three thousand.
SELECT p.id, p.uid, p.parcel_code AS title, p.geom,
    coalesce(CASE WHEN main.is_exempt THEN 'exempt' ELSE main.category END, 'unsurveyed') AS use
FROM ground_parcel p LEFT JOIN LATERAL (
    SELECT u.category, coalesce((
        SELECT e.percent >= 100 FROM revenue_collection_taxexemption e WHERE e.use_id = u.id AND /*visible:e*/), false) AS is_exempt
    FROM revenue_collection_landtaxuse u
    WHERE u.parcel_id = p.id AND /*visible:u*/
        AND u.tax_year_id = (SELECT w.id FROM revenue_collection_taxyear w WHERE w.code = (%(year)s::integer)::text)
    ORDER BY 2, u.land_sqwah DESC, u.seq LIMIT 1
) main ON true
WHERE p.geom && ST_MakeEnvelope(%(bw)s, %(bs)s, %(be)s, %(bn)s, 4326) AND p.status IN ('active', 'pending') AND /*visible:p*/
