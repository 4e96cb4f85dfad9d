-- Purpose: who owes most principal that is late on a day; who keeps to his instalments is not late. Parameters: today, most. Result: uid of the payer, title, bills, oldest (day), baht.
WITH owed AS (
    SELECT c.person_id, c.organisation_id, count(*) AS bills, min(r.late_from) AS oldest, sum(c.principal_left_baht) AS baht
    FROM kernel_charges_charge c CROSS JOIN LATERAL charge_runs_from(c.id, c.due_on, %(today)s) r(late_from)
    WHERE c.due_on < %(today)s AND r.late_from IS NOT NULL AND c.principal_left_baht > 0 AND c.status NOT IN ('paid', 'written_off', 'void') AND /*visible:c*/
    GROUP BY c.person_id, c.organisation_id ORDER BY sum(c.principal_left_baht) DESC, min(c.id) LIMIT %(most)s
)
SELECT coalesce(h.uid, g.uid) AS uid, coalesce(h.full_name, g.thai) AS title, o.bills, o.oldest, o.baht
FROM owed o LEFT JOIN parties_person h ON h.id = o.person_id LEFT JOIN parties_organisation g ON g.id = o.organisation_id
ORDER BY o.baht DESC, title
