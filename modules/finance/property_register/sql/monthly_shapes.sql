-- Purpose: shapes of a month's file that the map does not have, or has otherwise: pieces of a division to come, boundaries
--   surveyed anew. Parameters: period ("" for the latest file), zone (EPSG of the office's UTM), limit_m2 and limit_percent
--   (a smaller difference is a slip of the drawing). Result: uid (of the parcel, if any), title, geom (the file's shape),
--   kind (new|other), file_m2, off_m2, lies_in (living parcels it lies over). Index: GiST of ground_parcel.geom.
WITH shape AS MATERIALIZED (
    SELECT c.id, c.parcel_id, c.sheet_key, c.land_no, c.shape AS geom, ST_Transform(c.shape, %(zone)s) AS shape
    FROM property_register_controlrow c JOIN property_register_controlfile f ON f.id = c.file_id AND f.status <> 'undone'
    WHERE c.source = 'shape' AND c.shape IS NOT NULL AND /*visible:c*/
      AND f.period = CASE WHEN %(period)s <> '' THEN %(period)s
                          ELSE (SELECT max(period) FROM property_register_controlfile WHERE status <> 'undone') END
), near AS (
    SELECT s.id, p.id AS parcel_id, p.uid, p.parcel_code, p.gis_area_m2, p.shape,
           ST_Area(ST_Intersection(p.shape, s.shape)) AS m2
    FROM shape s CROSS JOIN LATERAL (
        SELECT p.id, p.uid, p.parcel_code, p.gis_area_m2, ST_Transform(p.geom, %(zone)s) AS shape FROM ground_parcel p
        WHERE p.geom && s.geom AND p.status IN ('active', 'pending') AND /*visible:p*/
    ) p
), told AS (
    SELECT s.id, n.uid, n.parcel_code, s.sheet_key, s.land_no, s.geom, ST_Area(s.shape) AS file_m2,
           coalesce(ST_Area(ST_SymDifference(s.shape, n.shape)), ST_Area(s.shape)) AS off_m2,
           greatest(%(limit_m2)s, %(limit_percent)s / 100 * coalesce(n.gis_area_m2, 0))::float8 AS limit_m2,
           (SELECT string_agg(o.parcel_code, ', ' ORDER BY o.m2 DESC) FROM near o
            WHERE o.id = s.id AND o.m2 > %(limit_m2)s::float8) AS lies_in
    FROM shape s LEFT JOIN near n ON n.id = s.id AND n.parcel_id = s.parcel_id
)
SELECT uid, coalesce(parcel_code, trim(sheet_key || ' ' || land_no)) AS title, ST_AsGeoJSON(geom, 7) AS geom,
       CASE WHEN uid IS NULL THEN 'new' ELSE 'other' END AS kind, round(file_m2::numeric, 2) AS file_m2,
       round(off_m2::numeric, 2) AS off_m2, coalesce(lies_in, '') AS lies_in
FROM told WHERE uid IS NULL OR off_m2 > limit_m2
ORDER BY kind, title, id
