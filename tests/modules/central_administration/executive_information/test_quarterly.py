"""The report to the council: a quarter of the fiscal year beside the same one of the year before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from pypdf import PdfReader

from gis_core.access.actor import acting_as, system_user
from gis_core.features import clock
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import fiscal_year, year_before
from layers.registry import registry
from modules.central_administration.executive_information import declared, quarterly, rules
from modules.central_administration.executive_information.models import QuarterlyReport
from modules.central_administration.executive_information.revenue import revenue
from modules.central_administration.executive_information.seeding import key_figures
from modules.kernel.documents import issue as papers
from tests.doors import DOORS
from tests.modules.central_administration.executive_information.contract_examples import LAMPS
from tests.modules.central_administration.executive_information.test_publishing import keep
from tests.people import sign_in, user_with

pytestmark = pytest.mark.django_db
COLLECTED = "kernel.charges.charge.land_tax_collected"


@pytest.fixture(autouse=True)
def figures(db: None) -> None:
    key_figures()


def this_quarter() -> tuple[int, int]:
    today = clock.today()
    return fiscal_year(today), (today.month - 10) % 12 // 3 + 1


def first_day() -> date:
    year, quarter = this_quarter()
    return rules.period_of(f"q{quarter}", year)[0]


def a_report(**more: Any) -> QuarterlyReport:
    year, quarter = this_quarter()
    with acting_as(system_user(), "รายงาน"):
        return QuarterlyReport.objects.create(**{"fiscal_year_be": year, "quarter": quarter} | more)


def shown(found: Any) -> dict[str, Any]:
    return {figure["row"].kpi.code: figure for group in found["groups"] for figure in group["figures"]}


@pytest.mark.parametrize(("quarter", "months"), [(1, [10, 11, 12]), (2, [1, 2, 3]), (3, [4, 5, 6]), (4, [7, 8, 9])])
def test_quarters_are_those_of_the_fiscal_year(quarter, months):
    first, last = rules.period_of(f"q{quarter}", 2569)
    assert quarterly._months(first) == months and last.month == months[-1]
    assert first.year == last.year == (2025 if quarter == 1 else 2026)
    assert str(QuarterlyReport(fiscal_year_be=2569, quarter=1)) == "ไตรมาส 1 (ต.ค.–ธ.ค.) ปีงบประมาณ 2569"


def test_money_of_a_quarter_stands_beside_that_of_the_year_before():
    taken = {
        (1, date(2025, 12, 1)): Decimal(70), (1, date(2026, 1, 1)): Decimal(30), (1, date(2026, 3, 1)): Decimal(5),
        (1, date(2025, 1, 1)): Decimal(20), (1, date(2024, 12, 1)): Decimal(9), (1, date(2026, 4, 1)): Decimal(400),
    }  # fmt: skip
    of_quarter = revenue({1: "ภาษี"}, taken, {}, 2569, date(2026, 3, 31), date(2026, 1, 1)).total
    assert (of_quarter.taken, of_quarter.before, of_quarter.change_percent) == (35, 20, Decimal("75.00"))
    of_year = revenue({1: "ภาษี"}, taken, {1: Decimal(210)}, 2569, date(2026, 3, 31)).total
    assert (of_year.taken, of_year.before, of_year.percent) == (105, 29, Decimal("50.00"))


def test_it_tells_what_was_kept_within_the_quarter_and_within_last_years():
    keep(LAMPS, "9", on=first_day() - timedelta(days=1))
    with pytest.raises(Refused, match="REPORT_EMPTY"):
        quarterly.content(a_report())
    keep(LAMPS, "3", on=first_day())
    keep(LAMPS, "8", on=year_before(first_day()) - timedelta(days=1))
    told = QuarterlyReport.objects.get()
    figure = shown(quarterly.content(told))[LAMPS]
    assert (figure["row"].value, figure["beside"].change) == (3, None)
    keep(LAMPS, "5", on=year_before(first_day()))
    assert shown(quarterly.content(told))[LAMPS]["beside"].change == -2


def test_the_council_reads_no_small_number_of_persons_and_no_village_of_what_is_closed(monkeypatch):
    keep(COLLECTED, "83.04")
    keep(COLLECTED, "61.20", "670101")
    keep(LAMPS, "3")
    found = quarterly.content(a_report())
    assert found["villages"] is None, "taxes by village are no public matter"
    lamps = declared.by_code()[LAMPS]
    counted = {**declared.by_code(), LAMPS: replace(lamps, kpi=replace(lamps.kpi, people=True))}
    monkeypatch.setattr(quarterly, "by_code", lambda: counted)
    found = shown(quarterly.content(QuarterlyReport.objects.get()))
    assert LAMPS not in found and COLLECTED in found, "three persons are too few to be told of"


def test_its_paper_is_read_and_signed_by_those_of_the_brief(client):
    keep(LAMPS, "3")
    told = a_report(remark="เร่งรัดลูกหนี้ค้างชำระ")
    register = registry.for_model(QuarterlyReport)
    address = reverse("document-draft", args=[register.slug, told.uid, "report"])
    for role, status in (("executive", 200), ("auditor", 200), ("planner", 403), ("engineer", 403)):
        sign_in(client, user_with(role))
        assert client.get(address).status_code == status, role
    chief = user_with("clerk_chief")
    with acting_as(chief, "ออกรายงาน"):
        paper = papers.document_of(register, "report")
        issued = papers.issue(register, paper, told, user=chief, reason="ออกรายงาน", site="http://x/")
    pages = PdfReader(BytesIO(papers.frozen(issued))).pages
    text = "".join(each.extract_text() for each in pages)
    assert "สภาท้องถิ่น" in text and "เร่งรัดลูกหนี้" in text and "ลงชื่อ" in pages[-1].extract_text()


@pytest.mark.parametrize("door", DOORS)
def test_a_quarter_to_come_has_no_report_and_one_that_began_has_one(client, door):
    register = registry.for_model(QuarterlyReport)
    user = user_with("planner")
    ahead = {"fiscal_year_be": str(fiscal_year(clock.today()) + 1), "quarter": "4"}
    assert any("ไตรมาสนี้ยังไม่เริ่ม" in each for each in DOORS[door](client, user, register, ahead, {}))
    year, quarter = this_quarter()
    a_report()
    again = {"fiscal_year_be": str(year), "quarter": str(quarter)}
    found = DOORS[door](client, user, register, again, {})
    assert any("มีรายงานของไตรมาสนี้แล้ว" in each for each in found), found
