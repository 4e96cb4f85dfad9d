-- Purpose: how many parcels lie in each area of a survey, by a point inside the parcel so that one area alone is in charge of it, and of how
--   many something was surveyed for the year since the area's first day. Parameters: areas (ids). Result: id, parcels, surveyed. Rows: the areas.
--   Index: GiST of ground_parcel.geom, revenue_use_of_parcel_once.
SELECT a.id, count(p.id) AS parcels,
    count(p.id) FILTER (WHERE EXISTS (
        SELECT 1 FROM revenue_collection_landtaxuse u
        WHERE u.parcel_id = p.id AND u.tax_year_id = a.tax_year_id AND u.surveyed_on >= a.starts_on AND /*visible:u*/
    )) AS surveyed
FROM revenue_collection_surveyarea a
LEFT JOIN ground_parcel p ON p.geom && a.geom AND ST_Covers(a.geom, ST_PointOnSurface(p.geom)) AND p.status IN ('active', 'pending')
    AND /*visible:p*/
WHERE a.id = ANY(%(areas)s)
GROUP BY a.id
