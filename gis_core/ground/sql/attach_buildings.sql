-- Purpose: the living parcels each building stands on, with the share of its footprint on each; rows that no longer hold go,
--   and a building whose parcel has ended (divided, merged) moves to the one that holds most of it.
-- Parameters: buildings (ids), zone (EPSG of the office's UTM), least_m2 (a smaller piece is a drawing slip).
-- Result: none. Index: GiST of ground_parcel.geom. Shares of a building sum to 100: the largest takes what rounding leaves.
WITH foot AS MATERIALIZED (
    SELECT b.id, b.geom, ST_Transform(b.geom, %(zone)s) AS shape FROM ground_building b WHERE b.id = ANY(%(buildings)s)
), piece AS MATERIALIZED (
    SELECT f.id AS building_id, p.id AS parcel_id, ST_Area(ST_Intersection(f.shape, ST_Transform(p.geom, %(zone)s))) AS m2
    FROM foot f JOIN ground_parcel p ON p.geom && f.geom AND ST_Intersects(p.geom, f.geom)
    WHERE p.status IN ('active', 'pending')
), ranked AS MATERIALIZED (
    SELECT *, round((m2 / sum(m2) OVER of_building * 100)::numeric, 2) AS share,
           row_number() OVER (PARTITION BY building_id ORDER BY m2 DESC, parcel_id) AS rank
    FROM piece WHERE m2 >= %(least_m2)s WINDOW of_building AS (PARTITION BY building_id)
), held AS MATERIALIZED (
    SELECT building_id, parcel_id, rank, round(m2::numeric, 2) AS footprint_m2,
           CASE WHEN rank > 1 THEN share
                ELSE 100 - coalesce(sum(share) FILTER (WHERE rank > 1) OVER (PARTITION BY building_id), 0) END AS share_percent
    FROM ranked
), gone AS (
    DELETE FROM ground_buildingsite s
    WHERE s.building_id = ANY(%(buildings)s)
      AND NOT EXISTS (SELECT 1 FROM held h WHERE h.building_id = s.building_id AND h.parcel_id = s.parcel_id)
), moved AS (
    UPDATE ground_building b SET parcel_id = h.parcel_id
    FROM held h JOIN ground_building o ON o.id = h.building_id JOIN ground_parcel p ON p.id = o.parcel_id
    WHERE b.id = h.building_id AND h.rank = 1 AND p.status NOT IN ('active', 'pending')
)
INSERT INTO ground_buildingsite (building_id, parcel_id, footprint_m2, share_percent)
SELECT building_id, parcel_id, footprint_m2, share_percent FROM held
ON CONFLICT (building_id, parcel_id) DO UPDATE
SET footprint_m2 = excluded.footprint_m2, share_percent = excluded.share_percent
WHERE (ground_buildingsite.footprint_m2, ground_buildingsite.share_percent)
      IS DISTINCT FROM (excluded.footprint_m2, excluded.share_percent)
