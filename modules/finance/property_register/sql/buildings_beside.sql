-- Purpose: buildings that touch parcels of a file that are new or drawn anew, are registered on them or attached to them.
-- The rows select uid, geom, is_new, geom_changed of the parcels as they are going to be; they are written already, and
-- joined to their neighbours, by centimetres. Result: numbers of buildings. Index: GiST of buildings and of parcels.
-- The buildings within the same two hundred metres as some of the rows look for their parcels: there are fewer of them.
-- How many rows a file has is beyond the planner: they are gathered once, and IS TRUE makes a hashed list of them, where
-- a join might go through all of them for each building.
WITH drawn AS MATERIALIZED (
    SELECT r.uid, r.is_new, Box2D(r.geom)::geometry AS box FROM (@rows@) r WHERE r.is_new OR r.geom_changed
), spots AS MATERIALIZED (
    SELECT ST_Expand(ST_SetSRID(ST_Extent(d.box)::geometry, 4326), 0.000001) AS box FROM drawn d
    GROUP BY floor(ST_XMin(d.box) * 500), floor(ST_YMin(d.box) * 500)
), beside AS MATERIALIZED (
    SELECT DISTINCT ON (b.id) b.id, b.geom FROM spots s JOIN ground_building b ON b.geom && s.box
), touched AS MATERIALIZED (
    SELECT b.id, p.uid FROM beside b CROSS JOIN LATERAL (
        SELECT p.uid FROM ground_parcel p WHERE ST_Intersects(p.geom, b.geom) OFFSET 0
    ) p
)
SELECT t.id FROM touched t WHERE (t.uid IN (SELECT d.uid FROM drawn d)) IS TRUE
UNION
SELECT b.id FROM drawn d JOIN ground_parcel p ON p.uid = d.uid AND NOT d.is_new JOIN ground_building b ON b.parcel_id = p.id
UNION
SELECT s.building_id FROM drawn d JOIN ground_parcel p ON p.uid = d.uid AND NOT d.is_new
    JOIN ground_buildingsite s ON s.parcel_id = p.id
ORDER BY id
