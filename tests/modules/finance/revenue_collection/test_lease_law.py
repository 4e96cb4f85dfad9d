"""Rent by the contract: months, the cut last month, rises, the day it falls due, what no lease can be. No database."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from gis_core.pure.thai_calendar import national_holidays
from modules.finance.revenue_collection.leases import lease_law
from modules.finance.revenue_collection.leases.lease_law import Terms
from tests.modules.finance.revenue_collection import tax_rates

D = Decimal
ROWS = tax_rates.rate_rows("leases")
PLAIN = Terms(date(2026, 1, 1), date(2028, 12, 31), D(5000))


def made(terms: Terms, until: date, after: int = 0) -> list[lease_law.Month]:
    return list(lease_law.months(terms, until, national_holidays(), after))


def test_a_month_is_billed_on_the_day_it_begins():
    assert [m.seq for m in made(PLAIN, date(2026, 2, 28))] == [1, 2]
    assert [m.seq for m in made(PLAIN, date(2026, 3, 1))] == [1, 2, 3]
    assert [m.seq for m in made(PLAIN, date(2026, 3, 1), after=2)] == [3]
    assert made(PLAIN, date(2025, 12, 31)) == []
    assert len(made(PLAIN, date(2040, 1, 1))) == 36


def test_it_falls_due_on_the_day_of_the_contract_or_the_next_working_day():
    # 5 April 2026 is a Sunday and the 6th is Chakri day
    assert [m.due_on for m in made(PLAIN, date(2026, 4, 1))][-2:] == [date(2026, 3, 5), date(2026, 4, 7)]
    late = Terms(date(2026, 1, 20), date(2027, 1, 19), D(5000), pay_day=5)
    assert made(late, date(2026, 1, 20))[0].due_on == date(2026, 2, 5)
    last = Terms(date(2026, 1, 1), date(2026, 12, 31), D(5000), pay_day=31)
    assert made(last, date(2026, 2, 1))[1].due_on == date(2026, 3, 2)


def test_a_month_runs_from_the_day_the_lease_began():
    terms = Terms(date(2026, 1, 31), date(2026, 12, 31), D(3000))
    found = [(m.first, m.last) for m in made(terms, date(2026, 4, 1))]
    assert found == [
        (date(2026, 1, 31), date(2026, 2, 27)),
        (date(2026, 2, 28), date(2026, 3, 30)),
        (date(2026, 3, 31), date(2026, 4, 29)),
    ]


def test_the_last_month_is_cut_by_its_days():
    terms = Terms(date(2026, 1, 1), date(2026, 3, 10), D(3100))
    month = made(terms, date(2026, 12, 31))[-1]
    assert (month.last, month.rent_baht) == (date(2026, 3, 10), D(1000))
    assert "10 ใน 31 วัน" in month.steps[-1]


def test_the_rent_rises_on_the_rent_before_and_says_so():
    terms = Terms(date(2020, 1, 1), date(2029, 12, 31), D(1000), rise_percent=D(10), rise_years=3)
    rents = [lease_law.rent_in(terms, seq)[0] for seq in (1, 36, 37, 72, 73, 109)]
    assert rents == [D(1000), D(1000), D(1100), D(1100), D(1210), D(1331)]
    steps = lease_law.rent_in(terms, 73)[1]
    assert steps[-1] == "ปรับขึ้นครั้งที่ 2 ร้อยละ 10 ตั้งแต่ 1 ม.ค. 2569 เป็น 1,210.00 บาท"
    assert lease_law.rent_in(PLAIN, 36)[1] == ("ค่าเช่าตามสัญญา 5,000.00 บาทต่อเดือน",)


def test_each_rise_is_rounded_to_the_satang():
    terms = Terms(date(2020, 1, 1), date(2026, 1, 1), D("333.33"), rise_percent=D("3.5"), rise_years=1)
    assert [lease_law.rent_in(terms, seq)[0] for seq in (13, 25)] == [D("345.00"), D("357.08")]


def codes(terms: Terms = PLAIN, **more: Any) -> list[str]:
    plain = {"area_sqm": D(10), "deposit_baht": D(0), "late_percent": D(1), "registered_no": "", "rows": ROWS}
    return [refused.code for refused in lease_law.refusals(terms, **(plain | more))]


def but(**more: Any) -> Terms:
    return Terms(**({name: getattr(PLAIN, name) for name in Terms.__slots__} | more))


@pytest.mark.parametrize(
    ("terms", "more", "code"),
    [
        (but(until_on=date(2025, 12, 31)), {}, "LEASE_DATES"),
        (but(rent_baht=D(0)), {}, "LEASE_RENT"),
        (but(rent_baht=D("-1")), {}, "LEASE_RENT"),
        (but(rent_baht=D("0.15")), {}, "LEASE_RENT"),
        (but(rent_baht=D("20000"), rise_percent=D(100), rise_years=1), {}, "LEASE_RISE"),
        (but(rise_percent=D("9999.99"), rise_years=1), {}, "LEASE_RISE"),
        (PLAIN, {"area_sqm": D(0)}, "LEASE_AREA"),
        (PLAIN, {"deposit_baht": D("-0.01")}, "LEASE_DEPOSIT"),
        (but(pay_day=32), {}, "LEASE_PAY_DAY"),
        (but(pay_day=0), {}, "LEASE_PAY_DAY"),
        (but(rise_percent=D("-1"), rise_years=1), {}, "LEASE_RISE"),
        (but(rise_percent=D(5)), {}, "LEASE_RISE"),
        (but(rise_years=2), {}, "LEASE_RISE"),
        (PLAIN, {"late_percent": D("1.251")}, "LEASE_LATE"),
        (PLAIN, {"late_percent": D("-0.1")}, "LEASE_LATE"),
        (but(until_on=date(2029, 1, 1)), {}, "LEASE_REGISTER"),
        (but(until_on=date(2056, 1, 1)), {"registered_no": "1/2569"}, "LEASE_TERM"),
    ],
)
def test_what_no_lease_can_be(terms, more, code):
    assert codes(terms, **more) == [code]


def test_what_is_still_allowed():
    assert codes() == []
    assert codes(late_percent=D("1.25")) == []
    assert codes(but(rent_baht=D("0.16"))) == []
    assert codes(but(rise_percent=D(100), rise_years=1)) == []
    assert codes(but(until_on=date(2026, 1, 1))) == []
    assert codes(but(until_on=date(2055, 12, 31)), registered_no="1/2569") == []
