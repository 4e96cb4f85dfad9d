-- Purpose: groups of parcels as one shape each, with their area and the tax base of a tax year: that of the assessments that stand.
-- Parameters: groups (a number for each parcel), parcels (ids), year (B.E.). Result: uid (of the first parcel), title (codes), geom, parcels,
--   area_sqwah, base_baht; the largest base first. Index: keys of parcels, lines by parcel.
WITH mine AS MATERIALIZED (
    SELECT g.part, p.id, p.uid, p.parcel_code, p.geom, p.area_sqwah
    FROM unnest(%(groups)s::int[], %(parcels)s::bigint[]) AS g(part, id) JOIN ground_parcel p ON p.id = g.id WHERE /*visible:p*/
), base AS (
    SELECT m.part, sum(l.base_baht) AS baht
    FROM mine m JOIN revenue_collection_landtaxline l ON l.parcel_id = m.id
    JOIN revenue_collection_landtaxassessment a ON a.id = l.assessment_id
    WHERE a.status NOT IN ('revised', 'void') AND /*visible:a*/
        AND a.tax_year_id = (SELECT w.id FROM revenue_collection_taxyear w WHERE w.code = (%(year)s::integer)::text)
    GROUP BY m.part
)
SELECT (array_agg(m.uid ORDER BY m.parcel_code))[1] AS uid, string_agg(m.parcel_code, ', ' ORDER BY m.parcel_code) AS title,
    ST_AsGeoJSON(ST_Union(m.geom), 7) AS geom, count(*) AS parcels, sum(m.area_sqwah) AS area_sqwah, b.baht AS base_baht
FROM mine m LEFT JOIN base b ON b.part = m.part
GROUP BY m.part, b.baht ORDER BY b.baht DESC NULLS LAST, sum(m.area_sqwah) DESC, title
