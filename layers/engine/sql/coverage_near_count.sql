-- Purpose: how many records lie around the rows, as far as anybody counts. Parameters: west, south, east, north, most.
-- Index: GiST of the register.
SELECT count(*) FROM (
    SELECT 1 FROM @table@ n WHERE n.geom && ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326) LIMIT %(most)s
) n
