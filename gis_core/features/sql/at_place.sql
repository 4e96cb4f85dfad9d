-- Purpose: everything at a point: shapes within a few metres of it, and every record that stands at one of those.
-- Parameters: lon, lat (degrees), tolerance_m, reach (degrees that surely hold the tolerance), limit; @visible@ over alias f.
-- A record is told by its own permission, also where the shape it stands at is closed to the reader.
-- Result: kind, uid, title, status, place_uid, distance_m, count of its kind. Index: gis_feature_geom, gis_feature_place.
WITH here AS (
    SELECT ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326) AS p
), hit AS MATERIALIZED (
    SELECT f.uid, ST_Distance(f.geom::geography, here.p::geography) AS distance_m,
           ST_Area(ST_Envelope(f.geom)) AS size
    FROM here JOIN gis_feature f ON f.geom && ST_Expand(here.p, %(reach)s)
    WHERE ST_Intersects(f.geom, ST_Expand(here.p, %(reach)s))
), near AS MATERIALIZED (
    SELECT * FROM hit WHERE distance_m <= %(tolerance_m)s
), found AS MATERIALIZED (
    SELECT f.kind, f.uid, f.title, f.status, NULL::uuid AS place_uid, f.record_id, near.distance_m, near.size
    FROM near JOIN gis_feature f ON f.uid = near.uid
    WHERE (@visible@)
    UNION ALL
    SELECT f.kind, f.uid, f.title, f.status, f.place_uid, f.record_id, near.distance_m, near.size
    FROM near JOIN gis_feature f ON f.place_uid = near.uid
    WHERE (@visible@)
), numbered AS (
    SELECT found.*, count(*) OVER (PARTITION BY kind) AS of_kind,
           row_number() OVER (PARTITION BY kind ORDER BY distance_m, size, record_id) AS place_in_kind
    FROM found
)
SELECT kind, uid, title, status, place_uid, record_id, distance_m, of_kind
FROM numbered WHERE place_in_kind <= %(limit)s
ORDER BY size, distance_m, kind, record_id
