-- Purpose: do stored records fit among the others, after they were changed together?
-- Parameters: ids, live, overlap_m2, overlap_percent, least_m2, sliver_m, zone. Index: primary key, GiST of geom.
-- Result: (uid, title, code, uid and title of the other, m2, piece as GeoJSON).
WITH given AS MATERIALIZED (SELECT t.id, t.uid, t.@title@::text AS title, t.geom, coverage_area(t.geom, %(zone)s) AS m2
    FROM @table@ t WHERE t.id = ANY(%(ids)s) AND @live:t@
), piece AS MATERIALIZED (
    SELECT g.uid, g.title, n.uid AS other, n.@title@::text AS other_title, c.geom, coverage_area(c.geom, %(zone)s) AS m2,
        least(g.m2, coverage_area(n.geom, %(zone)s)) AS smaller
    FROM given g JOIN @table@ n ON n.geom && g.geom AND n.id <> g.id AND @live:n@
        AND NOT (n.id = ANY(%(ids)s) AND n.id > g.id) AND ST_Relate(g.geom, n.geom, '2********')
    CROSS JOIN LATERAL (SELECT coverage_common(g.geom, n.geom) AS geom) c
)
SELECT uid, title, 'OVERLAP', other, other_title, m2, ST_AsGeoJSON(geom, 9) FROM piece
WHERE m2 > greatest(%(overlap_m2)s, %(overlap_percent)s / 100 * smaller)
UNION ALL
SELECT uid, title, 'BAD_GEOM', NULL, NULL, m2, ST_AsGeoJSON(geom, 9) FROM given
WHERE m2 < %(least_m2)s OR NOT ST_IsValid(geom)
UNION ALL
SELECT g.uid, g.title, 'THIN', NULL, NULL, coverage_area(t.piece, %(zone)s), ST_AsGeoJSON(t.piece, 9)
FROM given g CROSS JOIN LATERAL coverage_thin_parts(g.geom, %(sliver_m)s, %(zone)s) t(piece)
ORDER BY 2, 3, 6 DESC
