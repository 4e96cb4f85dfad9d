from django.db import migrations

#: `rules.late.runs_from` for statements: the last day in time of a charge as a day sees it, NULL when nothing is late.
RUNS_FROM = """
CREATE FUNCTION charge_runs_from(charge bigint, due date, day date) RETURNS date
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN EXISTS (SELECT 1 FROM kernel_charges_instalment n WHERE n.charge_id = charge) THEN (
        SELECT min(p.due_on) FROM (
            SELECT n.due_on, sum(n.amount_baht) OVER (ORDER BY n.seq) AS planned
            FROM kernel_charges_instalment n WHERE n.charge_id = charge
        ) p
        WHERE p.due_on < day AND p.planned > (
            SELECT coalesce(-sum(e.amount_baht), 0) FROM kernel_charges_chargeentry e
            WHERE e.charge_id = charge AND e.component = 'principal' AND e.kind IN ('cleared', 'refund_due', 'refunded')
                AND e."on" <= p.due_on AND e.reverses_id IS NULL
                AND NOT EXISTS (SELECT 1 FROM kernel_charges_chargeentry b WHERE b.reverses_id = e.id)
        )
    ) WHEN due < day THEN due END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("kernel_charges", "0006_revenue_estimates")]

    operations = [migrations.RunSQL(RUNS_FROM, "DROP FUNCTION charge_runs_from(bigint, date, date)")]
