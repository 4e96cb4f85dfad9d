-- Purpose: what was assessed and collected of a tax year by category of use. The sums of a bill are spread over its lines in proportion
--   to their tax, by differences of the rounded running sums, so that they add up to the bill; a bill without tax stands at its first line.
-- Parameters: year (B.E.), today. Result: category (NULL for the whole), parcels, buildings, units (each counted once), value, exempt, base,
--   tax, paid, left (not paid), late (of it after the last day). Index: keys of lines, assessments and charges.
WITH version AS (
    SELECT a.id, v.uid FROM revenue_collection_landtaxassessment a JOIN revenue_collection_taxyear w ON w.id = a.tax_year_id
    JOIN revenue_collection_landtaxassessment v ON v.tax_year_id = a.tax_year_id AND v.owner_key = a.owner_key
    WHERE w.code = (%(year)s::integer)::text AND a.status = 'notified' AND /*visible:a*/
), bill AS (
    SELECT version.id, sum(e.paid) AS paid, sum(c.principal_left_baht) AS left_baht,
        sum(c.principal_left_baht) FILTER (WHERE c.due_on < %(today)s::date
            AND charge_runs_from(c.id, c.due_on, %(today)s::date) IS NOT NULL) AS late
    FROM version JOIN kernel_charges_charge c ON c.source_id = version.uid
    CROSS JOIN LATERAL (
        SELECT coalesce(-sum(m.amount_baht) FILTER (WHERE m.kind IN ('cleared', 'reversed', 'refund_due', 'refunded')), 0) AS paid
        FROM kernel_charges_chargeentry m WHERE m.charge_id = c.id AND m.component = 'principal'
    ) e
    WHERE c.status <> 'void' AND /*visible:c*/
    GROUP BY version.id
), line AS (
    SELECT l.*, a.tax_baht AS whole, sum(l.tax_baht) OVER t AS of_all, sum(l.tax_baht) OVER (t ORDER BY l.seq) AS upto,
        row_number() OVER (t ORDER BY l.seq) AS place
    FROM revenue_collection_landtaxassessment a JOIN revenue_collection_landtaxline l ON l.assessment_id = a.id
    WHERE a.id IN (SELECT id FROM version) AND /*visible:a*/
    WINDOW t AS (PARTITION BY a.id)
), spread AS (
    SELECT line.*, CASE WHEN of_all > 0 THEN upto / of_all ELSE 1 END AS until,
        CASE WHEN of_all > 0 THEN (upto - line.tax_baht) / of_all WHEN place = 1 THEN 0 ELSE 1 END AS since,
        coalesce(bill.paid, 0) AS bill_paid, coalesce(bill.left_baht, 0) AS bill_left, coalesce(bill.late, 0) AS bill_late
    FROM line LEFT JOIN bill ON bill.id = line.assessment_id
)
SELECT category, count(DISTINCT parcel_id) AS parcels, count(DISTINCT building_id) AS buildings, count(DISTINCT condo_unit_id) AS units,
    coalesce(sum(value_baht), 0) AS value, coalesce(sum(exempt_baht), 0) AS exempt, coalesce(sum(base_baht), 0) AS base,
    coalesce(sum(round(whole * until, 2) - round(whole * since, 2)), 0) AS tax,
    coalesce(sum(round(bill_paid * until, 2) - round(bill_paid * since, 2)), 0) AS paid,
    coalesce(sum(round(bill_left * until, 2) - round(bill_left * since, 2)), 0) AS left_baht,
    coalesce(sum(round(bill_late * until, 2) - round(bill_late * since, 2)), 0) AS late
FROM spread GROUP BY GROUPING SETS ((category), ()) ORDER BY grouping(category), category
