-- Purpose: land that a shape loses along a common border goes to the neighbour it bordered on there.
-- Parameters: shape (new), old (stored), ids (the locked neighbours), zone. Result: numbers of the changed ones.
-- Borders are compared within a tenth of a millimetre: lines that were cut elsewhere no longer run quite through each other.
-- A piece goes to the neighbour that has more than half of the border it lost; along a road nobody has, it stays free.
WITH given AS MATERIALIZED (SELECT ST_GeomFromEWKB(%(shape)s) AS geom, ST_GeomFromEWKB(%(old)s) AS old),
near AS MATERIALIZED (SELECT n.id, n.geom, ST_Boundary(n.geom) AS edge FROM @table@ n WHERE n.id = ANY(%(ids)s)),
loss AS MATERIALIZED (
    SELECT row_number() OVER () AS piece, d.geom,
        ST_Intersection(ST_Boundary(d.geom), ST_Buffer(ST_Boundary(g.old), 1e-9)) AS border
    FROM given g CROSS JOIN LATERAL ST_Dump(coverage_areas(ST_Difference(g.old, (
        SELECT ST_Union(geom) FROM (SELECT g.geom UNION ALL SELECT n.geom FROM near n) taken)))) d
    WHERE coverage_area(d.geom, %(zone)s) > 0.0001
), share AS (
    SELECT l.piece, n.id, l.geom,
        ST_Length(ST_Transform(ST_Intersection(l.border, ST_Buffer(n.edge, 1e-9)), %(zone)s)) AS m,
        ST_Length(ST_Transform(l.border, %(zone)s)) AS of_m
    FROM loss l JOIN near n ON ST_DWithin(n.edge, l.geom, 1e-9)
), heir AS (SELECT DISTINCT ON (piece) piece, id, geom FROM share WHERE m > of_m / 2 ORDER BY piece, m DESC, id),
gained AS (SELECT id, ST_Union(geom) AS geom FROM heir GROUP BY id)
UPDATE @table@ n SET geom = coverage_as(n.geom, ST_Union(n.geom, g.geom))
FROM gained g WHERE n.id = g.id
RETURNING n.id
