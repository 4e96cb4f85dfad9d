-- Purpose: pairs of living parcels over each other by more than the larger of limit_m2 and limit_percent of the smaller one.
-- Parameters: zone (EPSG of the office's UTM), limit_m2, limit_percent. Result: uid, title, geom (the piece), other, overlap_m2.
-- Index: GiST of ground_parcel.geom on both sides. Parcels that share an edge or a corner have no piece.
SELECT a.uid, a.parcel_code AS title, ST_AsGeoJSON(ST_Transform(i.piece, 4326), 7) AS geom, b.parcel_code AS other,
       round(ST_Area(i.piece)::numeric, 2) AS overlap_m2
FROM ground_parcel a
JOIN ground_parcel b ON b.id > a.id AND b.geom && a.geom AND ST_Relate(a.geom, b.geom, 'T********')
CROSS JOIN LATERAL (
    SELECT ST_CollectionExtract(ST_Intersection(ST_Transform(a.geom, %(zone)s), ST_Transform(b.geom, %(zone)s)), 3) AS piece
) i
WHERE a.status IN ('active', 'pending') AND b.status IN ('active', 'pending') AND /*visible:a*/ AND /*visible:b*/
  AND ST_Area(i.piece) > greatest(%(limit_m2)s, %(limit_percent)s / 100 * least(a.gis_area_m2, b.gis_area_m2))
ORDER BY ST_Area(i.piece) DESC, a.parcel_code, b.parcel_code
