-- Part of votes.sql for areas: a shape also votes in every cell whose middle it covers.
UNION ALL
    SELECT id, c, p, gx, gy, false, NULL, NULL
    FROM rec
    CROSS JOIN LATERAL generate_series(greatest(ceil(c0 - 0.5)::integer, ax0), least(floor(c1 - 0.5)::integer, ax1)) gx
    CROSS JOIN LATERAL generate_series(greatest(ceil(r0 - 0.5)::integer, ay0), least(floor(r1 - 0.5)::integer, ay1)) gy
    WHERE (gx <> x OR gy <> y) AND ST_Intersects(geom, ST_SetSRID(ST_MakePoint(
        (gx + 0.5) / 262144 * 360 - 180, degrees(atan(sinh(pi() * (1 - 2 * (gy + 0.5) / 262144))))), 4326))
