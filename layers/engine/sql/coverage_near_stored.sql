-- Purpose: the boxes of the live records around the rows that none of them replaces.
-- Parameters: live, west, south, east, north. Index: GiST of the register.
SELECT n.id, ST_XMin(n.geom), ST_YMin(n.geom), ST_XMax(n.geom), ST_YMax(n.geom) FROM @table@ n
WHERE n.geom && ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326) AND @live:n@
    AND NOT EXISTS (SELECT 1 FROM coverage_rows r WHERE r.replaces = n.id)
