-- Purpose: what the priority score asks of each segment in fair or worse condition: households and schools or clinics near it,
--   and the road's latest traffic. Parameters: layer (of the household table), households_m, access_m, zone (office's UTM).
-- Result: uid, title, geom, surface, grade, area_m2, households, vehicles, serves. Expected: a few hundred segments; homes and
--   places are brought into metres once, since an index on the places of everything would be asked for each segment.
WITH home AS MATERIALIZED (
    SELECT ST_Transform(ST_PointOnSurface(p.geom), %(zone)s) AS at
    FROM gis_feature h JOIN gis_feature p ON p.uid = h.place_uid WHERE h.layer_id = %(layer)s AND p.geom IS NOT NULL
), served AS MATERIALIZED (
    SELECT ST_Transform(n.geom, %(zone)s) AS at FROM ground_namedplace n WHERE n.kind IN ('school', 'health')
), bad AS MATERIALIZED (
    SELECT s.*, r.road_code, ST_Transform(s.geom, %(zone)s) AS line
    FROM roads_bridges_surfacesegment s JOIN networks_road r ON r.id = s.road_id
    WHERE s.grade IN ('fair', 'damaged', 'severe') AND s.geom IS NOT NULL AND s.shares_with_id IS NULL
      AND r.status NOT IN ('transferred', 'deregistered') AND r.road_class NOT IN ('national', 'rural') AND /*visible:s*/
)
SELECT b.uid, b.road_code || ' กม. ' || b.span AS title, ST_AsGeoJSON(b.geom, 6) AS geom, b.surface, b.grade,
       (b.km_to - b.km_from) * b.width_m AS area_m2,
       (SELECT count(*) FROM home h WHERE h.at && ST_Expand(b.line, %(households_m)s)
            AND ST_DWithin(h.at, b.line, %(households_m)s)) AS households,
       coalesce((SELECT t.vehicles_per_day FROM roads_bridges_trafficcount t WHERE t.road_id = b.road_id
                 ORDER BY t.counted_on DESC, t.id DESC LIMIT 1), 0) AS vehicles,
       EXISTS (SELECT 1 FROM served n WHERE ST_DWithin(n.at, b.line, %(access_m)s)) AS serves
FROM bad b
ORDER BY b.id
