-- Purpose: after the containers are locked, is what they were locked for still all there is, and does it reach out of them?
-- Parameters: as coverage_lock, and locked (numbers). Result: one row: (touches others than the locked, lies partly in none).
WITH shapes AS MATERIALIZED (
    SELECT ST_GeomFromEWKB(%(shape)s) AS geom WHERE %(shape)s IS NOT NULL
    UNION ALL
    SELECT t.geom FROM @table@ t WHERE t.uid = ANY(%(uids)s::uuid[])
), locked AS (SELECT ST_Union(c.geom) AS geom FROM @container@ c WHERE c.id = ANY(%(locked)s))
SELECT EXISTS (SELECT 1 FROM @container@ c JOIN shapes s ON ST_DWithin(c.geom, s.geom, %(margin)s)
        WHERE c.id <> ALL(%(locked)s)),
    EXISTS (SELECT 1 FROM shapes s CROSS JOIN locked l WHERE l.geom IS NULL OR NOT ST_CoveredBy(s.geom, l.geom))
