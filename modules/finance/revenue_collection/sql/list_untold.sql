-- Purpose: uses of a tax year whose land, building or unit had owners on a day of whom none has a letter about the year's list. Read for the office
--   itself; nobody sees its rows. Parameters: year (id), day, kind (of the letter). Result: id. Rows: asked whether there is one.
--   Index: kernel_notices_once, the foreign keys of ground_ownershipspell.
WITH told AS MATERIALIZED (
    SELECT DISTINCT coalesce(p.same_as_id, p.id) AS person_id, n.organisation_id
    FROM kernel_notices_notice n JOIN revenue_collection_landtaxuse u ON u.uid = n.source_id LEFT JOIN parties_person p ON p.id = n.person_id
    WHERE n.kind = %(kind)s AND n.status <> 'void' AND u.tax_year_id = %(year)s
), untold AS MATERIALIZED (
    SELECT o.parcel_id, o.building_id, o.condo_unit_id
    FROM ground_ownershipspell o LEFT JOIN parties_person p ON p.id = o.person_id
    LEFT JOIN told t ON t.person_id = coalesce(p.same_as_id, p.id)
    LEFT JOIN told g ON g.organisation_id = o.organisation_id
    WHERE o.valid @> %(day)s::date AND o.role = 'owner'
    GROUP BY o.parcel_id, o.building_id, o.condo_unit_id HAVING count(t.person_id) + count(g.organisation_id) = 0
)
SELECT u.id FROM revenue_collection_landtaxuse u JOIN untold t ON t.parcel_id = u.parcel_id WHERE u.tax_year_id = %(year)s
UNION ALL
SELECT u.id FROM revenue_collection_landtaxuse u JOIN untold t ON t.building_id = u.building_id WHERE u.tax_year_id = %(year)s
UNION ALL
SELECT u.id FROM revenue_collection_landtaxuse u JOIN untold t ON t.condo_unit_id = u.condo_unit_id WHERE u.tax_year_id = %(year)s
