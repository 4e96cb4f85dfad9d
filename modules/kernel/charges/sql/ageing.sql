-- Purpose: principal that was late at the end of a day by kind of revenue and by how long it was late, out of the ledger as of that day;
--   who keeps to his instalments is not late.
-- Parameters: day. Result: title (kind, รวม last), bills, y1 y3 y5 y10 more (baht late up to 1, 3, 5, 10 years and longer), total.
--   Rows: one a kind. Index: charge_id of the ledger.
WITH late AS (
    SELECT c.revenue_id, r.due_on, sum(e.amount_baht) AS baht
    FROM kernel_charges_charge c CROSS JOIN LATERAL charge_runs_from(c.id, c.due_on, %(day)s) r(due_on) JOIN kernel_charges_chargeentry e ON e.charge_id = c.id
    WHERE c.due_on < %(day)s AND r.due_on IS NOT NULL AND e.component = 'principal' AND e."on" <= %(day)s AND /*visible:c*/
    GROUP BY c.id, r.due_on HAVING sum(e.amount_baht) > 0
), aged AS (
    SELECT *, CASE WHEN due_on >= %(day)s::date - interval '1 year' THEN 1 WHEN due_on >= %(day)s::date - interval '3 years' THEN 3
        WHEN due_on >= %(day)s::date - interval '5 years' THEN 5 WHEN due_on >= %(day)s::date - interval '10 years' THEN 10 ELSE 11 END AS age
    FROM late
)
SELECT CASE WHEN grouping(v.id) = 0 THEN max(v.thai) ELSE 'รวม' END AS title, count(*) AS bills,
    coalesce(sum(baht) FILTER (WHERE age = 1), 0) AS y1, coalesce(sum(baht) FILTER (WHERE age = 3), 0) AS y3,
    coalesce(sum(baht) FILTER (WHERE age = 5), 0) AS y5, coalesce(sum(baht) FILTER (WHERE age = 10), 0) AS y10,
    coalesce(sum(baht) FILTER (WHERE age = 11), 0) AS more, coalesce(sum(baht), 0) AS total
FROM aged JOIN kernel_charges_revenuecode v ON v.id = aged.revenue_id
GROUP BY GROUPING SETS ((v.id), ()) ORDER BY grouping(v.id), v.id
