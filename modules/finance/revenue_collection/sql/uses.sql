-- Purpose: every use of a tax year with what it is valued by on 1 January. Parameters: year (id), day, uses (ids; null: all).
--   Read for the office itself by the
--   assessment; nobody sees its rows. Result: one row a use, the uses of one place together. Rows: the parts of all parcels.
--   Index: revenue_use_of_parcel_once, ground_appraisalprice.parcel_id.
SELECT u.id, u.seq, u.category, u.land_sqwah, u.floor_m2, CASE WHEN u.home_seen_on >= %(day)s::date THEN u.home_id END AS home_id, u.home_person_id, u.vacant_since_be,
       u.parcel_id, u.condo_unit_id, u.building_id,
       coalesce(p.parcel_code, s.building_code || '-' || c.unit_no) AS code, coalesce(p.uid, c.uid) AS place_uid,
       p.area_sqwah, p.is_state_property, price.baht_per_sqwah, c.area_m2, flat.baht_per_m2,
       e.ground, e.percent
FROM revenue_collection_landtaxuse u
LEFT JOIN ground_parcel p ON p.id = u.parcel_id
LEFT JOIN ground_condounit c ON c.id = u.condo_unit_id
LEFT JOIN ground_building s ON s.id = c.building_id
LEFT JOIN revenue_collection_taxexemption e ON e.use_id = u.id
LEFT JOIN LATERAL (
    SELECT a.baht_per_sqwah FROM ground_appraisalprice a
    WHERE a.parcel_id = u.parcel_id AND a.valid @> %(day)s::date ORDER BY a.id LIMIT 1
) price ON true
LEFT JOIN LATERAL (
    SELECT f.baht_per_m2 FROM ground_condoprice f
    WHERE f.building_id = c.building_id AND c.floor BETWEEN f.floor_from AND f.floor_to AND f.valid @> %(day)s::date
    ORDER BY f.id LIMIT 1
) flat ON true
WHERE u.tax_year_id = %(year)s AND (%(uses)s::bigint[] IS NULL OR u.id = ANY(%(uses)s::bigint[]))
ORDER BY u.parcel_id, u.condo_unit_id, u.seq, u.id
