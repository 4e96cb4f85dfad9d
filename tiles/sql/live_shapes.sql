-- Part of a statement: true shapes of those records that are too large for cells. Gives: drawn_shape.
drawn_shape AS (
    SELECT ST_AsMVTGeom(ST_Transform(@geom@, 3857), ST_MakeEnvelope(%(w)s, %(s)s, %(e)s, %(n)s, 3857), 4096, 64, true) AS geom,
        t.id, @props@ AS props
    FROM @source@
    WHERE @geom@ && ST_MakeEnvelope(%(bw)s, %(bs)s, %(be)s, %(bn)s, 4326) AND @where@ AND @large@ AND /*visible:t*/
)
