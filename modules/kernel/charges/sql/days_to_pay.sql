-- Purpose: how many days passed from the receipt of the notice to the last payment, of bills paid in full.
-- Parameters: none. Result: title (kind), year (tax year), bills, mean and median days, in_time (of them by the last day), percent in time.
WITH paid AS (
    SELECT c.revenue_id, c.tax_year_be, max(e."on") - c.notified_on AS days, charge_runs_from(c.id, c.due_on, max(e."on")) IS NULL AS in_time
    FROM kernel_charges_charge c JOIN kernel_charges_chargeentry e ON e.charge_id = c.id
    WHERE c.status = 'paid' AND c.notified_on IS NOT NULL AND e.kind = 'cleared' AND /*visible:c*/
        AND NOT EXISTS (SELECT 1 FROM kernel_charges_chargeentry b WHERE b.reverses_id = e.id)
    GROUP BY c.id
)
SELECT v.thai AS title, p.tax_year_be AS year, count(*) AS bills, round(avg(p.days), 1) AS mean,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY p.days)::numeric AS median, count(*) FILTER (WHERE p.in_time) AS in_time,
    round(100.0 * count(*) FILTER (WHERE p.in_time) / count(*), 2) AS percent
FROM paid p JOIN kernel_charges_revenuecode v ON v.id = p.revenue_id
GROUP BY v.id, p.tax_year_be ORDER BY v.id, p.tax_year_be DESC NULLS LAST
