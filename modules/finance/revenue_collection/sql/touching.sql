-- Purpose: which parcels of one owner share an edge; a corner is none, a drawing gap is bridged. Parameters: parcels (ids), owners (a number
--   for each), zone (EPSG of the office's UTM), gap_m, edge_m. Read for the office itself by the assessment. Result: owner (number), pair of ids.
--   Index: GiST of ground_parcel.geom; only parcels whose owner has several are asked for.
WITH mine AS MATERIALIZED (
    SELECT p.id, o.owner, p.geom, ST_Transform(p.geom, %(zone)s) AS shape
    FROM unnest(%(parcels)s::bigint[], %(owners)s::int[]) AS o(id, owner) JOIN ground_parcel p ON p.id = o.id
)
SELECT a.owner, a.id AS one, b.id AS other
FROM mine a
JOIN ground_parcel g ON g.geom && ST_Expand(a.geom, 0.000002)
JOIN mine b ON b.id = g.id AND b.id > a.id AND b.owner = a.owner
WHERE ST_DWithin(a.shape, b.shape, %(gap_m)s)
  AND ST_Length(ST_Intersection(ST_Boundary(b.shape), ST_Buffer(a.shape, %(gap_m)s))) >= %(edge_m)s
ORDER BY 2, 3, 1
