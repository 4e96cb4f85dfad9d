-- Purpose: which of the given parcels share an edge.
-- Parameters: parcels (ids), zone (EPSG of the office's UTM), gap_m (bridged), edge_m (shortest shared edge).
-- Result: pairs of ids, the smaller first. A corner is no edge. Index: GiST of ground_parcel.geom.
WITH mine AS MATERIALIZED (
    SELECT id, geom, ST_Transform(geom, %(zone)s) AS shape FROM ground_parcel WHERE id = ANY(%(parcels)s)
)
SELECT a.id, b.id
FROM mine a JOIN ground_parcel g ON g.geom && ST_Expand(a.geom, 0.000002) JOIN mine b ON b.id = g.id AND b.id > a.id
WHERE ST_DWithin(a.shape, b.shape, %(gap_m)s)
  AND ST_Length(ST_Intersection(ST_Boundary(b.shape), ST_Buffer(a.shape, %(gap_m)s))) >= %(edge_m)s
ORDER BY a.id, b.id
