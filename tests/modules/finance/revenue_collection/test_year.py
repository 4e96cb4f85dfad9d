"""The last days of the tax year, and who is marked for review."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from gis_core.pure.deadlines import ExtensionOrder
from gis_core.pure.refusal import Refused
from modules.finance.revenue_collection.land_tax import rules

LAST_DAYS = {
    "list": date(2025, 11, 30), "prices": date(2026, 1, 31), "notify": date(2026, 2, 28), "pay": date(2026, 4, 30),
    "second": date(2026, 5, 31), "third": date(2026, 6, 30), "remind": date(2026, 5, 31),
    "land_office": date(2026, 6, 30),
}  # fmt: skip


@pytest.mark.parametrize("step", LAST_DAYS)
def test_the_last_days_of_the_act(step):
    assert rules.deadline(2569, step) == LAST_DAYS[step]


def test_an_order_moves_a_last_day_and_the_latest_counts():
    orders = [
        ExtensionOrder(date(2026, 6, 30), date(2026, 1, 5), "1"),
        ExtensionOrder(date(2026, 7, 31), date(2026, 2, 5), "2"),
    ]
    assert rules.deadline(2569, "pay", orders) == date(2026, 7, 31)


def test_an_order_never_shortens():
    with pytest.raises(Refused) as refused:
        rules.deadline(2569, "pay", [ExtensionOrder(date(2026, 4, 1), date(2026, 1, 5), "1")])
    assert (refused.value.code, refused.value.law[-4:]) == ("EXTENSION", "ม.46")


@pytest.mark.parametrize(
    ("tax", "last", "marked"),
    [("130", "100", False), ("130.01", "100", True), ("70", "100", False), ("69.99", "100", True), ("5", "0", True),
     ("5", None, False), ("0", "0", False)],
)  # fmt: skip
def test_who_is_marked_for_review(tax, last, marked):
    found = rules.review_reasons(Decimal(tax), Decimal(last) if last else None, Decimal(30))
    assert bool(found) is marked
