-- Part of a statement: clusters as points in tile units, as far as the buffer reaches.
-- Needs: relation @cells@; parameters tx, ty (the tile), scale (cells of zoom 18 a tile).
SELECT c.geom, c.id, c.props FROM (
    SELECT ST_MakePoint(round((mx / %(scale)s - %(tx)s) * 4096), round((my / %(scale)s - %(ty)s) * 4096)) AS geom,
        record_id AS id, props
    FROM @cells@
) c WHERE ST_X(c.geom) BETWEEN -64 AND 4160 AND ST_Y(c.geom) BETWEEN -64 AND 4160
