"""Signboard tax: worked examples, what is refused, and sums that hold for every size."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_core.pure.money import equal_instalments, percent_of
from gis_core.pure.rate_lookup import rate, refuse_overlaps
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import Holidays
from modules.finance.revenue_collection.signboards import signboard_law as law
from modules.finance.revenue_collection.signboards.signboard_law import Sign
from tests.modules.finance.revenue_collection.tax_rates import rate_rows
from tests.worked_examples import worked_examples

ROWS = rate_rows("signboard")
NONE = Holidays.of([])
BOARD = Sign("2", Decimal(120), Decimal(240))
cm = st.decimals(1, 3000, places=1)


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def tax(sign: Sign, year_be: int = 2569) -> Decimal:
    return law.sign_tax(sign, year_be, ROWS).tax_baht


def test_no_rows_overlap():
    refuse_overlaps(ROWS)


@pytest.mark.parametrize("row", worked_examples(__file__, "sign_tax"))
def test_tax_of_a_sign(row):
    sign = Sign(
        row["kind"], Decimal(row["width_cm"]), Decimal(row["height_cm"]), int(row["sides"]), bool(row["movable"]),
        installed_on=day(row["installed_on"]),
    )  # fmt: skip
    found = law.sign_tax(sign, int(row["year"]), ROWS)
    assert found.tax_baht == Decimal(row["tax_baht"])
    assert found.lines[-1].baht == found.tax_baht
    assert all(line.row and line.law for line in found.lines)


@pytest.mark.parametrize(
    ("installed_on", "told", "baht"),
    [
        ("2026-01-05", "ติดตั้ง 5 ม.ค. 2569 ไตรมาสที่ 1 คิดภาษี 4 ใน 4 ไตรมาส ร้อยละ 100", "1508.00"),
        ("2026-06-30", "ติดตั้ง 30 มิ.ย. 2569 ไตรมาสที่ 2 คิดภาษี 3 ใน 4 ไตรมาส ร้อยละ 75", "1131.00"),
        ("2026-07-01", "ติดตั้ง 1 ก.ค. 2569 ไตรมาสที่ 3 คิดภาษี 2 ใน 4 ไตรมาส ร้อยละ 50", "754.00"),
        ("2026-12-31", "ติดตั้ง 31 ธ.ค. 2569 ไตรมาสที่ 4 คิดภาษี 1 ใน 4 ไตรมาส ร้อยละ 25", "377.00"),
    ],
)
def test_the_first_year_says_its_quarter(installed_on, told, baht):
    last = law.sign_tax(replace(BOARD, installed_on=day(installed_on)), 2569, ROWS).lines[-1]
    assert (last.thai, last.baht) == (f"ปีแรก {told}", Decimal(baht))
    assert last.row is not None and "ม.7" in last.law
    later = law.sign_tax(replace(BOARD, installed_on=day(installed_on)), 2570, ROWS)
    assert not any("ปีแรก" in line.thai for line in later.lines)


@pytest.mark.parametrize("row", worked_examples(__file__, "sign_penalties"))
def test_penalty_of_filing_late(row):
    dates = (date.fromisoformat(row["due_on"]), day(row["filed_on"]), day(row["told_on"]))
    assert law.filing_penalty(Decimal(row["tax_baht"]), *dates, ROWS).baht == Decimal(row["penalty_baht"])


def test_led_sign_in_three_instalments():
    led = Sign("2", Decimal(300), Decimal(150), sides=2, movable=True)
    assert equal_instalments(tax(led), 3) == (Decimal("3120.00"),) * 3


def test_every_year_from_2535_on_has_its_rates():
    for year_be in range(2535, 2580):
        for kind in "123":
            for movable in (False, True):
                assert tax(replace(BOARD, kind=kind, movable=movable), year_be) > 0
    with pytest.raises(Refused, match="ไม่พบอัตรา"):
        tax(BOARD, 2534)


def test_the_figure_of_2570_is_to_be_confirmed():
    keys = {row.key for row in ROWS if row.key.startswith("rate/")}
    assert len(keys) == 6
    assert {rate(ROWS, key, date(2027, 1, 1)).value for key in keys} == {5, 10, 26, 50, 52}


def test_the_floor_after_the_share_when_the_office_sets_it_so():
    rows = [replace(row, value=Decimal(0)) if row.key == "settings/floor_before_share" else row for row in ROWS]
    small = Sign("2", Decimal(60), Decimal(40), installed_on=date(2026, 10, 12))
    assert law.sign_tax(small, 2569, rows).tax_baht == 200
    large = Sign("3", Decimal(400), Decimal(200), installed_on=date(2026, 10, 1))
    assert law.sign_tax(large, 2569, rows).tax_baht == 2000


def test_an_exempt_sign_bears_nothing_and_says_why():
    found = law.sign_tax(replace(BOARD, exempt_ground="ป้ายของวัด"), 2569, ROWS)
    assert (found.tax_baht, found.units) == (0, 58)
    assert "ป้ายของวัด" in found.lines[0].thai and found.lines[0].law.endswith("ม.8")


@pytest.mark.parametrize(
    ("sign", "code"),
    [
        (replace(BOARD, width_cm=Decimal(0)), "SIGN_SIZE"),
        (replace(BOARD, sides=0), "SIGN_SIZE"),
        (replace(BOARD, width_cm=Decimal(-1), height_cm=Decimal(-1)), "SIGN_SIZE"),
        (replace(BOARD, kind="1", text="ร้านกาแฟ Coffee"), "SIGN_TEXT"),
        (replace(BOARD, kind="1", text="ร้าน 咖啡"), "SIGN_TEXT"),
        (replace(BOARD, installed_on=date(2026, 5, 2), removed_on=date(2026, 5, 1)), "SIGN_DATES"),
        (replace(BOARD, installed_on=date(2027, 1, 1)), "SIGN_YEAR"),
        (replace(BOARD, removed_on=date(2026, 1, 1)), "SIGN_YEAR"),
    ],
)
def test_refused(sign, code):
    with pytest.raises(Refused) as refused:
        tax(sign)
    assert refused.value.code == code
    assert refused.value.law


def test_not_refused():
    assert not list(law.wrong(replace(BOARD, kind="1", text="ร้านน้ำปั่น ๒๔ ชม. โทร. 02-123 (สาขา 3)")))
    assert not list(law.wrong(replace(BOARD, kind="2", text="Coffee")))
    one_day = date(2026, 5, 1)
    assert not list(law.wrong(replace(BOARD, installed_on=one_day, removed_on=one_day)))
    assert tax(replace(BOARD, removed_on=date(2026, 1, 2))) == Decimal("1508.00")


def added(before: law.Sign, after: law.Sign) -> Decimal:
    first, last = (law.sign_tax(sign, 2569, ROWS).year_baht for sign in (before, after))
    return law.altered_tax(first, last)


def test_a_change_adds_the_increase_alone():
    wider = replace(BOARD, width_cm=Decimal(240))
    assert added(BOARD, wider) == tax(wider) - tax(BOARD)
    assert added(wider, BOARD) == 0
    assert added(BOARD, replace(BOARD, text="ร้านเดิม ป้ายใหม่")) == 0
    # a sign of this October that grows in November: the whole increase, the share is of the first year's sign
    young = replace(BOARD, installed_on=date(2026, 10, 1))
    assert added(young, replace(young, width_cm=Decimal(240))) == tax(wider) - tax(BOARD)


def test_last_days():
    assert law.return_due(None, 2569, ROWS, NONE) == date(2026, 3, 31)
    assert law.return_due(date(2026, 3, 31), 2569, ROWS, NONE) == date(2026, 3, 31)
    assert law.return_due(date(2026, 4, 1), 2569, ROWS, NONE) == date(2026, 4, 16)
    # 31 March 2570 is a Wednesday named a holiday here: the owner may file on the next working day
    assert law.return_due(None, 2570, ROWS, Holidays.of([date(2027, 3, 31)])) == date(2027, 4, 1)
    assert law.days_after(date(2026, 4, 10), "pay", ROWS, NONE) == date(2026, 4, 27)  # the 25th is a Saturday
    assert law.days_after(date(2026, 4, 1), "objection", ROWS, NONE) == date(2026, 5, 1)
    assert law.days_after(date(2026, 4, 1), "transfer", ROWS, NONE) == date(2026, 5, 1)


def test_what_a_wrong_return_left_out():
    due = date(2026, 3, 31)
    found = law.under_declared_penalty(Decimal(1000), Decimal(1508), due, ROWS)
    assert found.baht == percent_of(Decimal(508), Decimal(10)) == Decimal("50.80")
    assert law.under_declared_penalty(Decimal(1508), Decimal(1508), due, ROWS).baht == 0
    assert law.under_declared_penalty(Decimal(2000), Decimal(1508), due, ROWS).baht == 0
    assert law.under_declared_penalty(Decimal(1000), Decimal(1508), due, ROWS, corrected_first=True).baht == 0


@given(st.sampled_from("123"), st.booleans(), cm, cm, cm)
def test_a_larger_sign_never_costs_less(kind, movable, width, height, more):
    small = Sign(kind, width, height, movable=movable)
    assert Decimal(200) <= tax(small) <= tax(replace(small, width_cm=width + more))


@given(st.sampled_from("123"), cm, cm, st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_the_first_year_never_costs_more_than_the_next(kind, width, height, installed_on):
    sign = Sign(kind, width, height, installed_on=installed_on)
    found = law.sign_tax(sign, 2569, ROWS)
    assert found.tax_baht <= found.year_baht == tax(sign, 2570)


@given(st.integers(0, 10**9))
def test_units_differ_from_the_area_by_no_more_than_half_a_unit(area):
    assert -250 <= area - law.units(Decimal(area), ROWS, date(2026, 1, 1)) * 500 <= 250
