-- Purpose: how far many features reach out of the area of another layer they must lie in; negative: how deep they lie inside.
-- Parameters: subjects (uuid[]), kinds (smallint[]), reach (degrees searched for an area), zone (EPSG of the office's UTM).
-- Result: subject, its version, reference (the area it lies in best), its version, metres, 0, line to its border (EWKB, 4326).
-- Subjects without any area in reach are left out. Index: unique uid, GiST of gis_feature.geom.
SELECT s.uid, s.version, n.uid, n.version, n.metres, 0.0, ST_AsEWKB(ST_Transform(n.line, 4326))
FROM gis_feature s CROSS JOIN LATERAL (
    SELECT r.uid, r.version,
           CASE WHEN o.outermost IS NULL THEN -ST_Distance(m.a, ST_Boundary(m.b)) ELSE ST_Distance(o.outermost, m.b) END AS metres,
           CASE WHEN o.outermost IS NULL THEN ST_ShortestLine(m.a, ST_Boundary(m.b))
                ELSE ST_ShortestLine(o.outermost, m.b) END AS line
    FROM gis_feature r
    CROSS JOIN LATERAL (SELECT ST_Transform(s.geom, %(zone)s) AS a, ST_Transform(r.geom, %(zone)s) AS b) m
    CROSS JOIN LATERAL (
        SELECT (SELECT d.geom FROM ST_DumpPoints(ST_Difference(m.a, m.b)) d
                WHERE ST_Distance(d.geom, m.b) > 0.0005 ORDER BY ST_Distance(d.geom, m.b) DESC LIMIT 1) AS outermost
    ) o
    WHERE r.kind = ANY(%(kinds)s) AND r.geom && ST_Expand(s.geom, %(reach)s) AND r.uid <> s.uid AND ST_Dimension(r.geom) = 2
    ORDER BY metres, r.uid LIMIT 1
) n
WHERE s.uid = ANY(%(subjects)s)
ORDER BY s.uid
