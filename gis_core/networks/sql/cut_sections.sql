-- Purpose: the shapes of many stretches of roads, as stored (4326).
-- Parameters: roads (ids), from_m, to_m (chainage in metres, same length), zone (EPSG of the office's UTM).
-- Result: n (1-based place in the arrays), shape (EWKB; null unless 0 <= from < to), beyond_m: metres by which the stretch
--   runs past the end of its road, to be judged by the caller. Index: primary key of networks_road.
SELECT w.n, CASE WHEN w.from_m >= 0 AND s.a < s.b THEN ST_AsEWKB(ST_Transform(ST_LineSubstring(l.line, s.a, s.b), 4326)) END,
       greatest(w.to_m - gis_piecewise(l.drawn_m, k.line_m, k.chainage_m), 0)
FROM unnest(%(roads)s::bigint[], %(from_m)s::float8[], %(to_m)s::float8[]) WITH ORDINALITY w(road_id, from_m, to_m, n)
JOIN networks_road r ON r.id = w.road_id
CROSS JOIN LATERAL (SELECT u.line, ST_Length(u.line) AS drawn_m
                    FROM (SELECT ST_Transform(r.geom, %(zone)s) AS line) u) l
CROSS JOIN LATERAL networks_knots(r.id, l.line) k
CROSS JOIN LATERAL (
    SELECT least(greatest(gis_piecewise(w.from_m, k.chainage_m, k.line_m) / l.drawn_m, 0), 1) AS a,
           least(greatest(gis_piecewise(w.to_m, k.chainage_m, k.line_m) / l.drawn_m, 0), 1) AS b
) s
ORDER BY w.n
