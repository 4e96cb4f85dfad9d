-- Purpose: for each of some shapes the container that holds most of it.
-- Parameters: shapes (EWKB array), zone. Result: (number from 1, id, uid, title, m2 inside). Index: GiST of the containers.
WITH given AS (SELECT number, ST_GeomFromEWKB(raw) AS geom FROM unnest(%(shapes)s::bytea[]) WITH ORDINALITY g(raw, number))
SELECT DISTINCT ON (g.number) g.number, c.id, c.uid, c.@container_title@::text,
    coverage_area(coverage_areas(ST_Intersection(g.geom, c.geom)), %(zone)s) AS m2
FROM given g JOIN @container@ c ON ST_Intersects(c.geom, g.geom)
ORDER BY g.number, m2 DESC, c.id
