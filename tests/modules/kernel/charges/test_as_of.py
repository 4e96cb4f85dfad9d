"""Arrears of a day gone by: what was paid, changed or given up since is not known yet on it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from gis_core.access.actor import acting_as, system_user
from gis_core.features import clock
from modules.kernel.charges import key_figures, opening
from modules.kernel.charges.asking import arrears_of
from modules.kernel.charges.models import Charge
from tests.modules.kernel.charges.money import a_payer, owing, pay
from tests.people import user_with

pytestmark = pytest.mark.django_db
DUE, EARLY, NIGHT, LATER = date(2026, 4, 30), date(2026, 5, 20), date(2026, 6, 30), date(2026, 9, 15)


@pytest.fixture
def on(monkeypatch):
    """Turns the clock."""

    def turn(day: date) -> None:
        monkeypatch.setattr(clock, "today", lambda: day)

    return turn


def figures(reader: Any) -> tuple[Decimal, Decimal, list[Decimal]]:
    """The office's sum, the sum by village, charge by charge."""
    by_village = key_figures.arrears_by_village(reader).values()
    each = [row["amount"] for row in key_figures.arrears_charges(reader)]
    return key_figures.arrears(reader).numerator, sum((part.numerator for part in by_village), Decimal(0)), each


def test_arrears_of_a_night_are_the_same_whenever_they_are_asked_for(on):
    reader, payer = user_with("finance_head"), a_payer()
    on(date(2026, 2, 1))
    charges = owing(payer, "1000.00", "2000.00", "3000.00", "4000.00", "5000.00", due_on=DUE)
    on(EARLY)
    pay(charges[1], "500.00")
    on(NIGHT)
    kept, owed = figures(reader), arrears_of(payer, NIGHT)
    # 10 % penalty, 2 months of 1 %; of the part paid on 20 May first the penalty and 1 % of the whole, then tax
    assert kept[0] == kept[1] == sum(kept[2]) == sum(each.dues.total for each in owed)
    assert len(owed) == len(kept[2]) == 5
    on(LATER)
    paid, part, given_up, smaller, _ = charges
    with acting_as(system_user(), "หลังคืนนั้น"):
        opening.write_off(given_up, "มติ 1/2569", "ระเบียบ")
        opening.adjust(smaller, Decimal(100), "คำสั่ง 1/2569", "ม.53")
    pay(paid, "1150.00"), pay(part, "300.00")
    assert Charge.objects.filter(status="paid").count() == 1
    today = figures(reader)
    assert today[0] == today[1] == sum(today[2]) != kept[0] and len(today[2]) == 3
    assert [each.charge for each in arrears_of(payer, NIGHT)] == charges
    assert [each.dues.total for each in arrears_of(payer, NIGHT)] == [each.dues.total for each in owed]
    on(NIGHT)
    assert figures(reader) == kept
    assert [each.charge.pk for each in arrears_of(payer, DUE)] == []


def test_a_day_in_between_knows_what_was_paid_up_to_it_and_that_day_counts(on):
    payer = a_payer()
    on(date(2026, 2, 1))
    (charge,) = owing(payer, "1000.00", due_on=DUE)
    on(EARLY)
    pay(charge, "1110.00")
    on(LATER)
    assert arrears_of(payer, EARLY) == [] and arrears_of(payer, LATER) == []
    (owed,) = arrears_of(payer, EARLY - timedelta(days=1))
    assert owed.dues.total == Decimal("1110.00")
