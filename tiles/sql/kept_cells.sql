-- Part of a statement: the stored cells of a tile. Parameters: level, cx0 cx1 cy0 cy1 (cells).
SELECT x, y, slot, parts, record_id, mx, my, props FROM tile_aggregate
    WHERE kind = @kind@ AND level = %(level)s AND x BETWEEN %(cx0)s AND %(cx1)s AND y BETWEEN %(cy0)s AND %(cy1)s
