-- Purpose: the records of some groups that are thinned together. Parameters: arrays size, gx, gy (tiles of zoom 15 for small
-- shapes, 11 for large ones), shift of each; all groups when whole is true. Result: size, gx, gy, record, shape (EPSG:3857),
-- box (EPSG:4326), properties, classes; ordered by group. Index: GiST on the shape.
SELECT r.size, r.gx, r.gy, r.id, ST_AsBinary(ST_Transform(r.geom, 3857)), ST_AsEWKB(ST_Envelope(r.geom)), r.props::text, r.c::text
FROM (
    SELECT t.id, @geom@ AS geom, @props@ AS props, to_jsonb(ARRAY[@classes@]::jsonb[]) AS c, g.size,
        floor((ST_XMin(@geom@) + ST_XMax(@geom@) + 360) / 720 * (262144 >> g.shift))::integer AS gx,
        floor((@north_row@ + @south_row@) / 2 / (1 << g.shift))::integer AS gy
    FROM @source@
    CROSS JOIN LATERAL (
        SELECT CASE WHEN @large@ THEN 1 ELSE 0 END::smallint AS size, CASE WHEN @large@ THEN 7 ELSE @small_shift@ END AS shift
    ) g
    WHERE @where@ AND @within@ AND /*visible:t*/
) r
WHERE @wanted@
ORDER BY 1, 2, 3, 4
