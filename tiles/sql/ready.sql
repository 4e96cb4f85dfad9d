-- Purpose: a tile kept ready. Parameters: z, x, y; dw ds de dn (the box, in degrees, in which a change alters the tile).
-- Result: snapshot, ETag, pressed tile; no row when it must be drawn. Index: primary key, tile_dirty_box.
SELECT pg_current_snapshot()::text, r.etag, r.body FROM tile_ready r
WHERE r.kind = @kind@ AND r.z = %(z)s::smallint AND r.x = %(x)s AND r.y = %(y)s
    AND EXISTS (SELECT 1 FROM tile_state s WHERE s.kind = @kind@ AND s.version = '@version@')
    AND NOT EXISTS (
        SELECT 1 FROM tile_dirty d
        WHERE d.layer_id = @layer@ AND d.box && ST_MakeEnvelope(%(dw)s, %(ds)s, %(de)s, %(dn)s, 4326))
