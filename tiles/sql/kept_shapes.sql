-- Part of a statement: the stored shapes of a tile. Parameters: w s e n (tile, EPSG:3857), band. Index: tile_shape_geom.
SELECT ST_AsMVTGeom(s.geom, ST_MakeEnvelope(%(w)s, %(s)s, %(e)s, %(n)s, 3857), 4096, 64, true) AS geom,
        s.record_id AS id, s.props
    FROM tile_shape s
    WHERE s.kind = @kind@ AND s.band = %(band)s::smallint
        AND s.geom && ST_Expand(ST_MakeEnvelope(%(w)s, %(s)s, %(e)s, %(n)s, 3857), (%(e)s - %(w)s) / 64)
