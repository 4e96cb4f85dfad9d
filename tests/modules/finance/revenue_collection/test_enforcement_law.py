"""How a bill stands, when goods may be seized, and whose the money of an auction is. No database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.finance.revenue_collection.arrears import enforcement_law as law
from modules.finance.revenue_collection.arrears.enforcement_law import Pursuit, Split

RECEIVED = date(2026, 5, 25)
FIRST = date(2026, 8, 24)
AGREED = ("มท 0820/123", date(2026, 8, 1))
BAHT = st.decimals(min_value=0, max_value=10_000_000, places=2)


@pytest.mark.parametrize(
    ("bill", "expected"),
    [
        (Pursuit(""), "nil"), (Pursuit("void", is_late=True), "nil"), (Pursuit("open"), "notified"),
        (Pursuit("partial"), "partial"), (Pursuit("instalment"), "partial"), (Pursuit("partial", True), "overdue"),
        (Pursuit("open", is_reminded=True), "notified"), (Pursuit("open", True, True), "reminded"),
        (Pursuit("open", True, True, is_listed=True), "land_office"),
        (Pursuit("partial", True, True, True, is_seized=True), "enforced"),
        (Pursuit("paid", True, True, True, True), "paid"), (Pursuit("written_off", True, True, True), "written_off"),
    ],
)  # fmt: skip
def test_a_bill_stands_on_its_last_step(bill, expected):
    assert law.standing(bill) == expected
    assert expected in law.STANDINGS


def test_a_lifted_order_leads_back_to_the_reminder():
    seized = Pursuit("open", True, True, is_seized=True)
    assert (law.standing(seized), law.standing(replace(seized, is_seized=False))) == ("enforced", "reminded")


def test_the_first_day_is_the_ninety_first_whatever_the_calendar():
    assert law.earliest_order(RECEIVED, 90) == FIRST
    for shift in range(14):  # weekends and holidays move nothing
        assert law.earliest_order(RECEIVED + timedelta(days=shift), 90) == FIRST + timedelta(days=shift)


@pytest.mark.parametrize(
    ("ordered_on", "received_on", "approval", "codes"),
    [
        (FIRST, RECEIVED, AGREED, []),
        (FIRST - timedelta(days=1), RECEIVED, AGREED, ["TOO_EARLY_90"]),
        (FIRST, None, AGREED, ["TOO_EARLY_90"]),
        (FIRST, RECEIVED, ("", date(2026, 8, 1)), ["NO_APPROVAL"]),
        (FIRST, RECEIVED, ("  ", None), ["NO_APPROVAL"]),
        (FIRST, RECEIVED, ("มท 1", None), ["NO_APPROVAL"]),
        (FIRST, RECEIVED, ("มท 1", FIRST + timedelta(days=1)), ["NO_APPROVAL"]),
        (date(2026, 6, 1), RECEIVED, ("", None), ["TOO_EARLY_90", "NO_APPROVAL"]),
    ],
)
def test_no_order_too_early_nor_without_the_governor(ordered_on, received_on, approval, codes):
    assert [each.code for each in law.order_refusals(ordered_on, received_on, 90, approval)] == codes


@pytest.mark.parametrize(
    ("worth", "one", "refused"),
    [(["29000"], False, False), (["29000.01"], False, True), (["29000.01"], True, False),
     (["20000", "9000.01"], True, True), ([], False, False)],
)  # fmt: skip
def test_no_more_is_seized_than_is_owed(worth, one, refused):
    found = law.seized_refusals([Decimal(each) for each in worth], Decimal(29000), one_may_exceed=one)
    assert [each.code for each in found] == (["SEIZED_OVER"] if refused else [])


@pytest.mark.parametrize(
    ("sold", "expected"),
    [("35000", ("1500", "29000", "4500")), ("30500", ("1500", "29000", "0")), ("20000", ("1500", "18500", "0")),
     ("1000", ("1000", "0", "0")), ("0", ("0", "0", "0"))],
)  # fmt: skip
def test_costs_then_tax_then_the_owner(sold, expected):
    """Owed: costs 1,500; tax 20,000, penalty 40 percent 8,000, surcharge five months 1,000, together 29,000."""
    assert law.split(Decimal(sold), Decimal(1500), Decimal(29000)) == Split(*map(Decimal, expected))


@given(sold=BAHT, cost=BAHT, tax=BAHT)
def test_the_parts_add_up_and_nobody_gets_more_than_his(sold, cost, tax):
    parts = law.split(sold, cost, tax)
    assert parts.taken_baht + parts.remainder_baht == sold
    assert 0 <= parts.cost_baht <= cost and 0 <= parts.tax_baht <= tax
    assert parts.remainder_baht == 0 or parts.taken_baht == cost + tax
