-- Purpose: length of surfaces by village. A stretch within `common_m` of two villages is shared half and half, so a road on the
--   common boundary counts once; stretches on another road's carriageway are counted there.
-- Parameters: common_m, zone (EPSG of the office's UTM). Result: uid, title, geom (GeoJSON) of the village, surface, length_m.
-- Index: GiST of roads_bridges_surfacesegment.geom. Expected: villages x surfaces, a few dozen rows.
WITH village AS MATERIALIZED (
    SELECT a.id, a.uid, a.moo, a.code, a.thai, a.geom, ST_Buffer(ST_Transform(a.geom, %(zone)s), %(common_m)s) AS wide
    FROM ground_adminarea a WHERE a.level = 'village' AND /*visible:a*/
), common AS MATERIALIZED (
    SELECT v.id, ST_Union(ST_Intersection(v.wide, o.wide)) AS both
    FROM village v JOIN village o ON o.id <> v.id AND o.wide && v.wide AND ST_Intersects(o.wide, v.wide) GROUP BY v.id
), piece AS (
    SELECT v.id, s.surface, ST_Length(ST_Intersection(u.line, v.wide)) AS whole_m,
           coalesce(ST_Length(ST_Intersection(u.line, c.both)), 0) AS both_m
    FROM village v
    JOIN roads_bridges_surfacesegment s ON s.geom && ST_Expand(v.geom, 0.0001)
    JOIN networks_road r ON r.id = s.road_id
    CROSS JOIN LATERAL (SELECT ST_Transform(s.geom, %(zone)s) AS line) u
    LEFT JOIN common c ON c.id = v.id
    WHERE s.shares_with_id IS NULL AND r.status NOT IN ('transferred', 'deregistered')
      AND r.road_class NOT IN ('national', 'rural') AND ST_Intersects(u.line, v.wide) AND /*visible:s*/
)
SELECT v.uid, concat_ws(' ', 'หมู่ที่ ' || v.moo, v.thai) AS title, ST_AsGeoJSON(v.geom, 6) AS geom, p.surface,
       round((sum(p.whole_m) - sum(p.both_m) / 2)::numeric, 2) AS length_m
FROM piece p JOIN village v USING (id)
GROUP BY v.uid, v.code, v.moo, v.thai, v.geom, p.surface
HAVING sum(p.whole_m) - sum(p.both_m) / 2 >= 0.005
ORDER BY v.code, p.surface
