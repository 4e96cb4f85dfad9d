-- Purpose: signs that stood in a tax year and of which nobody has filed a return for it; a return its owner has not signed is none.
-- Parameters: year (B.E.), first and last (days of the year), near (roads asked for?), road (code or name, '' for every road), metres (from the
--   road's edge: its line widened by half the reserve), zone (EPSG of the office's UTM). Result: id, uid, title, geom, sign_code, installed_on,
--   parcel_id, person_id, organisation_id, return_id (the unsigned return), told_on, road, distance_m. Index: lines by sign; GiST of networks_road.geom.
SELECT s.id, s.uid, s.thai AS title, ST_AsGeoJSON(s.geom, 7) AS geom, s.sign_code, s.installed_on, s.parcel_id, s.person_id,
    s.organisation_id, d.id AS return_id, d.told_on, w.road, w.distance_m
FROM ground_signboard s
LEFT JOIN LATERAL (
    SELECT r.id, r.told_on FROM revenue_collection_signtaxreturnline l JOIN revenue_collection_signtaxreturn r ON r.id = l.sign_return_id
    WHERE l.sign_id = s.id AND r.year_be = %(year)s AND r.status = 'draft' AND r.filed_on IS NULL AND /*visible:r*/
    ORDER BY r.id LIMIT 1
) d ON true
LEFT JOIN LATERAL (
    SELECT n.road_code AS road,
        round(greatest(ST_Distance(ST_Transform(n.geom, %(zone)s), ST_Transform(s.geom, %(zone)s)) - coalesce(n.row_width_m, 0) / 2, 0)::numeric, 1) AS distance_m
    FROM networks_road n
    WHERE %(near)s AND n.geom && ST_Transform(ST_Expand(ST_Transform(s.geom, %(zone)s), %(metres)s::float8 + 60), 4326)
        AND (%(road)s = '' OR n.road_code = %(road)s OR n.name = %(road)s) AND /*visible:n*/
    ORDER BY distance_m, n.road_code LIMIT 1
) w ON true
WHERE (s.installed_on IS NULL OR s.installed_on <= %(last)s) AND (s.removed_on IS NULL OR s.removed_on > %(first)s) AND s.exempt_ground = ''
    AND (NOT %(near)s OR w.distance_m <= %(metres)s::numeric)
    AND NOT EXISTS (
        SELECT 1 FROM revenue_collection_signtaxreturnline l JOIN revenue_collection_signtaxreturn r ON r.id = l.sign_return_id
        WHERE l.sign_id = s.id AND r.year_be = %(year)s AND (r.status <> 'draft' OR r.filed_on IS NOT NULL)
    )
    AND /*visible:s*/
ORDER BY w.distance_m, s.sign_code, s.id
