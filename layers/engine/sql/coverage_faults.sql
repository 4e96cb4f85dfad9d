-- Purpose: where a shape is against the rules of its coverage.
-- Parameters: shape (EWKB), own (numbers left out; the stored shape of the first is what it was before), live, boundary
-- (EWKB of the office or NULL), overlap_m2, overlap_percent, sliver_m, sliver_length_m, zone.
-- Result: (code, uid, title, m2, m2 of the same fault in the stored shape, piece as GeoJSON). Index: GiST of geom.
WITH given AS MATERIALIZED (
    SELECT g.geom, coverage_area(g.geom, %(zone)s) AS m2, (SELECT t.geom FROM @table@ t WHERE t.id = %(before)s) AS old
    FROM (SELECT ST_GeomFromEWKB(%(shape)s) AS geom) g
), around AS MATERIALIZED (
    SELECT n.id, n.uid, n.@title@::text AS title, n.geom FROM given g JOIN @table@ n
        ON n.geom && ST_Expand(g.geom, coverage_degrees(%(sliver_m)s)) AND n.id <> ALL(%(own)s) AND @live:n@
), overlap AS (
    SELECT a.uid, a.title, a.geom, c.piece, coverage_area(c.piece, %(zone)s) AS m2
    FROM given g JOIN around a ON ST_Intersects(g.geom, a.geom)
    CROSS JOIN LATERAL (SELECT coverage_common(g.geom, a.geom) AS piece) c WHERE NOT ST_IsEmpty(c.piece)
), geoms AS (SELECT array_agg(geom) AS all FROM around),
sliver AS (
    SELECT s.piece FROM given g CROSS JOIN geoms o
    CROSS JOIN LATERAL coverage_slivers(g.geom, o.all, %(sliver_m)s, %(sliver_length_m)s, %(zone)s) s(piece)
), old_sliver AS (
    SELECT ST_Union(s.piece) AS geom FROM given g CROSS JOIN geoms o
    CROSS JOIN LATERAL coverage_slivers(g.old, o.all, %(sliver_m)s, %(sliver_length_m)s, %(zone)s) s(piece)
    WHERE g.old IS NOT NULL AND EXISTS (SELECT 1 FROM sliver)
), office AS MATERIALIZED (SELECT ST_GeomFromEWKB(%(boundary)s) AS geom WHERE %(boundary)s IS NOT NULL),
outside AS (
    SELECT coverage_areas(ST_Difference(g.geom, o.geom)) AS piece, coverage_areas(ST_Difference(g.old, o.geom)) AS old
    FROM given g CROSS JOIN office o WHERE NOT ST_CoveredBy(g.geom, o.geom)
)
SELECT 'OVERLAP', o.uid, o.title, o.m2, coalesce(coverage_area(coverage_common(g.old, o.geom), %(zone)s), 0),
    ST_AsGeoJSON(o.piece, 9)
FROM overlap o CROSS JOIN given g
WHERE o.m2 > greatest(%(overlap_m2)s, %(overlap_percent)s / 100 * least(g.m2, coverage_area(o.geom, %(zone)s)))
UNION ALL
SELECT 'SLIVER', NULL, NULL, coverage_area(s.piece, %(zone)s),
    coalesce(coverage_area(coverage_common(s.piece, o.geom), %(zone)s), 0) * 2, ST_AsGeoJSON(s.piece, 9)
FROM sliver s CROSS JOIN old_sliver o
UNION ALL
SELECT 'THIN', NULL, NULL, coverage_area(t.piece, %(zone)s), 0, ST_AsGeoJSON(t.piece, 9)
FROM given g CROSS JOIN LATERAL coverage_thin_parts(g.geom, %(sliver_m)s, %(zone)s) t(piece)
UNION ALL
SELECT 'OUTSIDE', NULL, NULL, coverage_area(o.piece, %(zone)s), coalesce(coverage_area(o.old, %(zone)s), 0),
    ST_AsGeoJSON(o.piece, 9)
FROM outside o CROSS JOIN given g
WHERE coverage_area(o.piece, %(zone)s) > greatest(%(overlap_m2)s, %(overlap_percent)s / 100 * g.m2)
ORDER BY 1, 4 DESC
