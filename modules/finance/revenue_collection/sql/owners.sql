-- Purpose: who held on a day what the uses of a tax year name, owners before possessors and lessees. Parameters: year (id), day, uses (ids; null: all).
--   Read for the office itself by the assessment. Result: thing (parcel|building|condo_unit), thing_id, role, person_id, organisation_id.
--   Index: the foreign keys of ground_ownershipspell.
WITH used AS NOT MATERIALIZED (
    SELECT parcel_id, building_id, condo_unit_id FROM revenue_collection_landtaxuse WHERE tax_year_id = %(year)s AND (%(uses)s::bigint[] IS NULL OR id = ANY(%(uses)s::bigint[]))
)
SELECT 'parcel' AS thing, o.parcel_id AS thing_id, o.role, o.person_id, o.organisation_id, o.id
FROM ground_ownershipspell o
WHERE o.valid @> %(day)s::date AND o.parcel_id IN (SELECT parcel_id FROM used)
UNION ALL
SELECT 'building', o.building_id, o.role, o.person_id, o.organisation_id, o.id
FROM ground_ownershipspell o
WHERE o.valid @> %(day)s::date AND o.building_id IN (SELECT building_id FROM used)
UNION ALL
SELECT 'condo_unit', o.condo_unit_id, o.role, o.person_id, o.organisation_id, o.id
FROM ground_ownershipspell o
WHERE o.valid @> %(day)s::date AND o.condo_unit_id IN (SELECT condo_unit_id FROM used)
ORDER BY id
