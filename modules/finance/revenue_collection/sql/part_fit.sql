-- Purpose: how a drawn part fits its parcel and the other parts drawn in the year. Parameters: parcel, year, use (ids), shape (EWKB in
--   hex), zone (EPSG of the office's UTM), allowed_m2. Asked for the office by the check of one part; nobody sees its rows.
--   Result: one row: outside_m2, covered (numbers of the parts it lies over). Index: revenue_use_of_parcel_once.
WITH drawn AS (SELECT ST_Transform(%(shape)s::geometry, %(zone)s) AS shape)
SELECT ST_Area(ST_Difference(d.shape, ST_Transform(p.geom, %(zone)s))) AS outside_m2,
       ARRAY(
           SELECT u.seq FROM revenue_collection_landtaxuse u JOIN revenue_collection_landtaxpart o ON o.use_id = u.id
           WHERE u.tax_year_id = %(year)s AND u.parcel_id = p.id AND u.id <> %(use)s
             AND ST_Area(ST_Intersection(d.shape, ST_Transform(o.geom, %(zone)s))) > %(allowed_m2)s
           ORDER BY u.seq) AS covered
FROM drawn d JOIN ground_parcel p ON p.id = %(parcel)s
