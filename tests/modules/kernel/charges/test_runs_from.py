"""The day from which a charge is late: the database says what the law's function says."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gis_core.access.actor import acting_as, system_user
from modules.kernel.charges import suspending
from modules.kernel.charges.ledger import standing, with_ledger
from modules.kernel.charges.models import Charge, ChargeEntry, Instalment
from modules.kernel.charges.rules.late import runs_from
from tests.modules.kernel.charges.money import a_payer, owing

pytestmark = pytest.mark.django_db
APRIL, MAY, JUNE = date(2026, 4, 30), date(2026, 5, 31), date(2026, 6, 30)
KINDS = ("cleared", "cleared", "refund_due", "taken back")
DAYS = [date(2026, 4, 20) + timedelta(days=n) for n in range(0, 80, 3)] + [APRIL, MAY, JUNE]


def in_database(charge: Charge, day: date) -> date | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT charge_runs_from(%s, %s, %s)", [charge.pk, charge.due_on, day])
        return cursor.fetchone()[0]


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    stops=st.lists(st.tuples(st.integers(0, 70), st.integers(0, 30), st.booleans()), max_size=2),
    has_plan=st.booleans(),
    extended=st.sampled_from([None, None, *DAYS]),
    lines=st.lists(
        st.tuples(
            st.sampled_from(DAYS),
            st.integers(1, 4),
            st.sampled_from(KINDS),
        ),
        max_size=5,
    ),
)
def test_the_database_knows_the_law(
    stops: list[tuple[int, int, bool]], has_plan: bool, extended: date | None, lines: list[tuple[date, int, str]]
) -> None:
    (charge,) = owing(a_payer(), "9000.00", due_on=APRIL)
    with acting_as(system_user(), "แผนและรับชำระทดสอบ"):
        if extended is not None and extended > APRIL and not has_plan:
            Charge.objects.filter(pk=charge.pk).update(extended_until=extended)
        for seq, day in enumerate((APRIL, MAY, JUNE) if has_plan else (), 1):
            Instalment.objects.create(charge=charge, seq=seq, due_on=day, amount_baht=3000)
        for day, thousands, kind in lines:
            _line(charge, day, Decimal(1000 * thousands), kind)
        for start, length, is_open in stops:
            _stop(charge, DAYS[0] + timedelta(days=start), length, is_open)
    (found,) = with_ledger(Charge.objects.filter(pk=charge.pk))
    for day in DAYS:
        assert in_database(charge, day) == runs_from(standing(found), day), (day, has_plan, lines)


def _stop(charge: Charge, start: date, length: int, is_open: bool) -> None:
    """Put off as the office does it: a later order cuts an earlier one."""
    suspending.suspend([charge.pk], start, "1/2569", "ม.73")
    if not is_open:
        suspending.resume([charge.pk], start + timedelta(days=length))


def _line(charge: Charge, day: date, baht: Decimal, kind: str) -> None:
    common = {"charge": charge, "component": "principal", "on": day}
    if kind == "refund_due":
        ChargeEntry.objects.create(kind=kind, amount_baht=baht, **common)
        return
    made = ChargeEntry.objects.create(kind="cleared", amount_baht=-baht, **common)
    if kind == "taken back":
        ChargeEntry.objects.create(kind="reversed", amount_baht=baht, reverses=made, **common)
