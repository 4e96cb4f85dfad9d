-- Purpose: living parcels within a distance of a road's edge: its line widened by half the reserve.
-- Parameters: road (id), metres, zone (EPSG of the office's UTM). Result: id, uid, title, geom, deed_type, deed_no, area_sqwah,
--   distance_m (0 when the road's reserve touches or crosses it). Index: GiST of ground_parcel.geom.
WITH way AS MATERIALIZED (
    SELECT ST_Transform(r.geom, %(zone)s) AS line, coalesce(r.row_width_m, 0)::float8 / 2 AS half FROM networks_road r
    WHERE r.id = %(road)s AND /*visible:r*/
), near AS (
    SELECT p.id, p.uid, p.parcel_code, p.geom, p.deed_type, p.deed_no, p.area_sqwah,
           round(greatest(ST_Distance(ST_Transform(p.geom, %(zone)s), w.line) - w.half, 0)::numeric, 2) AS distance_m
    FROM way w JOIN ground_parcel p
      ON p.geom && ST_Transform(ST_Expand(ST_Envelope(w.line), w.half + %(metres)s::float8 + 1), 4326)
    WHERE p.status IN ('active', 'pending') AND /*visible:p*/
)
SELECT id, uid, parcel_code AS title, ST_AsGeoJSON(geom, 7) AS geom, deed_type, deed_no, area_sqwah, distance_m
FROM near WHERE distance_m <= %(metres)s::numeric ORDER BY distance_m, parcel_code
