-- Purpose: living parcels of a tile by their appraised price on the first of January of a tax year: their own, else that of the strip or the
--   zone their middle lies in, the dearest where several do. Parameters: year (B.E.), zone, bw bs be bn (degrees), limits (the highest price of
--   each class but the last), every (1, or n to look at one parcel in n). Result: id, uid, title (parcel code), geom, baht, class ('1' the cheapest;
--   'none'). Index: GiST of ground_parcel.geom, prices by parcel, GiST of strips and zones.
WITH asked AS MATERIALIZED (
    SELECT ST_MakeEnvelope(%(bw)s, %(bs)s, %(be)s, %(bn)s, 4326) AS box, make_date(%(year)s::integer - 543, 1, 1) AS day
), band AS MATERIALIZED (
    SELECT s.baht_per_sqwah AS baht, ST_Difference(
        ST_Buffer(l.line, (s.half_road_m + s.depth_m)::float8, 'endcap=flat side=' || s.side),
        ST_Buffer(l.line, greatest(s.half_road_m, 0.001)::float8, 'endcap=flat side=' || s.side)) AS shape
    FROM asked q JOIN ground_pricestrip s ON s.geom && ST_Expand(q.box, 0.02)
    CROSS JOIN LATERAL (SELECT ST_Transform(s.geom, %(zone)s) AS line) l
    WHERE s.valid @> q.day AND /*visible:s*/
)
SELECT p.id, p.uid, p.parcel_code AS title, p.geom, c.baht,
    CASE WHEN c.baht IS NULL THEN 'none'
        ELSE (SELECT (1 + count(*))::text FROM unnest(%(limits)s::numeric[]) AS t(top) WHERE t.top < c.baht) END AS class
FROM asked q JOIN ground_parcel p ON p.geom && q.box
CROSS JOIN LATERAL (
    SELECT coalesce(
        (SELECT v.baht_per_sqwah FROM ground_appraisalprice v WHERE v.parcel_id = p.id AND v.valid @> q.day AND /*visible:v*/ ORDER BY v.id LIMIT 1),
        (SELECT max(b.baht) FROM band b WHERE ST_Intersects(b.shape, ST_Transform(ST_PointOnSurface(p.geom), %(zone)s))),
        (SELECT max(z.baht_per_sqwah) FROM ground_pricezone z
            WHERE z.valid @> q.day AND ST_Intersects(z.geom, ST_PointOnSurface(p.geom)) AND /*visible:z*/)
    ) AS baht
) c
WHERE p.status IN ('active', 'pending') AND mod(p.id, %(every)s::bigint) = 0 AND /*visible:p*/
