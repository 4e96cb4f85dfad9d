-- Purpose: the reserve of roads as areas: the line widened by half the width to each side, ends cut square.
-- Parameters: roads (ids), zone (EPSG of the office's UTM). Result: none. Index: primary key of networks_road.
INSERT INTO roads_bridges_roadreserve (road_id, row_width_m, geom)
SELECT r.id, r.row_width_m,
       ST_Multi(ST_Transform(ST_Buffer(ST_Transform(r.geom, %(zone)s), r.row_width_m::float8 / 2, 'endcap=flat join=mitre mitre_limit=2'), 4326))
FROM networks_road r
WHERE r.id = ANY(%(roads)s) AND r.row_width_m IS NOT NULL
ON CONFLICT (road_id) DO UPDATE SET row_width_m = excluded.row_width_m, geom = excluded.geom
