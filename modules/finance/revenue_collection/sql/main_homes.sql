-- Purpose: the dwellings whose owner on 1 January stands in the register of the house, for those not yet assessed finally. Parameters: year (id),
--   day. Read for the office itself; nobody sees its rows. Result: use (id), home_id, home_person_id. A building of several houses is left to the
--   officer, who knows which of its rooms the owner lives in. Rows: the dwellings of the year. Index: revenue_use_of_parcel_once,
--   ground_house.building_id, parties_person.house_id, the foreign keys of ground_ownershipspell.
WITH dwelling AS MATERIALIZED (
    SELECT u.id, u.building_id, u.parcel_id, u.home_id, u.home_seen_on FROM revenue_collection_landtaxuse u
    WHERE u.tax_year_id = %(year)s AND u.category = 'residential' AND u.building_id IS NOT NULL
      AND (u.home_seen_on IS NULL OR u.home_seen_on < %(day)s::date)
      AND NOT EXISTS (
          SELECT 1 FROM revenue_collection_landtaxline l JOIN revenue_collection_landtaxassessment a ON a.id = l.assessment_id
          WHERE l.use_id = u.id AND a.status NOT IN ('draft', 'checked', 'revised', 'void'))
), house AS (
    SELECT h.building_id, min(h.id) AS id FROM ground_house h
    WHERE h.building_id IN (SELECT building_id FROM dwelling) GROUP BY h.building_id HAVING count(*) = 1
), held AS (
    SELECT o.building_id, o.parcel_id, o.person_id FROM ground_ownershipspell o
    WHERE o.valid @> %(day)s::date AND o.role = 'owner' AND o.person_id IS NOT NULL
)
SELECT DISTINCT ON (d.id) d.id AS use, h.id AS home_id, held.person_id AS home_person_id
FROM dwelling d
JOIN house h ON h.building_id = d.building_id
JOIN parties_person p ON p.house_id = h.id AND p.died_on IS NULL
JOIN held ON held.building_id = d.building_id OR held.parcel_id = d.parcel_id AND NOT EXISTS (
    SELECT 1 FROM ground_ownershipspell o WHERE o.building_id = d.building_id AND o.valid @> %(day)s::date AND o.role = 'owner')
JOIN parties_person q ON q.id = held.person_id AND coalesce(q.same_as_id, q.id) = coalesce(p.same_as_id, p.id)
WHERE NOT EXISTS (
    SELECT 1 FROM revenue_collection_landtaxuse v
    WHERE v.tax_year_id = %(year)s AND v.home_person_id = held.person_id AND v.home_id <> h.id AND v.home_seen_on >= %(day)s::date)
ORDER BY d.id, held.person_id
