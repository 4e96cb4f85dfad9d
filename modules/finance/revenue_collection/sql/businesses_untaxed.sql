-- Purpose: living parcels used in a tax year as farmland or left vacant, and for nothing taxed as a business, on which a
--   business runs on a day. Parameters: year (text), day. Result: uid, title, geom, uses (categories), businesses (names).
--   Index: the unique one of uses by tax year and parcel; establishments by parcel and building.
WITH quiet AS MATERIALIZED (
    SELECT u.parcel_id, array_agg(DISTINCT u.category::text ORDER BY u.category::text) AS uses
    FROM revenue_collection_landtaxuse u JOIN revenue_collection_taxyear y ON y.id = u.tax_year_id
    WHERE y.code = %(year)s AND u.parcel_id IS NOT NULL AND /*visible:u*/
    GROUP BY u.parcel_id
    HAVING bool_or(u.category IN ('agri', 'vacant')) AND NOT bool_or(u.category = 'other')
), running AS (
    SELECT coalesce(e.parcel_id, b.parcel_id) AS parcel_id, string_agg(e.thai, ', ' ORDER BY e.thai) AS businesses
    FROM ground_establishment e LEFT JOIN ground_building b ON b.id = e.building_id
    WHERE (e.opened_on IS NULL OR e.opened_on <= %(day)s) AND (e.closed_on IS NULL OR e.closed_on > %(day)s) AND /*visible:e*/
    GROUP BY 1
)
SELECT p.uid, p.parcel_code AS title, ST_AsGeoJSON(p.geom, 7) AS geom, q.uses, r.businesses
FROM quiet q JOIN running r ON r.parcel_id = q.parcel_id JOIN ground_parcel p ON p.id = q.parcel_id
WHERE p.status IN ('active', 'pending') AND /*visible:p*/
ORDER BY p.parcel_code
