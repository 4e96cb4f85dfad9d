-- Purpose: the priced parts of parcels that have no price of their own: land along roads first (the dearest strip counts where
--   two lie over each other), then the price zone of what is left. Parameters: parcels (ids), day, zone (EPSG of the office's
--   UTM). Result: parcel_id, kind (strip|zone), code, m2, baht_per_sqwah. Index: GiST of strips and zones. Reads prices for the
--   office itself; the caller asks the right to the parcel.
WITH land AS MATERIALIZED (
    SELECT p.id, p.geom, ST_Transform(p.geom, %(zone)s) AS shape FROM ground_parcel p WHERE p.id = ANY(%(parcels)s)
), band AS MATERIALIZED (
    SELECT s.id, s.code, s.baht_per_sqwah,
           ST_Difference(
               ST_Buffer(l.line, (s.half_road_m + s.depth_m)::float8, 'endcap=flat side=' || s.side),
               ST_Buffer(l.line, greatest(s.half_road_m, 0.001)::float8, 'endcap=flat side=' || s.side)) AS shape
    FROM ground_pricestrip s CROSS JOIN LATERAL (SELECT ST_Transform(s.geom, %(zone)s) AS line) l
    WHERE s.valid @> %(day)s::date
), piece AS MATERIALIZED (
    SELECT l.id AS parcel_id, b.id, b.code, b.baht_per_sqwah, ST_Intersection(l.shape, b.shape) AS shape
    FROM land l JOIN band b ON b.shape && l.shape AND ST_Intersects(b.shape, l.shape)
), strip AS MATERIALIZED (
    SELECT p.parcel_id, p.code, p.baht_per_sqwah,
           CASE WHEN h.taken IS NULL THEN p.shape ELSE ST_Difference(p.shape, h.taken) END AS shape
    FROM piece p
    LEFT JOIN LATERAL (
        SELECT ST_Union(d.shape) AS taken FROM piece d
        WHERE d.parcel_id = p.parcel_id AND (d.baht_per_sqwah, -d.id) > (p.baht_per_sqwah, -p.id)
    ) h ON true
), rest AS MATERIALIZED (
    SELECT l.id AS parcel_id, l.geom,
           CASE WHEN t.taken IS NULL THEN l.shape ELSE ST_Difference(l.shape, t.taken) END AS shape
    FROM land l LEFT JOIN LATERAL (SELECT ST_Union(p.shape) AS taken FROM piece p WHERE p.parcel_id = l.id) t ON true
), zoned AS (
    SELECT r.parcel_id, z.code, z.baht_per_sqwah,
           ST_Area(ST_Intersection(r.shape, ST_Transform(z.geom, %(zone)s))) AS m2
    FROM rest r JOIN ground_pricezone z ON z.geom && r.geom AND ST_Intersects(z.geom, r.geom) AND z.valid @> %(day)s::date
), priced AS (
    SELECT parcel_id, 'strip' AS kind, code, ST_Area(shape) AS m2, baht_per_sqwah FROM strip
    UNION ALL
    SELECT parcel_id, 'zone', code, m2, baht_per_sqwah FROM zoned
)
SELECT parcel_id, kind, code, round(m2::numeric, 2) AS m2, baht_per_sqwah FROM priced WHERE m2 >= 0.005
ORDER BY parcel_id, kind, baht_per_sqwah DESC, code
