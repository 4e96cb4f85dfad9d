-- Part of a statement: boxes changed since the stored shapes and cells were made. Read in the snapshot of the tile itself.
dirty AS MATERIALIZED (
    SELECT box FROM tile_dirty
    WHERE layer_id = @layer@ AND box && ST_MakeEnvelope(%(dw)s, %(ds)s, %(de)s, %(dn)s, 4326)
)
