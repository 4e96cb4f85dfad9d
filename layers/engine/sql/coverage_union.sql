-- Purpose: one shape of several records. Where their edges lie within `join_m` of each other, the later takes the earlier's.
-- Parameters: ids, join_m, zone. Result: (EWKB, m2, polygons it is made of, polygons it could be made of at the least,
-- EWKB of the polygon farthest from the largest). Whole when the third is not above the fourth. Index: primary key.
WITH given AS MATERIALIZED (SELECT t.id, t.geom FROM @table@ t WHERE t.id = ANY(%(ids)s)),
joined AS (
    SELECT g.id, coverage_joined(g.geom, (SELECT array_agg(e.geom) FROM given e WHERE e.id < g.id), %(join_m)s, %(zone)s) AS geom
    FROM given g
), one AS MATERIALIZED (SELECT ST_Multi(ST_Union(geom)) AS geom FROM joined)
SELECT ST_AsEWKB(o.geom), coverage_area(o.geom, %(zone)s), ST_NumGeometries(o.geom),
    (SELECT 1 + sum(ST_NumGeometries(g.geom) - 1) FROM given g),
    (SELECT ST_AsEWKB(d.geom) FROM ST_Dump(o.geom) d ORDER BY ST_Area(d.geom) LIMIT 1)
FROM one o
