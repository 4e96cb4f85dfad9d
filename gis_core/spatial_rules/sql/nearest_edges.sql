-- Purpose: distance edge to edge of many features to their nearest feature of other layers, with the line to draw.
-- Parameters: subjects (uuid[]), kinds (smallint[]), reach_m, reach (degrees that hold it), zone (EPSG of the office's UTM).
-- Result: subject, its version, reference, its version, metres, 0 (no perimeter), line (EWKB, 4326; a point when they touch).
-- Subjects with nothing in reach are left out. The law asks of all features, whoever asks: show results by the record's right.
-- Index: unique uid, GiST of gis_feature.geom.
SELECT s.uid, s.version, n.uid, n.version, n.metres, 0.0, ST_AsEWKB(ST_Transform(n.line, 4326))
FROM gis_feature s CROSS JOIN LATERAL (
    SELECT r.uid, r.version, ST_Distance(m.a, m.b) AS metres, ST_ShortestLine(m.a, m.b) AS line
    FROM gis_feature r CROSS JOIN LATERAL (
        SELECT ST_Transform(s.geom, %(zone)s) AS a, ST_Transform(r.geom, %(zone)s) AS b
    ) m
    WHERE r.kind = ANY(%(kinds)s) AND r.geom && ST_Expand(s.geom, %(reach)s) AND r.uid <> s.uid
      AND ST_DWithin(m.a, m.b, %(reach_m)s)
    ORDER BY metres, r.uid LIMIT 1
) n
WHERE s.uid = ANY(%(subjects)s)
ORDER BY s.uid
