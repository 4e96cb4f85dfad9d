-- Purpose: what a tax year's uses begin with, for parcels and units that have none in it: those of the year before, else what the property
--   register says. Parameters: year, before (ids; before may be null), year_be, day. Result: the columns of a use; evidence of a main home
--   is not carried over, it is asked for anew each 1 January. Rows: the parts of all parcels. Index: revenue_use_of_parcel_once.
WITH kept AS MATERIALIZED (
    SELECT u.parcel_id, u.condo_unit_id, u.seq, u.category, u.land_sqwah, u.building_id, u.floor_m2, u.home_id, u.home_person_id,
           u.vacant_since_be, u.farmer_registered
    FROM revenue_collection_landtaxuse u
    LEFT JOIN ground_parcel p ON p.id = u.parcel_id
    WHERE u.tax_year_id = %(before)s AND (p.id IS NULL OR p.status IN ('active', 'pending'))
), land AS MATERIALIZED (
    SELECT p.id, p.area_sqwah,
           CASE p.land_use WHEN 'agriculture' THEN 'agri' WHEN 'residence' THEN 'residential' WHEN 'vacant' THEN 'vacant'
                ELSE 'other' END AS category
    FROM ground_parcel p
    WHERE p.status IN ('active', 'pending') AND p.land_use <> 'public' AND NOT EXISTS (SELECT 1 FROM kept k WHERE k.parcel_id = p.id)
), floor AS (
    SELECT b.parcel_id, b.id AS building_id,
           coalesce(CASE f.use WHEN 'residence' THEN 'residential' WHEN 'agriculture' THEN 'agri' WHEN 'exempt' THEN 'other'
                    ELSE f.use END, CASE WHEN l.category = 'vacant' THEN 'residential' ELSE l.category END) AS category,
           coalesce(f.area_m2, round((ST_Area(b.geom::geography) * b.floors)::numeric, 2)) AS m2
    FROM land l JOIN ground_building b ON b.parcel_id = l.id LEFT JOIN ground_buildingfloor f ON f.building_id = b.id
    WHERE b.demolished_on IS NULL OR b.demolished_on > %(day)s::date
), built AS (
    SELECT parcel_id, building_id, category, sum(m2) AS m2 FROM floor GROUP BY parcel_id, building_id, category
), part AS (
    SELECT l.id AS parcel_id, row_number() OVER (PARTITION BY l.id ORDER BY b.building_id, b.category) AS seq,
           coalesce(b.category, l.category) AS category, l.area_sqwah, b.building_id, coalesce(b.m2, 0) AS floor_m2
    FROM land l LEFT JOIN built b ON b.parcel_id = l.id
), fresh AS (
    SELECT * FROM kept
    UNION ALL
    SELECT parcel_id, NULL, seq, category, CASE WHEN seq = 1 THEN area_sqwah ELSE 0 END, building_id, floor_m2, NULL, NULL,
           CASE WHEN category = 'vacant' THEN %(year_be)s END, false
    FROM part
    UNION ALL
    SELECT NULL, c.id, 1, 'residential', 0, NULL, c.area_m2, NULL, NULL, NULL, false
    FROM ground_condounit c WHERE NOT EXISTS (SELECT 1 FROM kept k WHERE k.condo_unit_id = c.id)
)
SELECT * FROM fresh n
WHERE NOT EXISTS (
    SELECT 1 FROM revenue_collection_landtaxuse u
    WHERE u.tax_year_id = %(year)s AND (u.parcel_id = n.parcel_id OR u.condo_unit_id = n.condo_unit_id))
ORDER BY parcel_id, condo_unit_id, seq
