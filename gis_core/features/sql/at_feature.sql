-- Purpose: everything at one feature: itself, what stands at it, and what its shape touches.
-- Parameters: uid, limit (a kind); @visible@ over alias f. Result as at_place.sql. Index: uid, gis_feature_place, gis_feature_geom.
WITH here AS (
    SELECT coalesce(r.uid, s.uid) AS uid, coalesce(r.geom, s.geom) AS geom
    FROM gis_feature s LEFT JOIN gis_feature r ON r.uid = s.place_uid WHERE s.uid = %(uid)s
), found AS MATERIALIZED (
    SELECT f.kind, f.uid, f.title, f.status, NULL::uuid AS place_uid, f.record_id, 0.0 AS distance_m,
           ST_Area(ST_Envelope(f.geom)) AS size
    FROM here JOIN gis_feature f ON f.geom && here.geom
    WHERE ST_Intersects(f.geom, here.geom) AND (f.uid = here.uid OR NOT ST_Touches(f.geom, here.geom)) AND (@visible@)
    UNION ALL
    SELECT f.kind, f.uid, f.title, f.status, f.place_uid, f.record_id, 0.0, 0.0
    FROM here JOIN gis_feature f ON f.place_uid = here.uid WHERE (@visible@)
), numbered AS (
    SELECT found.*, count(*) OVER (PARTITION BY kind) AS of_kind,
           row_number() OVER (PARTITION BY kind ORDER BY size, record_id) AS place_in_kind
    FROM found
)
SELECT kind, uid, title, status, place_uid, record_id, distance_m, of_kind
FROM numbered WHERE place_in_kind <= %(limit)s
ORDER BY size, kind, record_id
