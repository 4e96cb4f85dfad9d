"""Revenue against the estimate and the year before, by month and kind."""

from __future__ import annotations

import html
import uuid
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gis_core.access.actor import acting_as, system_user
from gis_core.features import clock
from gis_core.pure.thai_calendar import fiscal_year
from layers.engine.boards import Asked
from modules.central_administration.executive_information.boards import revenue_board, revenue_of
from modules.central_administration.executive_information.revenue import percent, revenue
from modules.kernel.charges import income
from modules.kernel.charges.collecting import Tender, collect
from modules.kernel.charges.models import RevenueCode, RevenueEstimate
from tests.contracts import examples
from tests.map_ui import register_pages as street
from tests.modules.kernel.charges.money import a_payer, owing
from tests.people import sign_in, user_with

LAND, SIGNS, FINES = 1, 2, 3
NAMES = {LAND: "ภาษีที่ดิน", SIGNS: "ภาษีป้าย", FINES: "ค่าปรับ"}


def month(year: int, number: int) -> date:
    return date(year, number, 1)


TAKEN = {
    (LAND, month(2025, 10)): Decimal("100.25"),
    (LAND, month(2026, 4)): Decimal("900.00"),
    (LAND, month(2026, 6)): Decimal("50.00"),
    (SIGNS, month(2026, 3)): Decimal("30.00"),
    (LAND, month(2024, 11)): Decimal("400.00"),
    (LAND, month(2025, 4)): Decimal("100.00"),
    (LAND, month(2025, 5)): Decimal("700.00"),
}


def test_a_year_up_to_a_month_beside_the_same_months_of_the_year_before():
    found = revenue(NAMES, TAKEN, {LAND: Decimal(2000), FINES: Decimal(0)}, 2569, date(2026, 4, 15))
    land, signs, fines = found.kinds
    assert (land.taken, land.before, land.percent) == (Decimal("1000.25"), Decimal(500), Decimal("50.01"))
    assert land.change_percent == Decimal("100.05")
    assert (signs.estimate, signs.percent, signs.change_percent) == (None, None, None)
    assert (fines.taken, fines.percent) == (0, None), "nothing is no share of nothing"
    assert (found.total.taken, found.total.estimate, found.total.before) == (Decimal("1030.25"), 2000, 500)


def test_months_to_come_are_empty_and_months_without_money_are_nought():
    months = {number: (now, before) for number, now, before in revenue(NAMES, TAKEN, {}, 2569, date(2026, 4, 1)).months}
    assert list(months) == [10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert months[10] == (Decimal("100.25"), 0) and months[11] == (0, 400)
    assert months[4] == (900, 100) and months[5] == (None, 700) and months[9] == (None, 0)


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        ("31254870.25", "60000000.00", "52.09"),
        ("39375270.25", "60000000.00", "65.63"),
        ("3996104.50", "4812350.00", "83.04"),
        ("816245.50", "4812350.00", "16.96"),
    ],
)
def test_shares_of_the_worked_examples(part, whole, shown):
    assert percent(Decimal(part), Decimal(whole)) == Decimal(shown)
    assert percent(Decimal(part), None) is None is percent(Decimal(part), Decimal(0))


@pytest.fixture
def paid(db: None) -> Any:
    """Two bills of this year, one paid in part, one whole; the payer of a third paid nothing."""
    cashier = user_with("cashier")
    for baht, given in (("1000.00", "600.00"), ("250.00", "250.00"), ("90.00", "")):
        (charge,) = owing(a_payer(f"ผู้ชำระ {baht}"), baht)
        if given:
            with acting_as(cashier, "รับชำระ"):
                collect([charge.pk], [Tender("cash", Decimal(given))], cashier=cashier, client_key=uuid.uuid4())
    return cashier


def this_year(village: str = "") -> Asked:
    return Asked(fiscal_year(clock.today()), None, village, clock.today())


def estimate(baht: str) -> None:
    with acting_as(system_user(), "ประมาณการ"):
        RevenueEstimate.objects.create(
            revenue=RevenueCode.objects.get(code="land_tax"), fiscal_year_be=fiscal_year(clock.today()),
            estimate_baht=Decimal(baht), source="ข้อบัญญัติ",
        )  # fmt: skip


def test_the_board_the_figure_and_its_records_say_the_same(paid):
    total = revenue_of(paid, this_year()).total.taken
    assert total == Decimal("850.00")
    assert income.own_revenue(paid).numerator == total
    assert sum(part.numerator for part in income.own_revenue_by_village(paid).values()) == total
    assert sum(row["amount"] for row in income.own_revenue_charges(paid)) == total


def test_a_board_costs_three_statements_whatever_there_is(paid):
    estimate("5000")
    list_of = revenue_board(paid, this_year())
    with CaptureQueriesContext(connection) as queries:
        again = revenue_board(paid, this_year())
    assert len(queries) == 3
    assert list_of["revenue"] == again["revenue"] and again["revenue"].total.percent == Decimal("17.00")


def test_the_estimate_of_the_office_is_no_measure_of_a_part_of_it(paid):
    estimate("5000")
    part = revenue_board(user_with("executive", area=examples.area_around(9)), this_year())
    assert (part["is_whole"], part["has_estimates"]) == (False, False)
    assert (part["revenue"].total.estimate, part["revenue"].total.percent) == (None, None)
    assert {kind.estimate for kind in part["revenue"].kinds} <= {None}


def test_a_village_changes_nothing_of_the_board_and_the_board_says_so(paid, client):
    street.village(1, 0, 1)
    sign_in(client, user_with("executive"))
    page = html.unescape(client.get("/figures/?village=670101").content.decode())
    board = page.split('class="board-revenue"')[1]
    assert "<strong>850.00</strong> บาท" in board and "ทั้งหน่วยงาน" in board.split("</p>")[1]


def test_who_may_see_no_charges_sees_no_revenue(paid, client):
    assert revenue_board(user_with("engineer"), this_year()) is None
    sign_in(client, user_with("engineer", name="second"))
    assert "รายได้เทียบประมาณการ" not in client.get("/figures/").content.decode()


def test_the_page_shows_the_board_and_keeps_its_filters_in_the_address(paid, client):
    estimate("5000")
    sign_in(client, user_with("executive"))
    page = html.unescape(client.get("/figures/").content.decode())
    assert "<strong>850.00</strong> บาท" in page and "17% ของประมาณการ 5,000.00 บาท" in page
    year = fiscal_year(clock.today())
    past = html.unescape(client.get(f"/figures/?year={year - 1}&month=9").content.decode())
    assert "<strong>0.00</strong> บาท" in past and "ไม่มีค่าที่บันทึกไว้" in past
    for wrong in ("year=1999", "month=13", "village=1", "year=x"):
        assert client.get(f"/figures/?{wrong}").status_code == 404
