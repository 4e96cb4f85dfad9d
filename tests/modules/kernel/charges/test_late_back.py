"""Penalty and surcharge go back with the tax they were paid on: in proportion, the latest payment first, once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_core.features import clock
from modules.kernel.charges import opening
from modules.kernel.charges.asking import dues_of
from modules.kernel.charges.models import Charge, ChargeEntry
from modules.kernel.charges.opening import lower, pay_refund, refund_due, set_reminded
from modules.kernel.charges.rules.late import Cleared, Component, late_on, without_back
from modules.kernel.rates.models import RateRow
from tests.modules.finance.property_register import ground
from tests.modules.kernel.charges.money import a_payer, owing, pay

D = Decimal
PENALTY, SURCHARGE, TAX = Component.PENALTY, Component.SURCHARGE, Component.PRINCIPAL
EARLY, LATE = date(2026, 6, 25), date(2026, 9, 15)
PAID = [
    Cleared(EARLY, TAX, D(12000)), Cleared(LATE, PENALTY, D(3200)), Cleared(LATE, SURCHARGE, D(240)),
    Cleared(LATE, TAX, D(8000)),
]  # fmt: skip


# -- the rule ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("excess", "penalty", "surcharge"),
    [("5000", "2000", "150"), ("8000", "3200", "240"), ("9000", "3200", "240"), ("0.01", "0", "0"), ("0", "0", "0")],
)
def test_what_was_paid_last_was_paid_too_much(excess, penalty, surcharge):
    assert late_on(PAID, D(excess)) == {PENALTY: D(penalty), SURCHARGE: D(surcharge)}


def test_what_was_given_back_was_never_late():
    kept = without_back(PAID, [Cleared(date(2026, 10, 1), TAX, D(5000))])
    assert [(each.on, each.amount_baht) for each in kept if each.component is TAX] == [(EARLY, 12000), (LATE, 3000)]


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=5), st.integers(0, 10**7))
def test_no_more_goes_back_than_was_paid(satang, excess):
    days = [(date(2026, 1, day), D(baht) / 100) for day, baht in enumerate(satang, 1)]
    paid = [Cleared(day, part, baht) for day, baht in days for part in Component]
    found = late_on(paid, D(excess) / 100)
    assert all(0 <= found[part] <= sum(baht for _, baht in days) for part in (PENALTY, SURCHARGE))


# -- in the books ------------------------------------------------------------------------------------------------------
@pytest.fixture
def late(db: None, monkeypatch: Any) -> Charge:
    """20,000 baht due on the 30th of June: 12,000 paid before, the rest after the time of the reminder (11,440)."""
    monkeypatch.setattr(clock, "today", lambda: EARLY)
    (charge,) = owing(a_payer(), "20000.00", due_on=date(2026, 6, 30))
    pay(charge, "12000.00")
    monkeypatch.setattr(clock, "today", lambda: date(2026, 7, 20))
    with ground.write():
        set_reminded([charge.pk], date(2026, 7, 20), date(2026, 8, 4))
    monkeypatch.setattr(clock, "today", lambda: LATE)
    pay(charge, "11440.00")
    charge.refresh_from_db()
    assert charge.status == "paid"
    return charge


def lowered(charge: Charge, baht: str) -> tuple[Decimal, Decimal]:
    with ground.write():
        back = lower(charge, D(baht), "คำสั่ง", "ม.53")
    charge.refresh_from_db()
    return back


def test_it_is_owed_to_the_payer_and_paid_with_the_tax(late):
    assert lowered(late, "15000") == (5000, 2150)
    assert (refund_due(late), late.status, late.principal_left_baht) == (7150, "paid", 0)
    assert dues_of(late, date(2027, 1, 1)).dues.total == 0
    with ground.write():
        pay_refund(late, D(7150), "ฎ.1", "ม.54")
    assert refund_due(late) == 0
    late.refresh_from_db()
    assert (late.status, dues_of(late, date(2027, 1, 1)).dues.total) == ("paid", 0)
    assert sum(ChargeEntry.objects.filter(charge=late).values_list("amount_baht", flat=True)) == 0


def test_lowered_twice_the_second_part_follows_the_first(late):
    assert lowered(late, "15000") == (5000, 2150)
    assert lowered(late, "10000") == (5000, 1290), "3,000 of the late payment are left, and 2,000 of the one in time"


def test_an_office_may_keep_it(late):
    with ground.write():
        RateRow.objects.filter(key="settings/late_back").update(value=0)
    assert lowered(late, "15000") == (5000, 0)
    assert refund_due(late) == 5000


def test_what_is_still_owed_is_lowered_first(db, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: EARLY)
    (charge,) = owing(a_payer(), "20000.00", due_on=date(2026, 6, 30))
    pay(charge, "12000.00")
    assert lowered(charge, "12000") == (0, 0)
    assert opening.refund_due(charge) == 0 and charge.status == "paid"


@pytest.fixture
def late_alone(db: None, monkeypatch: Any) -> Charge:
    """20,000 baht due on the 30th of June; on the 10th of July all its penalty and surcharge are paid, and no tax."""
    monkeypatch.setattr(clock, "today", lambda: EARLY)
    (charge,) = owing(a_payer(), "20000.00", due_on=date(2026, 6, 30))
    monkeypatch.setattr(clock, "today", lambda: date(2026, 7, 10))
    pay(charge, "2200.00")
    assert charge.principal_left_baht == 20000
    return charge


@pytest.mark.parametrize(
    ("baht", "left", "back", "status"),
    [
        # 500 and 50 are owed late of the 2,200: the rest clears tax
        ("5000", "3350", "0", "partial"),
        # 1,100 - 110 = 990 of the 1,000 of tax would be left without it
        ("1000", "0", "1090", "paid"),
        ("0", "0", "2200", "void"),
        ("20000", "20000", "0", "open"),
    ],
)
def test_what_was_paid_late_on_tax_never_paid_clears_what_is_left_and_the_rest_goes_back(
    late_alone, baht, left, back, status
):
    assert lowered(late_alone, baht) == (0, D(back))
    assert (late_alone.principal_left_baht, late_alone.status) == (D(left), status)
    assert refund_due(late_alone) == D(back)
    assert dues_of(late_alone, clock.today()).dues.total == D(left), "no late sum of today is asked for again"
    entries = ChargeEntry.objects.filter(charge=late_alone)
    assert sum(entries.values_list("amount_baht", flat=True)) == D(left)
    received = -sum(e.amount_baht for e in entries if e.kind == "cleared")
    assert received - sum(e.amount_baht for e in entries if e.kind == "refunded") == D("2200"), "no baht came in anew"


def test_an_office_that_keeps_late_sums_sets_nothing_off(late_alone):
    with ground.write():
        RateRow.objects.filter(key="settings/late_back").update(value=0)
    assert lowered(late_alone, "5000") == (0, 0)
    assert (late_alone.principal_left_baht, refund_due(late_alone)) == (5000, 0)
