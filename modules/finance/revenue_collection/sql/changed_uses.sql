-- Purpose: living parcels whose uses differ between two tax years: another kind of use, or other areas of the same kinds.
-- Parameters: one, other (tax years, text). Result: uid, title, geom, before and after (category -> sq.wah as JSON).
--   Index: the unique one of uses by tax year and parcel.
WITH used AS MATERIALIZED (
    SELECT u.parcel_id, y.code, u.category, sum(u.land_sqwah) AS sqwah
    FROM revenue_collection_landtaxuse u JOIN revenue_collection_taxyear y ON y.id = u.tax_year_id
    WHERE y.code IN (%(one)s, %(other)s) AND u.parcel_id IS NOT NULL AND /*visible:u*/
    GROUP BY u.parcel_id, y.code, u.category
), told AS (
    SELECT parcel_id, code, jsonb_object_agg(category, sqwah) AS uses FROM used GROUP BY parcel_id, code
)
SELECT p.uid, p.parcel_code AS title, ST_AsGeoJSON(p.geom, 7) AS geom, a.uses AS before, b.uses AS after
FROM told a JOIN told b ON b.parcel_id = a.parcel_id AND b.code = %(other)s
JOIN ground_parcel p ON p.id = a.parcel_id
WHERE a.code = %(one)s AND a.uses IS DISTINCT FROM b.uses AND p.status IN ('active', 'pending') AND /*visible:p*/
ORDER BY p.parcel_code
