-- Purpose: what the shapes of a coverage need and PostGIS does not have. All shapes in 4326, `zone` is the office's UTM.
-- Boxes (&&) are kept in single precision, almost a metre here: they only ever find candidates. Degrees serve to find candidates through indexes; whatever is compared with a figure of the law is measured in metres.

-- Degrees that are at least so many metres in every direction, up to the northern end of the country (21 degrees).
CREATE OR REPLACE FUNCTION coverage_degrees(metres double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = public, pg_temp AS $$ SELECT metres / 111320.0 / 0.93 $$;

-- A shape of the kind its column holds: overlays give back a polygon where there is only one.
CREATE OR REPLACE FUNCTION coverage_as(kind geometry, shape geometry) RETURNS geometry
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN GeometryType(kind) = 'MULTIPOLYGON' THEN ST_Multi(shape)
        WHEN GeometryType(shape) = 'MULTIPOLYGON' AND ST_NumGeometries(shape) = 1 THEN ST_GeometryN(shape, 1) ELSE shape END
$$;

-- Square metres of a shape in the office's zone.
CREATE OR REPLACE FUNCTION coverage_area(shape geometry, zone integer) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT ST_Area(ST_Transform(shape, zone)) $$;

-- The areas of a shape, whatever it is made of; empty when it has none.
CREATE OR REPLACE FUNCTION coverage_areas(shape geometry) RETURNS geometry
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT ST_CollectionExtract(shape, 3) $$;

-- A polygon with some of its vertices elsewhere: a vertex equal to old[i] comes to lie on new[i]. Rings that fall together
-- are left out.
CREATE OR REPLACE FUNCTION coverage_moved(shape geometry, old geometry[], new geometry[]) RETURNS geometry
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = public, pg_temp AS $$
    WITH corners AS (
        SELECT d.path, coalesce(m.new, d.geom) AS corner
        FROM ST_DumpPoints(ST_Multi(shape)) d
        LEFT JOIN unnest(old, new) m(old, new) ON ST_X(m.old) = ST_X(d.geom) AND ST_Y(m.old) = ST_Y(d.geom)
    ), rings AS (
        SELECT path[1] AS part, path[2] AS ring, ST_RemoveRepeatedPoints(ST_MakeLine(corner ORDER BY path[3])) AS line
        FROM corners GROUP BY path[1], path[2] HAVING count(DISTINCT corner) > 2
    ), parts AS (
        SELECT part, CASE WHEN count(*) = 1 THEN ST_MakePolygon((array_agg(line ORDER BY ring))[1])
            ELSE ST_MakePolygon((array_agg(line ORDER BY ring))[1], (array_agg(line ORDER BY ring))[2:]) END AS polygon
        FROM rings GROUP BY part HAVING min(ring) = 1
    )
    SELECT coverage_as(shape, coalesce(ST_SetSRID(ST_Collect(polygon ORDER BY part), ST_SRID(shape)),
        ST_GeomFromText('MULTIPOLYGON EMPTY', ST_SRID(shape)))) FROM parts
$$;

-- Where the vertices of `shape` join the others: their vertices within `join_m`, else the foot on their nearest edge.
-- Also their vertices that lie so near an edge of `shape`. The result is a multipoint to snap to.
CREATE OR REPLACE FUNCTION coverage_joints(shape geometry, others geometry[], join_m double precision, zone integer)
RETURNS geometry LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = public, pg_temp AS $$
    WITH reach AS (SELECT coverage_degrees(join_m) AS d),
    edge AS (SELECT CASE WHEN ST_Dimension(shape) = 2 THEN ST_Boundary(shape) ELSE shape END AS line),
    other AS MATERIALIZED (
        SELECT o.geom, ST_Boundary(o.geom) AS line FROM unnest(others) o(geom) CROSS JOIN reach r
        WHERE o.geom && ST_Expand(shape, r.d)
    ), corners AS MATERIALIZED (
        SELECT DISTINCT c.geom FROM other o CROSS JOIN reach r CROSS JOIN edge e CROSS JOIN LATERAL ST_DumpPoints(o.geom) c
        WHERE c.geom && ST_Expand(shape, r.d) AND ST_DWithin(c.geom, e.line, r.d)
    ), near AS MATERIALIZED (
        SELECT c.geom FROM corners c CROSS JOIN edge e
        WHERE ST_Distance(ST_Transform(c.geom, zone), ST_Transform(ST_ClosestPoint(e.line, c.geom), zone)) <= join_m
    ), mine AS MATERIALIZED (SELECT DISTINCT p.geom FROM ST_DumpPoints(shape) p),
    free AS (
        SELECT m.geom FROM mine m CROSS JOIN reach r
        WHERE NOT EXISTS (SELECT 1 FROM near n WHERE n.geom && ST_Expand(m.geom, r.d)
            AND ST_Distance(ST_Transform(n.geom, zone), ST_Transform(m.geom, zone)) <= join_m)
    ), feet AS (
        SELECT foot.geom FROM free f CROSS JOIN reach r CROSS JOIN LATERAL (
            SELECT ST_ClosestPoint(o.line, f.geom) AS geom FROM other o
            WHERE ST_DWithin(o.line, f.geom, r.d) ORDER BY ST_Distance(o.line, f.geom) LIMIT 1
        ) foot
        WHERE ST_Distance(ST_Transform(foot.geom, zone), ST_Transform(f.geom, zone)) <= join_m
    )
    SELECT ST_Collect(geom) FROM (SELECT geom FROM near UNION SELECT geom FROM feet) joints
$$;

-- A shape joined to the others: it takes their vertices and lies on their edges where it was within `join_m` of them.
CREATE OR REPLACE FUNCTION coverage_joined(shape geometry, others geometry[], join_m double precision, zone integer)
RETURNS geometry LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN j.joints IS NULL THEN shape ELSE
        coverage_as(shape, ST_RemoveRepeatedPoints(ST_Snap(shape, j.joints, coverage_degrees(join_m)))) END
    FROM (SELECT coverage_joints(shape, others, join_m, zone) AS joints) j
$$;

-- The vertices of `shape` that lie on an edge of `other` (within a tenth of a millimetre) and are none of its vertices.
CREATE OR REPLACE FUNCTION coverage_missing_nodes(other geometry, shape geometry) RETURNS geometry
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = public, pg_temp AS $$
    WITH theirs AS MATERIALIZED (SELECT DISTINCT p.geom FROM ST_DumpPoints(other) p WHERE p.geom && ST_Expand(shape, 1e-8)),
    edge AS (SELECT ST_Boundary(other) AS line)
    SELECT ST_Collect(DISTINCT m.geom) FROM ST_DumpPoints(shape) m CROSS JOIN edge e
    WHERE m.geom && ST_Expand(other, 1e-9) AND ST_DWithin(e.line, m.geom, 1e-9)
        AND NOT EXISTS (SELECT 1 FROM theirs t WHERE ST_DWithin(t.geom, m.geom, 1e-9))
$$;

-- `other` with those vertices in its edges; they lie on the edges already, so its area stays what it is.
CREATE OR REPLACE FUNCTION coverage_noded(other geometry, nodes geometry) RETURNS geometry
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = public, pg_temp AS $$
    SELECT coverage_as(other, ST_Snap(other, nodes, 1e-9))
$$;

-- A shape as overlays can take it: one that is not valid is mended for the comparison, never for the record.
CREATE OR REPLACE FUNCTION coverage_sound(shape geometry) RETURNS geometry
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN ST_IsValid(shape) THEN shape ELSE ST_CollectionExtract(ST_MakeValid(shape), 3) END
$$;

-- What two shapes have in common as areas.
CREATE OR REPLACE FUNCTION coverage_common(a geometry, b geometry) RETURNS geometry
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = public, pg_temp AS $$
    SELECT ST_CollectionExtract(ST_Intersection(coverage_sound(a), coverage_sound(b)), 3)
$$;

-- Gaps narrower than `width_m` and at least `length_m` long between a shape and the others around it (4326).
-- A shape may cross itself by a hair in metres though it does not in degrees, and clipping to a box takes no care at all.
CREATE OR REPLACE FUNCTION coverage_slivers(
    shape geometry, others geometry[], width_m double precision, length_m double precision, zone integer
) RETURNS SETOF geometry LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = public, pg_temp AS $$
    WITH here AS (SELECT coverage_sound(ST_Transform(shape, zone)) AS geom),
    around AS (
        SELECT ST_Union(ARRAY[h.geom] || coalesce(array_agg(coverage_sound(ST_ClipByBox2D(o.geom, ST_Expand(h.geom, 5))))
            FILTER (WHERE o.geom IS NOT NULL), '{}')) AS geom, h.geom AS own
        FROM here h LEFT JOIN LATERAL (SELECT ST_Transform(g, zone) AS geom FROM unnest(others) g) o
            ON ST_DWithin(o.geom, h.geom, width_m)
        GROUP BY h.geom
    ), closed AS (
        SELECT geom, own, ST_Buffer(ST_Buffer(geom, width_m / 2, 'join=mitre mitre_limit=50'), -width_m / 2,
            'join=mitre mitre_limit=50') AS filled FROM around
    )
    SELECT ST_Transform(d.geom, 4326) FROM closed c CROSS JOIN LATERAL ST_Dump(ST_Difference(c.filled, c.geom)) d
    WHERE ST_Perimeter(d.geom) / 2 >= length_m AND ST_Area(d.geom) > 0.0001 * ST_Perimeter(d.geom)
        AND ST_DWithin(d.geom, c.own, 0.001)
$$;

-- Parts of a shape that are narrower than `width_m` everywhere (4326).
CREATE OR REPLACE FUNCTION coverage_thin_parts(shape geometry, width_m double precision, zone integer)
RETURNS SETOF geometry LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = public, pg_temp AS $$
    SELECT d.geom FROM ST_Dump(shape) d WHERE ST_IsEmpty(ST_Buffer(ST_Transform(d.geom, zone), -width_m / 2))
$$;
