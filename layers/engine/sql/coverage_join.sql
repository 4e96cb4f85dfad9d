-- Purpose: a shape joined to the live records around it, and its measures in the office's zone.
-- Parameters: shape (EWKB), own (record numbers left out), live, join_m, zone. Result: (EWKB, valid, m2, perimeter).
-- Index: GiST of the register's geom.
WITH given AS (SELECT ST_GeomFromEWKB(%(shape)s) AS geom),
around AS (
    SELECT array_agg(n.geom) AS geoms FROM given g JOIN @table@ n
        ON n.geom && ST_Expand(g.geom, coverage_degrees(%(join_m)s)) AND n.id <> ALL(%(own)s) AND @live:n@
), joined AS (
    SELECT coverage_joined(g.geom, a.geoms, %(join_m)s, %(zone)s) AS geom FROM given g CROSS JOIN around a
)
SELECT ST_AsEWKB(geom), ST_IsValid(geom), coverage_area(geom, %(zone)s), ST_Perimeter(ST_Transform(geom, %(zone)s))
FROM joined
