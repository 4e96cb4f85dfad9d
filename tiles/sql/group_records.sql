-- Purpose: records with the groups in which they are thinned: tiles of zoom 15 for small areas (size 0), of 11 for large ones
-- (size 1), of 12 for lines. Parameters: those of @within@ and @wanted@. Result: size, gx, gy, id, shape (WKB, EPSG:3857),
-- box (EWKB, EPSG:4326), properties and classes as JSON text; ordered by group. Index: GiST on the shape.
SELECT r.size, r.gx, r.gy, r.id, ST_AsBinary(ST_Transform(r.geom, 3857)), ST_AsEWKB(ST_Envelope(r.geom)), r.props::text, r.c::text
FROM (
    SELECT t.id, @geom@ AS geom, @props@ AS props, to_jsonb(ARRAY[@classes@]::jsonb[]) AS c, g.size::smallint AS size,
        floor((ST_XMin(@geom@) + ST_XMax(@geom@) + 360) / 720 * (262144 >> g.shift))::integer AS gx,
        floor((@north_row@ + @south_row@) / 2 / (1 << g.shift))::integer AS gy
    FROM @source@
    CROSS JOIN LATERAL (
        SELECT CASE WHEN @large@ THEN 1 ELSE 0 END AS size, CASE WHEN @large@ THEN 7 ELSE @small_shift@ END AS shift
    ) g
    WHERE @where@ AND @within@ AND /*visible:t*/
) r
WHERE @wanted@
ORDER BY 1, 2, 3, 4
