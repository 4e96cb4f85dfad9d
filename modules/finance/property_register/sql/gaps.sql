-- Purpose: holes between the living parcels of each block that are too small to be land of their own.
-- Parameters: zone (EPSG of the office's UTM), limit_m2 (a larger hole is a pond, a road, a public place).
-- Result: uid and title of a parcel at the hole, geom (the hole), gap_m2. Expected: a few; blocks of a few hundred parcels.
WITH fabric AS MATERIALIZED (
    SELECT p.block_id, ST_Union(ST_Transform(p.geom, %(zone)s)) AS shape FROM ground_parcel p
    WHERE p.status IN ('active', 'pending') AND /*visible:p*/ GROUP BY p.block_id
), hole AS MATERIALIZED (
    SELECT f.block_id, ST_MakePolygon(ST_ExteriorRing(r.geom)) AS shape
    FROM fabric f CROSS JOIN LATERAL ST_Dump(f.shape) d CROSS JOIN LATERAL ST_DumpRings(d.geom) r WHERE r.path[1] > 0
)
SELECT n.uid, n.parcel_code AS title, ST_AsGeoJSON(ST_Transform(h.shape, 4326), 7) AS geom,
       round(ST_Area(h.shape)::numeric, 2) AS gap_m2
FROM hole h
CROSS JOIN LATERAL (
    SELECT q.uid, q.parcel_code FROM ground_parcel q
    WHERE q.block_id = h.block_id AND q.status IN ('active', 'pending')
      AND ST_Intersects(q.geom, ST_Transform(ST_Buffer(h.shape, 0.05), 4326)) ORDER BY q.parcel_code LIMIT 1
) n
WHERE ST_Area(h.shape) <= %(limit_m2)s
ORDER BY ST_Area(h.shape) DESC, n.parcel_code
