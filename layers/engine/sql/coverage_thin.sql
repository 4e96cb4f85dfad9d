-- Purpose: the polygons of a shape that are narrower everywhere than what is tolerated.
-- Parameters: shape (EWKB), sliver_m, zone. Result: (m2, piece as GeoJSON).
SELECT coverage_area(t.piece, %(zone)s), ST_AsGeoJSON(t.piece, 9)
FROM coverage_thin_parts(ST_GeomFromEWKB(%(shape)s), %(sliver_m)s, %(zone)s) t(piece)
