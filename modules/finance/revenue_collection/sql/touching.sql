-- Purpose: which parcels of one owner share an edge; a corner is none, a drawing gap is bridged. Parameters: parcels (ids), owners (a number
--   for each), zone (EPSG of the office's UTM), gap_m, edge_m, many. Read for the office itself by the assessment. Result: owner (number), pair of ids.
--   Each parcel is compared with the others of its owner, which most have few of; those of an owner of more than `many` are found by GiST of
--   ground_parcel.geom. Only parcels whose owner has several are asked for, only neighbours are brought to metres.
WITH mine AS MATERIALIZED (
    SELECT p.id, o.owner, p.geom, ST_Expand(p.geom, 0.000002) AS box, count(*) OVER (PARTITION BY o.owner) AS of_owner
    FROM unnest(%(parcels)s::bigint[], %(owners)s::int[]) AS o(id, owner) JOIN ground_parcel p ON p.id = o.id
), near AS MATERIALIZED (
    SELECT a.owner, a.id AS one, b.id AS other, ST_Transform(a.geom, %(zone)s) AS shape, ST_Transform(b.geom, %(zone)s) AS beside
    FROM mine a JOIN mine b ON b.owner = a.owner AND b.id > a.id AND b.geom && a.box
    WHERE a.of_owner <= %(many)s
    UNION ALL
    SELECT a.owner, a.id, b.id, ST_Transform(a.geom, %(zone)s), ST_Transform(b.geom, %(zone)s)
    FROM mine a CROSS JOIN LATERAL (SELECT g.id FROM ground_parcel g WHERE g.geom && a.box AND g.id > a.id OFFSET 0) g
    JOIN mine b ON b.id = g.id AND b.owner = a.owner
    WHERE a.of_owner > %(many)s
)
SELECT owner, one, other
FROM near
WHERE ST_DWithin(shape, beside, %(gap_m)s)
  AND ST_Length(ST_Intersection(ST_Boundary(beside), ST_Buffer(shape, %(gap_m)s))) >= %(edge_m)s
ORDER BY 2, 3, 1
