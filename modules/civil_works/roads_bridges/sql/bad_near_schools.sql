-- Purpose: segments worse than "fair" within a distance of a school, with the nearest school.
-- Parameters: metres. Result: uid, title, geom, grade, school, distance_m. Index: few schools; GiST of the places.
SELECT s.uid, r.road_code || ' กม. ' || s.span AS title, ST_AsGeoJSON(s.geom, 6) AS geom, s.grade, n.thai AS school,
       round(n.distance_m::numeric, 2) AS distance_m
FROM roads_bridges_surfacesegment s
JOIN networks_road r ON r.id = s.road_id
CROSS JOIN LATERAL (
    SELECT p.thai, ST_Distance(p.geom::geography, s.geom::geography) AS distance_m FROM ground_namedplace p
    WHERE p.kind = 'school' AND /*visible:p*/ AND ST_DWithin(p.geom::geography, s.geom::geography, %(metres)s)
    ORDER BY 2, p.id LIMIT 1
) n
WHERE s.grade IN ('damaged', 'severe') AND r.status NOT IN ('transferred', 'deregistered') AND /*visible:s*/
ORDER BY s.grade DESC, n.distance_m, s.id
