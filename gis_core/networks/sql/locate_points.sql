-- Purpose: the nearest road of many points, with chainage, offset and side.
-- Parameters: lons, lats (degrees, same length), zone (EPSG of the office's UTM), tolerance_m, reach (degrees that hold it).
-- Result: n (1-based place in the arrays), road_id, chainage_m (past an end it runs on), length_m (of the end),
--   offset_m, turn (> 0 left). Points without a road in reach are left out. Index: GiST of networks_road.geom.
WITH here AS (
    SELECT p.n, ST_SetSRID(ST_MakePoint(p.lon, p.lat), 4326) AS place
    FROM unnest(%(lons)s::float8[], %(lats)s::float8[]) WITH ORDINALITY p(lon, lat, n)
), nearest AS (
    SELECT h.n, r.id AS road_id, ST_Transform(h.place, %(zone)s) AS place, r.line, r.distance
    FROM here h CROSS JOIN LATERAL (
        SELECT t.id, u.line, ST_Distance(u.line, ST_Transform(h.place, %(zone)s)) AS distance
        FROM networks_road t CROSS JOIN LATERAL (SELECT ST_Transform(t.geom, %(zone)s) AS line) u
        WHERE t.geom && ST_Expand(h.place, %(reach)s) ORDER BY distance, t.id LIMIT 1
    ) r
    WHERE r.distance <= %(tolerance_m)s
), foot AS (
    SELECT n.*, ST_Length(n.line) AS drawn_m, s.share, ST_LineInterpolatePoint(n.line, s.share) AS foot,
           ST_LineInterpolatePoint(n.line, greatest(s.share - 0.01 / ST_Length(n.line), 0)) AS behind,
           ST_LineInterpolatePoint(n.line, least(s.share + 0.01 / ST_Length(n.line), 1)) AS ahead
    FROM nearest n CROSS JOIN LATERAL (SELECT ST_LineLocatePoint(n.line, n.place) AS share) s
), direction AS (
    SELECT f.*, (ST_X(ahead) - ST_X(behind)) / ST_Distance(behind, ahead) AS dx,
           (ST_Y(ahead) - ST_Y(behind)) / ST_Distance(behind, ahead) AS dy,
           ST_X(place) - ST_X(foot) AS px, ST_Y(place) - ST_Y(foot) AS py
    FROM foot f
), measured AS (
    SELECT d.*, CASE WHEN share <= 0 THEN least(px * dx + py * dy, 0) WHEN share >= 1 THEN greatest(px * dx + py * dy, 0)
                     ELSE 0 END AS past_line_m
    FROM direction d
)
SELECT m.n, m.road_id,
       gis_piecewise(m.share * m.drawn_m + m.past_line_m, k.line_m, k.chainage_m) AS chainage_m,
       gis_piecewise(m.drawn_m, k.line_m, k.chainage_m) AS length_m,
       sqrt(greatest(m.distance ^ 2 - m.past_line_m ^ 2, 0)) AS offset_m,
       m.dx * m.py - m.dy * m.px AS turn
FROM measured m CROSS JOIN LATERAL networks_knots(m.road_id, m.line) k
ORDER BY m.n
