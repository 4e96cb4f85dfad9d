-- Purpose: lock the containers that some shapes touch, in the order of their numbers, before anything is compared.
-- Parameters: shape (EWKB or NULL), uids (stored records whose shapes count too), margin (degrees).
-- Result: numbers of the locked containers. NO KEY: records pointing to a container may be written meanwhile.
WITH shapes AS MATERIALIZED (
    SELECT ST_GeomFromEWKB(%(shape)s) AS geom WHERE %(shape)s IS NOT NULL
    UNION ALL
    SELECT t.geom FROM @table@ t WHERE t.uid = ANY(%(uids)s::uuid[])
)
SELECT c.id FROM @container@ c
WHERE EXISTS (SELECT 1 FROM shapes s WHERE ST_DWithin(c.geom, s.geom, %(margin)s))
ORDER BY c.id FOR NO KEY UPDATE OF c
