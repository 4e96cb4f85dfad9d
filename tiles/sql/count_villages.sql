-- Purpose: records of a personal layer by village, each counted once. Parameters: utm (EPSG code of the office's zone).
-- Result: village, its name, count, area (WKB, EPSG:3857), area drawn in by a metre (EWKB, EPSG:4326). Rows: all villages.
WITH placed AS (
    SELECT DISTINCT ON (t.id) t.id, v.id AS village
    FROM @source@ JOIN @villages@ v ON v.level = 'village' AND ST_Intersects(v.geom, ST_PointOnSurface(@geom@))
    WHERE @where@ AND /*visible:t*/
    ORDER BY t.id, v.id
)
SELECT v.id, concat('หมู่ที่ ' || v.moo || ' ', v.thai), (SELECT count(*) FROM placed WHERE village = v.id),
    ST_AsBinary(ST_Transform(v.geom, 3857)),
    ST_AsEWKB(ST_Transform(ST_Buffer(ST_Transform(v.geom, %(utm)s), -1), 4326))
FROM @villages@ v WHERE v.level = 'village' ORDER BY v.id
