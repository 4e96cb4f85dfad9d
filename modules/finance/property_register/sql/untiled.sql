-- Purpose: where zones do not tile the office's land or blocks their zone: land covered twice, left over, or beyond.
-- Parameters: zone (EPSG of the office's UTM), limit_m2. Result: uid and title of the zone or block (none and the office's name
--   for land in no zone), other, kind (overlap|beyond|left), geom, m2. Expected: some tens of zones and blocks.
WITH zones AS MATERIALIZED (
    SELECT z.id, z.uid, z.code, ST_Transform(z.geom, %(zone)s) AS shape FROM ground_taxzone z WHERE /*visible:z*/
), blocks AS MATERIALIZED (
    SELECT b.id, b.uid, b.code, b.zone_id, ST_Transform(b.geom, %(zone)s) AS shape FROM ground_taxblock b WHERE /*visible:b*/
), office AS (
    SELECT o.thai, ST_Transform(o.boundary, %(zone)s) AS shape FROM ground_office o WHERE o.boundary IS NOT NULL LIMIT 1
), found AS (
    SELECT a.uid, a.code AS title, c.code AS other, 'overlap' AS kind, ST_Intersection(a.shape, c.shape) AS shape
    FROM zones a JOIN zones c ON c.id > a.id AND c.shape && a.shape
    UNION ALL
    SELECT a.uid, a.code, c.code, 'overlap', ST_Intersection(a.shape, c.shape)
    FROM blocks a JOIN blocks c ON c.id > a.id AND c.shape && a.shape
    UNION ALL
    SELECT b.uid, b.code, z.code, 'beyond', ST_Difference(b.shape, z.shape) FROM blocks b JOIN zones z ON z.id = b.zone_id
    UNION ALL
    SELECT z.uid, z.code, '', 'beyond', ST_Difference(z.shape, o.shape) FROM zones z CROSS JOIN office o
    UNION ALL
    SELECT z.uid, z.code, '', 'left', CASE WHEN u.shape IS NULL THEN z.shape ELSE ST_Difference(z.shape, u.shape) END
    FROM zones z CROSS JOIN LATERAL (SELECT ST_Union(b.shape) AS shape FROM blocks b WHERE b.zone_id = z.id) u
    UNION ALL
    SELECT NULL, o.thai, '', 'left', ST_Difference(o.shape, u.shape)
    FROM office o CROSS JOIN (SELECT ST_Union(z.shape) AS shape FROM zones z) u
), piece AS MATERIALIZED (
    SELECT uid, title, other, kind, ST_CollectionExtract(shape, 3) AS shape FROM found
)
SELECT uid, title, other, kind, ST_AsGeoJSON(ST_Transform(shape, 4326), 7) AS geom, round(ST_Area(shape)::numeric, 2) AS m2
FROM piece WHERE ST_Area(shape) > %(limit_m2)s::float8
ORDER BY title, kind DESC, other
