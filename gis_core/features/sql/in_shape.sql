-- Purpose: features whose shape meets a drawn one (not merely its border), with their areas.
-- Parameters: shape (EWKB, 4326), kinds (smallint[]), zone (EPSG of the office's UTM), limit; @visible@ over alias f.
-- Result: kind, uid, title, status, record_id, area_m2 (null for points), count and area of its kind. Index: gis_feature_geom.
WITH here AS (
    SELECT ST_GeomFromEWKB(%(shape)s) AS s
), found AS MATERIALIZED (
    SELECT f.kind, f.uid, f.title, f.status, f.record_id,
           CASE WHEN ST_Dimension(f.geom) = 2 THEN ST_Area(ST_Transform(f.geom, %(zone)s)) END AS area_m2,
           CASE WHEN ST_Dimension(f.geom) = 1 THEN ST_Length(ST_Transform(f.geom, %(zone)s)) END AS length_m
    FROM here JOIN gis_feature f ON f.geom && here.s
    WHERE f.kind = ANY(%(kinds)s) AND ST_Intersects(f.geom, here.s)
      AND (ST_Dimension(here.s) < 2 OR NOT ST_Touches(f.geom, here.s)) AND (@visible@)
), numbered AS (
    SELECT found.*, count(*) OVER w AS of_kind, sum(area_m2) OVER w AS area_of_kind, sum(length_m) OVER w AS length_of_kind,
           row_number() OVER (PARTITION BY kind ORDER BY title, record_id) AS place_in_kind
    FROM found WINDOW w AS (PARTITION BY kind)
)
SELECT kind, uid, title, status, record_id, area_m2, length_m, of_kind, area_of_kind, length_of_kind
FROM numbered WHERE place_in_kind <= %(limit)s
ORDER BY kind, title, record_id
