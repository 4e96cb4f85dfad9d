-- Purpose: living parcels that lie partly outside the office's boundary; a slip of the drawing is none.
-- Parameters: zone (EPSG of the office's UTM), least_m2. Result: uid, title, geom, inside_m2, outside_m2. Index: GiST of ground_parcel.geom,
--   by the boundary's line cut into short pieces.
WITH office AS MATERIALIZED (
    SELECT boundary, ST_Transform(boundary, %(zone)s) AS shape FROM ground_office WHERE boundary IS NOT NULL LIMIT 1
), edge AS MATERIALIZED (
    SELECT ST_Subdivide(ST_Boundary(boundary), 64) AS piece FROM office
), met AS MATERIALIZED (
    SELECT DISTINCT p.id FROM edge e JOIN ground_parcel p ON p.geom && e.piece AND ST_Intersects(p.geom, e.piece)
    WHERE p.status IN ('active', 'pending') AND /*visible:p*/
), cut AS (
    SELECT g.uid, g.parcel_code, g.geom, s.shape, ST_Area(ST_Intersection(s.shape, o.shape)) AS inside
    FROM met m JOIN ground_parcel g ON g.id = m.id CROSS JOIN office o
    CROSS JOIN LATERAL (SELECT ST_Transform(g.geom, %(zone)s) AS shape) s
)
SELECT uid, parcel_code AS title, ST_AsGeoJSON(geom, 7) AS geom, round(inside::numeric, 2) AS inside_m2,
       round((ST_Area(shape) - inside)::numeric, 2) AS outside_m2
FROM cut WHERE inside >= %(least_m2)s AND ST_Area(shape) - inside >= %(least_m2)s ORDER BY outside_m2 DESC, parcel_code
