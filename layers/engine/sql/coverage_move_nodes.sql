-- Purpose: neighbours follow a moved node, where the border they share with the moved shape turns with it.
-- Parameters: for each move old_x, old_y, new_x, new_y and the corners beside it on the old shape before_x, before_y,
-- after_x, after_y (arrays); ids (the locked neighbours); own (the number of the moved record); shape and old (EWKB: the
-- moved shape as it will be and as it is stored); zone, live, join_m. Result: numbers of the changed ones.
-- A node that slides along the line of a common border changes nothing for the neighbour: it keeps its corner. Who shares
-- the corner only follows when another does, and not when the node slides along his own edge.
-- Nobody follows when a gap would open between records by it, or when land would come from nobody or from one that does not
-- follow: what is gained and lost along the border is settled piece by piece afterwards. Along a road nobody has, a common
-- corner is drawn back in all, and out where what it sweeps is narrower than the distance in which corners are one.
WITH moves AS MATERIALIZED (
    SELECT m.i, ST_SetSRID(ST_MakePoint(ox, oy), 4326) AS old, ST_SetSRID(ST_MakePoint(nx, ny), 4326) AS new,
        ST_SetSRID(ST_MakePoint(bx, by), 4326) AS before, ST_SetSRID(ST_MakePoint(ax, ay), 4326) AS after
    FROM unnest(%(old_x)s::float8[], %(old_y)s::float8[], %(new_x)s::float8[], %(new_y)s::float8[], %(before_x)s::float8[],
        %(before_y)s::float8[], %(after_x)s::float8[], %(after_y)s::float8[])
        WITH ORDINALITY m(ox, oy, nx, ny, bx, by, ax, ay, i)
), near AS MATERIALIZED (
    SELECT n.id, n.geom, ST_Boundary(n.geom) AS edge FROM @table@ n WHERE n.id = ANY(%(ids)s)
), held AS MATERIALIZED (
    SELECT DISTINCT n.id, n.edge, m.* FROM near n CROSS JOIN LATERAL ST_DumpPoints(n.geom) p
    JOIN moves m ON ST_X(m.old) = ST_X(p.geom) AND ST_Y(m.old) = ST_Y(p.geom)
), judged AS MATERIALIZED (
    SELECT h.id, h.i, h.old, h.new, ST_DWithin(h.edge, h.new, 1e-9) AS on_own_edge,
        bool_or(c.is_common) AS shares, bool_or(c.is_common AND NOT c.is_straight) AS turns
    FROM held h CROSS JOIN LATERAL (
        SELECT ST_DWithin(h.edge, ST_LineInterpolatePoint(ST_MakeLine(h.old, q.corner), 0.5), 1e-9) AS is_common,
            abs((ST_X(h.old) - ST_X(q.corner)) * (ST_Y(h.new) - ST_Y(q.corner))
                - (ST_Y(h.old) - ST_Y(q.corner)) * (ST_X(h.new) - ST_X(q.corner)))
                <= 1e-8 * ST_Distance(h.old, q.corner) AS is_straight
        FROM (VALUES (h.before), (h.after)) q(corner)
    ) c GROUP BY h.id, h.i, h.old, h.new, h.edge
), follows AS (
    SELECT j.id, array_agg(j.old ORDER BY j.i) AS old, array_agg(j.new ORDER BY j.i) AS new FROM judged j
    WHERE j.turns OR (NOT j.shares AND NOT j.on_own_edge
        AND EXISTS (SELECT 1 FROM judged o WHERE o.i = j.i AND o.turns))
    GROUP BY j.id
), moved AS MATERIALIZED (
    SELECT n.id, n.geom AS was, coverage_moved(n.geom, f.old, f.new) AS geom FROM near n JOIN follows f ON f.id = n.id
), whole AS MATERIALIZED (
    SELECT coverage_sound(ST_Union(coverage_sound(m.was))) AS was, coverage_sound(ST_Union(coverage_sound(m.geom))) AS geom,
        coverage_sound(ST_GeomFromEWKB(%(shape)s)) AS shape, coverage_sound(ST_GeomFromEWKB(%(old)s)) AS old
    FROM moved m HAVING bool_and(ST_IsValid(m.geom) AND NOT ST_IsEmpty(m.geom))
), unsettled AS MATERIALIZED (
    SELECT d.geom, p.is_left, ST_Boundary(ST_Union(w.was, w.old)) AS outline,
        coverage_area(d.geom, %(zone)s) < %(join_m)s * ST_Perimeter(ST_Transform(d.geom, %(zone)s)) / 2 AS is_thin
    FROM whole w CROSS JOIN LATERAL (VALUES
        (ST_Difference(ST_Difference(w.was, w.geom), w.shape), TRUE), (ST_Difference(ST_Difference(w.geom, w.was), w.old), FALSE)
    ) p(geom, is_left) CROSS JOIN LATERAL ST_Dump(coverage_areas(p.geom)) d
    WHERE coverage_area(d.geom, %(zone)s) > 0.0001
), unsound AS (
    SELECT 1 FROM unsettled u
    WHERE (u.is_left AND ST_Length(ST_Intersection(u.outline, ST_Buffer(ST_Boundary(u.geom), 1e-9))) < 1e-6)
        OR NOT (u.is_left OR u.is_thin)
        OR EXISTS (SELECT 1 FROM @table@ t WHERE t.geom && ST_Expand(u.geom, 1e-8) AND @live:t@
            AND t.id <> %(own)s AND t.id NOT IN (SELECT id FROM moved)
            AND (ST_Intersects(t.geom, ST_PointOnSurface(u.geom))
                OR ST_Length(ST_Intersection(ST_Boundary(t.geom), ST_Buffer(u.geom, 1e-8))) > 1e-6))
)
UPDATE @table@ n SET geom = m.geom FROM moved m CROSS JOIN whole
WHERE n.id = m.id AND NOT EXISTS (SELECT 1 FROM unsound)
RETURNING n.id
