-- Purpose: money taken by kind of revenue in a month and in a fiscal year up to a day, and in the same parts of the year before.
-- Parameters: month, year (first days), day; past_month, past_year, past_day; held (codes of money only held for another). By the cashier's day, of
-- what is allocated by the day it came in; receipts that are void do not count.
-- Result: code, title, month, to_date, past_month, past_to_date (baht). Rows: one a kind of revenue, รวม last (code NULL).
SELECT CASE WHEN grouping(v.id) = 0 THEN max(v.code) END AS code, CASE WHEN grouping(v.id) = 0 THEN max(v.thai) ELSE 'รวม' END AS title,
    coalesce(sum(t.baht) FILTER (WHERE t."on" BETWEEN %(month)s AND %(day)s), 0) AS month,
    coalesce(sum(t.baht) FILTER (WHERE t."on" BETWEEN %(year)s AND %(day)s), 0) AS to_date,
    coalesce(sum(t.baht) FILTER (WHERE t."on" BETWEEN %(past_month)s AND %(past_day)s), 0) AS past_month,
    coalesce(sum(t.baht) FILTER (WHERE t."on" BETWEEN %(past_year)s AND %(past_day)s), 0) AS past_to_date
FROM kernel_charges_revenuecode v LEFT JOIN (
    SELECT l.revenue_id, d."on", l.amount_baht AS baht
    FROM kernel_charges_receipt r JOIN kernel_charges_cashday d ON d.id = r.cash_day_id
    JOIN kernel_charges_receiptline l ON l.receipt_id = r.id
    WHERE d."on" BETWEEN %(past_year)s AND %(day)s AND r.status <> 'void' AND /*visible:r*/
    UNION ALL
    SELECT a.revenue_id, a.received_on, a.amount_baht FROM kernel_charges_allocatedrevenue a
    WHERE a.received_on BETWEEN %(past_year)s AND %(day)s AND /*visible:a*/
) t ON t.revenue_id = v.id
WHERE v.code <> ALL(%(held)s)
GROUP BY GROUPING SETS ((v.id), ()) ORDER BY grouping(v.id), v.id
