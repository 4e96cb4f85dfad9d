-- Purpose: what the priority score asks of each segment in fair or worse condition: households and schools or clinics near it,
--   and the road's latest traffic. Parameters: layer (of the household table), households_m, access_m.
-- Result: uid, title, geom, surface, grade, area_m2, households, vehicles, serves. Index: GiST of gis_feature.geom.
SELECT s.uid, r.road_code || ' กม. ' || s.span AS title, ST_AsGeoJSON(s.geom, 6) AS geom, s.surface, s.grade,
       (s.km_to - s.km_from) * s.width_m AS area_m2,
       (SELECT count(*) FROM gis_feature p JOIN gis_feature h ON h.place_uid = p.uid AND h.layer_id = %(layer)s
        WHERE p.geom && ST_Expand(s.geom, %(households_m)s / 90000.0)
          AND ST_DWithin(p.geom::geography, s.geom::geography, %(households_m)s)) AS households,
       coalesce((SELECT t.vehicles_per_day FROM roads_bridges_trafficcount t WHERE t.road_id = s.road_id
                 ORDER BY t.counted_on DESC, t.id DESC LIMIT 1), 0) AS vehicles,
       EXISTS (SELECT 1 FROM ground_namedplace n WHERE n.kind IN ('school', 'health')
               AND ST_DWithin(n.geom::geography, s.geom::geography, %(access_m)s)) AS serves
FROM roads_bridges_surfacesegment s JOIN networks_road r ON r.id = s.road_id
WHERE s.grade IN ('fair', 'damaged', 'severe') AND s.geom IS NOT NULL AND s.shares_with_id IS NULL
  AND r.status NOT IN ('transferred', 'deregistered') AND /*visible:s*/
ORDER BY s.id
