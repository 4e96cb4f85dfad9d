-- Purpose: how the Land Office drew the pieces of a parcel in the latest month's file that has any: shapes no parcel of the
--   map is matched with, nearly all of them inside it.
-- Parameters: parcel (id), zone (EPSG of the office's UTM), inside (the least share of a piece that lies in the parcel).
-- Result: period, land_no, geom (GeoJSON with every digit), m2 (inside the parcel), whole_m2 (of the parcel). Index: GiST of
--   ground_parcel.geom; the rows of a file are few.
WITH whole AS MATERIALIZED (
    SELECT p.id, p.geom, ST_Transform(p.geom, %(zone)s) AS shape FROM ground_parcel p
    WHERE p.id = %(parcel)s AND /*visible:p*/
), piece AS MATERIALIZED (
    SELECT f.period, c.id, c.land_no, c.shape AS geom, ST_Area(ST_Transform(c.shape, %(zone)s)) AS own_m2,
           ST_Area(ST_Intersection(ST_Transform(c.shape, %(zone)s), w.shape)) AS m2, ST_Area(w.shape) AS whole_m2
    FROM whole w JOIN property_register_controlrow c ON c.shape && w.geom AND ST_Intersects(c.shape, w.geom)
    JOIN property_register_controlfile f ON f.id = c.file_id AND f.status <> 'undone'
    WHERE c.source = 'shape' AND c.parcel_id IS NULL AND ST_IsValid(c.shape) AND /*visible:c*/
), inside AS (SELECT * FROM piece WHERE m2 >= %(inside)s::float8 * own_m2)
SELECT period, land_no, ST_AsGeoJSON(geom, 15) AS geom, m2, whole_m2 FROM inside
WHERE period = (SELECT max(period) FROM inside)
ORDER BY m2, id
