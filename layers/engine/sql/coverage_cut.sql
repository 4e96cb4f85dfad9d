-- Purpose: the pieces into which lines, or the edges of polygons, cut a shape. Ends within `join_m` of its edge reach it.
-- Parameters: shape, cut (EWKB; lines, or a collection of polygons), join_m, zone.
-- Result: (EWKB, m2, number of the polygon it lies in or NULL, in how many), the north-western first. Areas add up to the
-- shape's: pieces share the very vertices of the cut.
WITH given AS (SELECT ST_GeomFromEWKB(%(shape)s) AS geom, ST_GeomFromEWKB(%(cut)s) AS cut),
drawn AS MATERIALIZED (
    SELECT row_number() OVER () AS number, coverage_joined(d.geom, ARRAY[g.geom], %(join_m)s, %(zone)s) AS geom
    FROM given g CROSS JOIN LATERAL ST_Dump(g.cut) d
), lines AS (
    SELECT ST_Collect(CASE WHEN ST_Dimension(geom) = 2 THEN ST_Boundary(geom) ELSE geom END) AS geom FROM drawn
), noded AS MATERIALIZED (
    SELECT coalesce(coverage_noded(g.geom, coverage_missing_nodes(g.geom, l.geom)), g.geom) AS geom, l.geom AS lines
    FROM given g CROSS JOIN lines l
), faces AS MATERIALIZED (
    SELECT f.geom, ST_PointOnSurface(f.geom) AS inner_point, (f.path)[1] AS face
    FROM noded n CROSS JOIN LATERAL ST_Dump(
        ST_Polygonize(ARRAY[ST_UnaryUnion(ST_Collect(ST_Boundary(n.geom), n.lines))])) f
    WHERE ST_Intersects(n.geom, ST_PointOnSurface(f.geom))
), placed AS (
    SELECT f.geom, f.face, p.first, p.held FROM faces f CROSS JOIN LATERAL (
        SELECT min(d.number) AS first, count(*) AS held FROM drawn d
        WHERE ST_Dimension(d.geom) = 2 AND ST_Intersects(d.geom, f.inner_point)
    ) p
), pieces AS (
    SELECT ST_Multi(ST_Union(geom)) AS geom, first, max(held) AS held
    FROM placed GROUP BY first, CASE WHEN first IS NULL THEN face END
)
SELECT ST_AsEWKB(geom), coverage_area(geom, %(zone)s), first, held FROM pieces
ORDER BY ST_X(ST_Centroid(geom)) - ST_Y(ST_Centroid(geom))
