-- Purpose: drawings of the year before for uses just carried over from it, where the parcel still holds them. Parameters: year, before
--   (ids), parcels (ids whose uses were carried over), zone (EPSG of the office's UTM), allowed_m2. Result: use_id, area_sqwah (of today's
--   deed), note, geom. Rows: the drawn parts of those parcels. Index: revenue_use_of_parcel_once.
SELECT n.id AS use_id, round((p.area_sqwah * ST_Area(ST_Transform(o.geom, %(zone)s)) / s.m2)::numeric, 1) AS area_sqwah, o.note, o.geom
FROM revenue_collection_landtaxpart o
JOIN revenue_collection_landtaxuse u ON u.id = o.use_id AND u.tax_year_id = %(before)s
JOIN revenue_collection_landtaxuse n ON n.tax_year_id = %(year)s AND n.parcel_id = u.parcel_id AND n.seq = u.seq
JOIN ground_parcel p ON p.id = u.parcel_id
CROSS JOIN LATERAL (SELECT ST_Transform(p.geom, %(zone)s) AS shape, ST_Area(ST_Transform(p.geom, %(zone)s)) AS m2) s
WHERE u.parcel_id = ANY(%(parcels)s) AND s.m2 > 0
  AND ST_Area(ST_Difference(ST_Transform(o.geom, %(zone)s), s.shape)) <= %(allowed_m2)s
ORDER BY n.id
