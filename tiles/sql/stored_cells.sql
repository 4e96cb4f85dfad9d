-- Part of a statement: cells of a tile, stored where nothing changed, counted anew where something did.
-- Needs: stale, touched, live_vote; parameters level, cx0 cx1 cy0 cy1 (cells), fx0 … fy1 (blocks). Gives: drawn_cell.
vote AS (
    SELECT x, y, k, value, weight, own, mx, my, record_id, single FROM live_vote
    UNION ALL
    SELECT v.x, v.y, v.k, v.value, v.weight, v.own, v.mx, v.my, v.record_id, v.single
    FROM touched w JOIN tile_vote v ON v.kind = @kind@
        AND v.x BETWEEN (w.bx << (%(shift)s + 3)) AND (((w.bx + 1) << (%(shift)s + 3)) - 1)
        AND v.y BETWEEN (w.by << (%(shift)s + 3)) AND (((w.by + 1) << (%(shift)s + 3)) - 1)
    WHERE NOT EXISTS (SELECT 1 FROM stale b WHERE b.bx = v.x >> 3 AND b.by = v.y >> 3)
), @rank@, drawn_cell AS (
    @kept@
        AND NOT EXISTS (SELECT 1 FROM touched w WHERE w.bx = x >> 3 AND w.by = y >> 3)
    UNION ALL
    SELECT x, y, slot, parts, record_id, mx, my, props FROM cell
    WHERE x BETWEEN %(cx0)s AND %(cx1)s AND y BETWEEN %(cy0)s AND %(cy1)s
)
