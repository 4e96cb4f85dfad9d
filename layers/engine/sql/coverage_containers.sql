-- Purpose: the containers a shape lies in, the one of the largest share first, and what reaches out of each.
-- Parameters: shape (EWKB), zone. Result: (id, uid, title, m2 inside, m2 outside, the outside as GeoJSON).
WITH given AS (SELECT ST_GeomFromEWKB(%(shape)s) AS geom)
SELECT c.id, c.uid, c.@container_title@::text, coverage_area(i.inside, %(zone)s), coverage_area(i.outside, %(zone)s),
    ST_AsGeoJSON(i.outside, 9)
FROM given g JOIN @container@ c ON ST_Intersects(c.geom, g.geom) CROSS JOIN LATERAL (
    SELECT coverage_areas(ST_Intersection(g.geom, c.geom)) AS inside, coverage_areas(ST_Difference(g.geom, c.geom)) AS outside
) i
WHERE NOT ST_IsEmpty(i.inside)
ORDER BY 4 DESC, c.id
