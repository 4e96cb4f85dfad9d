-- Purpose: the buildings that the uses of a tax year name, with the surveyed area of all their floors. Parameters: year (id), uses (ids; null: all).
--   Read for the office itself by the assessment. Result: one row a building; floors_m2 is null where no floor was surveyed.
SELECT b.id, b.building_code, b.kind_code, b.structure, b.completed_on, b.built_year_be,
       (SELECT sum(f.area_m2) FROM ground_buildingfloor f WHERE f.building_id = b.id) AS floors_m2
FROM ground_building b
WHERE b.id IN (
    SELECT building_id FROM revenue_collection_landtaxuse
    WHERE tax_year_id = %(year)s AND (%(uses)s::bigint[] IS NULL OR id = ANY(%(uses)s::bigint[])))
