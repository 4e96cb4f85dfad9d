-- Purpose: land that a shape gains is taken from the neighbours that have it.
-- Parameters: shape (new), old (stored), ids (the locked neighbours), zone, sliver_m. Result: numbers of the changed ones.
-- Only from those it borders on there: what lies beyond a lane is no part of the common border. It stays whose it is, and
-- the judging afterwards refuses the overlap. A seam narrower than a sliver is no lane.
WITH given AS MATERIALIZED (SELECT ST_GeomFromEWKB(%(shape)s) AS geom, ST_GeomFromEWKB(%(old)s) AS old),
gain AS MATERIALIZED (SELECT coverage_areas(ST_Difference(geom, old)) AS geom FROM given),
loser AS MATERIALIZED (
    SELECT n.id
    FROM gain g CROSS JOIN given o JOIN @table@ n ON n.id = ANY(%(ids)s) AND ST_Intersects(n.geom, g.geom)
    CROSS JOIN LATERAL ST_Dump(coverage_common(n.geom, g.geom)) piece
    WHERE coverage_area(piece.geom, %(zone)s) > 0.0001
    GROUP BY n.id, o.old
    HAVING bool_and(ST_DWithin(ST_Transform(piece.geom, %(zone)s), ST_Transform(o.old, %(zone)s), %(sliver_m)s))
)
UPDATE @table@ n SET geom = coverage_as(n.geom, coverage_areas(ST_Difference(n.geom, g.geom)))
FROM loser l CROSS JOIN given g WHERE n.id = l.id
RETURNING n.id
