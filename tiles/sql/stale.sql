-- Part of a statement: blocks of 8 x 8 cells of zoom 18 that a changed box meets, within the frame of the tile (fx0 … fy1,
-- in blocks), and the blocks of the drawn level that hold them. Needs: dirty, parameter shift. Gives: stale, touched.
stale AS MATERIALIZED (
    SELECT bx, by, bx * 8 AS ax0, bx * 8 + 7 AS ax1, by * 8 AS ay0, by * 8 + 7 AS ay1, ST_MakeEnvelope(
        bx / 32768.0 * 360 - 180, degrees(atan(sinh(pi() * (1 - 2 * (by + 1) / 32768.0)))),
        (bx + 1) / 32768.0 * 360 - 180, degrees(atan(sinh(pi() * (1 - 2 * by / 32768.0)))), 4326) AS box
    FROM (
        SELECT DISTINCT bx, by FROM dirty d
        CROSS JOIN LATERAL generate_series(
            greatest(floor((ST_XMin(d.box) + 180) / 360 * 32768)::integer, %(fx0)s),
            least(floor((ST_XMax(d.box) + 180) / 360 * 32768)::integer, %(fx1)s)) bx
        CROSS JOIN LATERAL generate_series(
            greatest(floor((1 - asinh(tand(ST_YMax(d.box))) / pi()) / 2 * 32768)::integer, %(fy0)s),
            least(floor((1 - asinh(tand(ST_YMin(d.box))) / pi()) / 2 * 32768)::integer, %(fy1)s)) by
    ) blocks
), touched AS MATERIALIZED (
    SELECT DISTINCT bx >> %(shift)s AS bx, by >> %(shift)s AS by FROM stale
)
