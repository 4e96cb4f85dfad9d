-- Purpose: which of many rows do not fit: among each other and with the live records none of them replaces, as far as coverage_meeting holds them.
-- Parameters: boundary (EWKB of the office or NULL), overlap_m2, overlap_percent, least_m2, least_degrees2 (surely
-- smaller than that in square degrees, so that hardly a row is measured), zone.
-- Result: (row_no, code, uid, other row, title, m2, piece as GeoJSON).
-- Only shapes whose insides meet are cut and measured.
WITH pair AS MATERIALIZED (
    SELECT a.row_no, b.row_no AS other, NULL::uuid AS uid, NULL::text AS title, a.geom AS one, b.geom AS two
    FROM coverage_meeting p JOIN coverage_rows a ON a.row_no = p.other JOIN coverage_rows b ON b.row_no = p.one
    WHERE NOT p.is_stored
    UNION ALL
    SELECT a.row_no, NULL, n.uid, n.@title@::text, a.geom, n.geom
    FROM coverage_meeting p JOIN coverage_rows a ON a.row_no = p.one JOIN @table@ n ON n.id = p.other
    WHERE p.is_stored
), piece AS MATERIALIZED (
    SELECT p.*, c.geom, coverage_area(c.geom, %(zone)s) AS m2,
        least(coverage_area(p.one, %(zone)s), coverage_area(p.two, %(zone)s)) AS smaller
    FROM pair p CROSS JOIN LATERAL (SELECT coverage_common(p.one, p.two) AS geom) c
), overlap AS (
    SELECT * FROM piece WHERE m2 > greatest(%(overlap_m2)s, %(overlap_percent)s / 100 * smaller)
), office AS MATERIALIZED (SELECT ST_GeomFromEWKB(%(boundary)s) AS geom WHERE %(boundary)s IS NOT NULL),
outside AS (
    SELECT r.row_no, r.geom AS shape, coverage_areas(ST_Difference(r.geom, o.geom)) AS geom
    FROM office o JOIN coverage_rows r ON NOT ST_Covers(o.geom, r.geom)
)
SELECT o.row_no, 'OVERLAP', o.uid, o.other, o.title, o.m2, ST_AsGeoJSON(o.geom, 9) FROM overlap o
UNION ALL
SELECT o.other, 'OVERLAP', NULL, o.row_no, NULL, o.m2, ST_AsGeoJSON(o.geom, 9) FROM overlap o WHERE o.other IS NOT NULL
UNION ALL
SELECT o.row_no, 'OUTSIDE', NULL, NULL, NULL, coverage_area(o.geom, %(zone)s), ST_AsGeoJSON(o.geom, 9) FROM outside o
WHERE coverage_area(o.geom, %(zone)s) > greatest(%(overlap_m2)s, %(overlap_percent)s / 100 * coverage_area(o.shape, %(zone)s))
UNION ALL
SELECT r.row_no, 'BAD_GEOM', NULL, NULL, NULL, coverage_area(r.geom, %(zone)s), ST_AsGeoJSON(r.geom, 9) FROM coverage_rows r
WHERE ST_Area(r.geom) < %(least_degrees2)s AND coverage_area(r.geom, %(zone)s) < %(least_m2)s
ORDER BY 1, 2, 6 DESC
