-- Purpose: neighbours follow a moved node: a vertex that was on old[i] comes to lie on new[i].
-- Parameters: old_x, old_y, new_x, new_y (arrays), own (numbers left out), ids (the locked neighbours), live.
-- Result: numbers of the changed ones.
WITH moves AS MATERIALIZED (
    SELECT array_agg(ST_SetSRID(ST_MakePoint(ox, oy), 4326)) AS old, array_agg(ST_SetSRID(ST_MakePoint(nx, ny), 4326)) AS new
    FROM unnest(%(old_x)s::float8[], %(old_y)s::float8[], %(new_x)s::float8[], %(new_y)s::float8[]) m(ox, oy, nx, ny)
)
UPDATE @table@ n SET geom = coverage_moved(n.geom, m.old, m.new)
FROM moves m
WHERE n.id = ANY(%(ids)s) AND EXISTS (SELECT 1 FROM ST_DumpPoints(n.geom) p JOIN unnest(m.old) o(geom)
    ON ST_X(o.geom) = ST_X(p.geom) AND ST_Y(o.geom) = ST_Y(p.geom))
RETURNING n.id
