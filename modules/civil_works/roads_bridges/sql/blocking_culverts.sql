-- Purpose: culverts that hold up a waterway: on it (or named as its) and blocked, lost, or narrower than a share of its width.
-- Parameters: metres (how near the waterway lies), percent (least share of its width). Result: uid, title, geom, waterway,
--   opening_m, required_m, reason. Index: GiST of networks_waterway.geom.
SELECT c.uid, coalesce(c.register_no, '') AS title, ST_AsGeoJSON(c.geom, 6) AS geom, w.name AS waterway,
       (c.cells * c.opening_m) AS opening_m, round(w.width_m * %(percent)s / 100, 2) AS required_m,
       CASE WHEN c.soundness = 'blocked' THEN 'อุดตัน' WHEN c.soundness = 'lost' THEN 'พังหรือสูญหาย' ELSE 'ช่องเล็กกว่าที่ต้องการ' END AS reason
FROM roads_bridges_culvert c
CROSS JOIN LATERAL (
    SELECT t.name, t.width_m FROM networks_waterway t
    WHERE /*visible:t*/ AND (t.id = c.waterway_id OR (c.waterway_id IS NULL AND t.geom && ST_Expand(c.geom, 0.001)
        AND ST_DWithin(t.geom::geography, c.geom::geography, %(metres)s)))
    ORDER BY ST_Distance(t.geom::geography, c.geom::geography), t.id LIMIT 1
) w
WHERE /*visible:c*/ AND (c.soundness IN ('blocked', 'lost') OR c.cells * c.opening_m < w.width_m * %(percent)s / 100)
ORDER BY (c.soundness IN ('blocked', 'lost')) DESC, c.id
