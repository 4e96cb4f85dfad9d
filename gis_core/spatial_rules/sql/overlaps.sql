-- Purpose: the pieces that many features share with features of other layers.
-- Parameters: subjects (uuid[]), kinds (smallint[]), zone (EPSG of the office's UTM).
-- Result: subject, its version, reference, its version, area of the piece (m²), its perimeter (m), piece (EWKB, 4326),
--   area of the subject (m²). A shared edge is no overlap. The law asks of all features, whoever asks.
-- Index: unique uid, GiST of gis_feature.geom.
SELECT s.uid, s.version, r.uid, r.version, ST_Area(p.piece), ST_Perimeter(p.piece),
       ST_AsEWKB(ST_Transform(p.piece, 4326)), ST_Area(p.a)
FROM gis_feature s
JOIN gis_feature r ON r.kind = ANY(%(kinds)s) AND r.geom && s.geom AND r.uid <> s.uid AND ST_Intersects(r.geom, s.geom)
CROSS JOIN LATERAL (
    SELECT m.a, ST_CollectionExtract(ST_Intersection(m.a, ST_Transform(r.geom, %(zone)s)), 3) AS piece
    FROM (SELECT ST_Transform(s.geom, %(zone)s) AS a) m
) p
WHERE s.uid = ANY(%(subjects)s) AND NOT ST_IsEmpty(p.piece)
ORDER BY s.uid, ST_Area(p.piece) DESC, r.uid
