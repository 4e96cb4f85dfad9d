-- Purpose: roads without registration that run over public land. A road along the border of such land is not on it.
-- Parameters: least_m (metres inside that count), zone (EPSG of the office's UTM). Result: uid, title, geom, status, inside_m,
--   parcels (codes). Index: GiST of ground_parcel.geom.
SELECT r.uid, r.road_code || ' ' || r.name AS title, ST_AsGeoJSON(r.geom, 6) AS geom, r.status,
       round(sum(i.inside_m)::numeric, 2) AS inside_m, string_agg(p.parcel_code, ', ' ORDER BY p.parcel_code) AS parcels
FROM networks_road r
JOIN ground_parcel p ON p.geom && r.geom
CROSS JOIN LATERAL (
    SELECT ST_Length(ST_Intersection(ST_Transform(r.geom, %(zone)s), ST_Buffer(ST_Transform(p.geom, %(zone)s), -0.01))) AS inside_m
) i
WHERE r.registered_no = '' AND r.status IN ('', 'surveyed', 'land_ready', 'council', 'requested')
  AND r.road_class NOT IN ('national', 'rural')
  AND (p.deed_type = 'nsl' OR p.is_state_property OR p.land_use = 'public') AND p.status IN ('', 'active', 'pending')
  AND i.inside_m > 0.01 AND /*visible:r*/ AND /*visible:p*/
GROUP BY r.id HAVING sum(i.inside_m) >= %(least_m)s
ORDER BY sum(i.inside_m) DESC, r.id
