-- Purpose: tax of a year before and after relief by category, of the lines that were given any. Parameters: year (B.E.).
-- Result: category (NULL for the whole), kinds (words of the orders, apart by a bar), lines, payers, gross, tax, relief (baht).
WITH given AS (
    -- what was decided later is no relief: the tax is the one of the first assessment
    SELECT a.owner_key, l.category, coalesce((l.trace #>> '{decided,0,before}')::numeric, l.tax_baht) AS tax_baht,
        (l.trace ->> 'gross')::numeric AS gross,
        (SELECT string_agg(DISTINCT r ->> 0, '|') FROM jsonb_array_elements(l.trace -> 'reliefs') r) AS kinds
    FROM revenue_collection_landtaxassessment a JOIN revenue_collection_taxyear w ON w.id = a.tax_year_id
    JOIN revenue_collection_landtaxline l ON l.assessment_id = a.id
    WHERE w.code = (%(year)s::integer)::text AND a.status NOT IN ('revised', 'void') AND l.trace ? 'reliefs' AND /*visible:a*/
)
SELECT category, coalesce(string_agg(DISTINCT kinds, '|'), '') AS kinds, count(*) AS lines, count(DISTINCT owner_key) AS payers,
    coalesce(sum(gross), 0) AS gross, coalesce(sum(tax_baht), 0) AS tax, coalesce(sum(gross - tax_baht), 0) AS relief
FROM given GROUP BY GROUPING SETS ((category), ()) ORDER BY grouping(category), category
