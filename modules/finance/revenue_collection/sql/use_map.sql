-- Purpose: living parcels of a tile by what they are used for in a tax year: the use of most land; exempt where every use is wholly exempt.
-- Parameters: year (B.E.), bw bs be bn (degrees). Result: id, uid, title (parcel code), geom, use. Index: GiST of ground_parcel.geom.
WITH place AS MATERIALIZED (
    SELECT p.id, p.uid, p.parcel_code, p.geom FROM ground_parcel p
    WHERE p.geom && ST_MakeEnvelope(%(bw)s, %(bs)s, %(be)s, %(bn)s, 4326) AND p.status IN ('active', 'pending') AND /*visible:p*/
), told AS (
    SELECT u.parcel_id, u.category, u.land_sqwah, u.seq, coalesce((
        SELECT e.percent >= 100 FROM revenue_collection_taxexemption e WHERE e.use_id = u.id AND /*visible:e*/), false) AS is_exempt
    FROM place JOIN revenue_collection_landtaxuse u ON u.parcel_id = place.id
    JOIN revenue_collection_taxyear w ON w.id = u.tax_year_id
    WHERE w.code = (%(year)s::integer)::text AND /*visible:u*/
)
SELECT place.id, place.uid, place.parcel_code AS title, place.geom, coalesce(CASE WHEN main.is_exempt THEN 'exempt' ELSE main.category END,
    'unsurveyed') AS use
FROM place LEFT JOIN LATERAL (
    SELECT told.category, told.is_exempt FROM told WHERE told.parcel_id = place.id
    ORDER BY told.is_exempt, told.land_sqwah DESC, told.seq LIMIT 1
) main ON true
