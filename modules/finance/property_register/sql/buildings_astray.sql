-- Purpose: buildings outside every living parcel, reaching out of them, on two and more, or wholly on another than the one
--   they are registered on; a wall on the boundary is inside.
-- Parameters: zone (EPSG of the office's UTM), least_m2 (a smaller piece is a slip of the drawing).
-- Result: uid, title, geom, outside_m2, parcels, kind (outside|reaching|crossing|elsewhere). Index: GiST of ground_parcel.geom.
WITH foot AS MATERIALIZED (
    SELECT b.id, b.uid, b.building_code, b.parcel_id, b.geom, ST_Transform(b.geom, %(zone)s) AS shape FROM ground_building b
    WHERE b.demolished_on IS NULL AND /*visible:b*/
), piece AS MATERIALIZED (
    SELECT f.id, p.parcel_code, p.id = f.parcel_id AS is_home, ST_Area(ST_Intersection(f.shape, ST_Transform(p.geom, %(zone)s))) AS m2
    FROM foot f JOIN ground_parcel p ON p.geom && f.geom AND ST_Intersects(p.geom, f.geom)
    WHERE p.status IN ('active', 'pending')
), held AS (
    SELECT id, sum(m2) AS m2, count(*) FILTER (WHERE m2 >= %(least_m2)s) AS number,
           coalesce(bool_or(is_home) FILTER (WHERE m2 >= %(least_m2)s), false) AS is_home,
           string_agg(parcel_code, ', ' ORDER BY parcel_code) FILTER (WHERE m2 >= %(least_m2)s) AS parcels
    FROM piece GROUP BY id
)
SELECT f.uid, f.building_code AS title, ST_AsGeoJSON(f.geom, 7) AS geom, coalesce(h.parcels, '') AS parcels,
       round(greatest(ST_Area(f.shape) - coalesce(h.m2, 0), 0)::numeric, 2) AS outside_m2,
       CASE WHEN coalesce(h.number, 0) = 0 THEN 'outside' WHEN h.number > 1 THEN 'crossing'
            WHEN NOT h.is_home THEN 'elsewhere' ELSE 'reaching' END AS kind
FROM foot f LEFT JOIN held h USING (id)
WHERE coalesce(h.number, 0) <> 1 OR NOT h.is_home OR ST_Area(f.shape) - h.m2 >= %(least_m2)s
ORDER BY kind DESC, f.building_code
