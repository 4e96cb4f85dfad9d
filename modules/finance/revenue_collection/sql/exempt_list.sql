-- Purpose: property exempt from the tax of a year by a ground of section 8. Parameters: year (B.E.).
-- Result: uid, title (parcel or unit), ground, category, sqwah, percent, evidence, exempt (baht taken off in the assessment that stands).
SELECT u.uid, coalesce(p.parcel_code, n.unit_no) AS title, e.ground, u.category, u.land_sqwah AS sqwah, e.percent, e.evidence, (
        SELECT sum(l.exempt_baht) FROM revenue_collection_landtaxline l JOIN revenue_collection_landtaxassessment a ON a.id = l.assessment_id
        WHERE l.use_id = u.id AND a.status NOT IN ('revised', 'void') AND /*visible:a*/) AS exempt
FROM revenue_collection_taxexemption e JOIN revenue_collection_landtaxuse u ON u.id = e.use_id
JOIN revenue_collection_taxyear w ON w.id = u.tax_year_id
LEFT JOIN ground_parcel p ON p.id = u.parcel_id LEFT JOIN ground_condounit n ON n.id = u.condo_unit_id
WHERE w.code = (%(year)s::integer)::text AND /*visible:e*/ AND /*visible:u*/
ORDER BY e.ground, title, u.seq
