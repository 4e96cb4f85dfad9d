-- Purpose: chainage in statements over many events; the twins of gis_core.pure.linear_referencing.

-- Linear between knots, the scale of the outer intervals holds beyond them. Parameters: x, growing xs, ys (two knots or more).
CREATE OR REPLACE FUNCTION gis_piecewise(x float8, xs float8[], ys float8[]) RETURNS float8
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT SET search_path = pg_catalog AS $$
    SELECT ys[k.i] + (x - xs[k.i]) * (ys[k.i + 1] - ys[k.i]) / (xs[k.i + 1] - xs[k.i])
    FROM (SELECT least(greatest(width_bucket(x, xs), 1), cardinality(xs) - 1) AS i) k
$$;

-- Knots of one road in the UTM zone: metres along the drawn line and chainage, start first; (0,0) and (1,1) without posts.
CREATE OR REPLACE FUNCTION networks_knots(road bigint, line geometry, OUT line_m float8[], OUT chainage_m float8[])
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN count(*) = 0 THEN ARRAY[0.0, 1.0] ELSE 0.0 || array_agg(p.at ORDER BY p.at) END,
           CASE WHEN count(*) = 0 THEN ARRAY[0.0, 1.0] ELSE 0.0 || array_agg(p.km ORDER BY p.at) END
    FROM (
        SELECT ST_LineLocatePoint(line, ST_Transform(k.geom, ST_SRID(line))) * ST_Length(line) AS at, k.chainage_m::float8 AS km
        FROM networks_kmpost k WHERE k.road_id = road AND k.chainage_m > 0
    ) p
$$;
