-- Purpose: land that a shape gains is taken from the neighbours that have it.
-- Parameters: shape (new), old (stored), ids (the locked neighbours), zone. Result: numbers of the changed ones.
WITH given AS MATERIALIZED (SELECT ST_GeomFromEWKB(%(shape)s) AS geom, ST_GeomFromEWKB(%(old)s) AS old),
gain AS MATERIALIZED (SELECT coverage_areas(ST_Difference(geom, old)) AS geom FROM given),
loser AS MATERIALIZED (
    SELECT n.id FROM gain g JOIN @table@ n ON n.id = ANY(%(ids)s) AND ST_Intersects(n.geom, g.geom)
    WHERE coverage_area(coverage_common(n.geom, g.geom), %(zone)s) > 0.0001
)
UPDATE @table@ n SET geom = coverage_as(n.geom, coverage_areas(ST_Difference(n.geom, g.geom)))
FROM loser l CROSS JOIN given g WHERE n.id = l.id
RETURNING n.id
