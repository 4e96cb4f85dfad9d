-- Purpose: living parcels of which any part lies in a flood, forest, land-reform or other zone in force on a day; a parcel that
--   only touches the zone's edge is not in it. Parameters: kind ("" for all), day, zone (EPSG of the office's UTM).
-- Result: uid, title, geom, deed_type, area_name, kind, inside_m2, percent. Index: GiST of ground_parcel.geom.
SELECT p.uid, p.parcel_code AS title, ST_AsGeoJSON(p.geom, 7) AS geom, p.deed_type, z.thai AS area_name, z.kind,
       round(i.m2::numeric, 2) AS inside_m2, round((i.m2 / nullif(p.gis_area_m2, 0)::float8 * 100)::numeric, 2) AS percent
FROM ground_zone z
JOIN ground_parcel p ON p.geom && z.geom AND ST_Intersects(p.geom, z.geom)
CROSS JOIN LATERAL (
    SELECT ST_Area(ST_Intersection(ST_Transform(p.geom, %(zone)s), ST_Transform(z.geom, %(zone)s))) AS m2
) i
WHERE z.valid @> %(day)s::date AND (%(kind)s = '' OR z.kind = %(kind)s)
  AND p.status IN ('active', 'pending') AND i.m2 >= 0.01 AND /*visible:p*/
ORDER BY z.thai, p.parcel_code
