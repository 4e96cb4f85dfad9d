-- Purpose: signs that stand and signs taxed in a year, by kind and by whether they move. Parameters: year (B.E.), today.
-- Result: kind, movable, standing, taxed (signs), tax (baht). Rows: at most six, and the whole (kind NULL).
WITH sign AS (
    SELECT s.id, s.kind::text AS kind, s.movable FROM ground_signboard s
    WHERE (s.removed_on IS NULL OR s.removed_on > %(today)s::date) AND /*visible:s*/
), taxed AS (
    SELECT l.sign_id, l.kind::text AS kind, l.movable, l.tax_baht FROM revenue_collection_signtaxassessment a
    JOIN revenue_collection_signtaxline l ON l.assessment_id = a.id WHERE l.year_be = %(year)s AND l.is_live AND /*visible:a*/
)
SELECT kind, movable, sum(standing)::bigint AS standing, count(DISTINCT sign_id) AS taxed, coalesce(sum(tax_baht), 0) AS tax
FROM (
    SELECT kind, movable, 1 AS standing, NULL::bigint AS sign_id, NULL::numeric AS tax_baht FROM sign
    UNION ALL SELECT kind, movable, 0, sign_id, tax_baht FROM taxed
) both_of
GROUP BY GROUPING SETS ((kind, movable), ()) ORDER BY grouping(kind), kind, movable
