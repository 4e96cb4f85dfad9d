-- Purpose: records of a personal layer by tiles of zoom 15 (more than 1 km a side), where the office has no villages.
-- Parameters: utm (unused zone, as for villages). Result: as count_villages.sql; only cells that hold a record.
WITH placed AS (
    SELECT floor((ST_XMin(@geom@) + ST_XMax(@geom@) + 360) / 720 * 32768)::integer AS bx,
        floor((@north_row@ + @south_row@) / 2 / 8)::integer AS by
    FROM @source@ WHERE @geom@ IS NOT NULL AND @where@ AND /*visible:t*/
), cell AS (
    SELECT bx, by, count(*) AS n, ST_TileEnvelope(15, bx, by) AS box FROM placed GROUP BY bx, by
)
SELECT (row_number() OVER (ORDER BY bx, by))::integer, '', n, ST_AsBinary(box),
    ST_AsEWKB(ST_Transform(ST_Buffer(ST_Transform(box, %(utm)s), -1), 4326))
FROM cell
