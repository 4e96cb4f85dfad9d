-- Part of a statement: blocks (tiles of zoom 15) by their numbers, with the cells and the box of each. Gives: block.
block AS MATERIALIZED (
    SELECT bx, by, bx * 8 AS ax0, bx * 8 + 7 AS ax1, by * 8 AS ay0, by * 8 + 7 AS ay1, ST_MakeEnvelope(
        bx / 32768.0 * 360 - 180, degrees(atan(sinh(pi() * (1 - 2 * (by + 1) / 32768.0)))),
        (bx + 1) / 32768.0 * 360 - 180, degrees(atan(sinh(pi() * (1 - 2 * by / 32768.0)))), 4326) AS box
    FROM unnest(%(bx)s::integer[], %(by)s::integer[]) AS b (bx, by)
)
