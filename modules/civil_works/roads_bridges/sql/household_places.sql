-- Purpose: where households live, with their village. Not a list for anybody: the caller counts by village or asks the right.
-- Parameters: layer (number of the household table). Result: id, lon, lat, village (id of the area or null).
-- Index: gis_feature (layer_id, record_id), (uid); GiST of ground_adminarea.geom.
SELECT f.record_id AS id, ST_X(s.at) AS lon, ST_Y(s.at) AS lat, a.id AS village
FROM gis_feature f
JOIN gis_feature p ON p.uid = f.place_uid
CROSS JOIN LATERAL (SELECT ST_PointOnSurface(p.geom) AS at) s
LEFT JOIN LATERAL (
    SELECT v.id FROM ground_adminarea v WHERE v.level = 'village' AND ST_Intersects(v.geom, s.at) ORDER BY v.id LIMIT 1
) a ON true
WHERE f.layer_id = %(layer)s AND p.geom IS NOT NULL
