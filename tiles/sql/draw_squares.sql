-- Part of a statement: cells as squares in tile units; a rare class has one of the parts x parts corners of its cell.
-- Needs: relation @cells@; parameters ox, oy (first cell of the tile), side (units of a cell). Clockwise with y downwards.
SELECT ST_MakeEnvelope(
        round((x - %(ox)s + (mod(slot, parts) + 1) / parts::float8) * %(side)s),
        round((y - %(oy)s + (slot / parts) / parts::float8) * %(side)s),
        round((x - %(ox)s + mod(slot, parts) / parts::float8) * %(side)s),
        round((y - %(oy)s + (slot / parts + 1) / parts::float8) * %(side)s)) AS geom,
    NULL::bigint AS id, props
FROM @cells@
