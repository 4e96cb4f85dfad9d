-- Purpose: everything at a point: shapes within a few metres of it, and every record that stands at one of those.
-- Parameters: lon, lat (degrees), tolerance_m, reach (degrees that surely hold the tolerance), limit; @visible@ over alias f.
-- A record is told by its own permission, also where the shape it stands at is closed to the reader.
-- A shape that holds the point is 0 m away; only for others the way over the earth's surface is reckoned, which for a
-- village's border takes as long as all the rest.
-- Result: kind, uid, title, status, place_uid, distance_m, count of its kind. Index: gis_feature_geom, gis_feature_place.
WITH hit AS MATERIALIZED (
    SELECT f.kind, f.uid, f.title, f.status, f.record_id, ST_Area(ST_Envelope(f.geom)) AS size, (@visible@) AS is_open,
           CASE WHEN ST_Intersects(f.geom, here.p) THEN 0.0
                ELSE ST_Distance(f.geom::geography, here.p::geography) END AS distance_m
    FROM (SELECT ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326) AS p) here
    JOIN gis_feature f ON ST_Intersects(f.geom, ST_Expand(here.p, %(reach)s))
), found AS MATERIALIZED (
    SELECT kind, uid, title, status, NULL::uuid AS place_uid, record_id, distance_m, size
    FROM hit WHERE distance_m <= %(tolerance_m)s AND is_open
    UNION ALL
    SELECT f.kind, f.uid, f.title, f.status, f.place_uid, f.record_id, hit.distance_m, hit.size
    FROM hit JOIN gis_feature f ON f.place_uid = hit.uid
    WHERE hit.distance_m <= %(tolerance_m)s AND (@visible@)
), numbered AS (
    SELECT found.*, count(*) OVER (PARTITION BY kind) AS of_kind,
           row_number() OVER (PARTITION BY kind ORDER BY distance_m, size, record_id) AS place_in_kind
    FROM found
)
SELECT kind, uid, title, status, place_uid, record_id, distance_m, of_kind
FROM numbered WHERE place_in_kind <= %(limit)s
ORDER BY size, distance_m, kind, record_id
