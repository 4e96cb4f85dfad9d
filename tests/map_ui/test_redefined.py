"""A figure whose definition changed: older values are shown, but neither joined to nor compared with the new ones."""

from __future__ import annotations

import html
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from gis_core.features import clock
from gis_core.pure.thai_calendar import fiscal_year, year_before
from layers.declare.reports import Kpi
from map_ui.printing.figure_slide import slide_pdf
from map_ui.reports import years
from map_ui.reports.figure_past import REDEFINED
from map_ui.reports.slide import slide_of
from modules.central_administration.executive_information import brief
from modules.central_administration.executive_information.models import MonthlyBrief
from modules.central_administration.executive_information.seeding import key_figures
from tests.map_ui import register_pages as street
from tests.modules.central_administration.executive_information.test_publishing import keep
from tests.people import sign_in

pytestmark = pytest.mark.django_db
BROKEN = "civil_works.street_lamps.street_lamp.broken"
ADDRESS = "/r/street_lamps-street_lamp/report/broken/"


@pytest.fixture(autouse=True)
def redefined(db: None, monkeypatch: Any) -> None:
    """Version 1 a year ago and last month, version 2 today."""
    today = date(2026, 6, 20)
    monkeypatch.setattr(clock, "today", lambda: today)
    key_figures()
    keep(BROKEN, "9", on=year_before(today))
    keep(BROKEN, "7", on=date(2026, 5, 31))
    keep(BROKEN, "4", on=today, formula_version=2)


def kpi() -> Kpi:
    return next(each for each in street.lamps().declared.reports if isinstance(each, Kpi))


def test_the_page_marks_the_break_and_compares_nothing_across_it(client):
    sign_in(client, street.engineer())
    page = html.unescape(client.get(ADDRESS).content.decode())
    assert 'class="chart-break"' in page and "นิยามเปลี่ยนเป็นสูตรรุ่นที่ 2 ตั้งแต่ มิ.ย." in page
    this = fiscal_year(clock.today())
    assert f"ปีงบประมาณ {this}: นิยามเปลี่ยน" in page and f"ปีงบประมาณ {this - 1} (สูตรรุ่นที่ 1)" in page
    assert REDEFINED in page and "สูตรรุ่นที่ ปี" in page


def test_the_book_and_the_paper_say_it_too(client):
    sign_in(client, street.engineer())
    content = b"".join(client.get(f"{ADDRESS}?format=xlsx").streaming_content)
    sheet = load_workbook(BytesIO(content))["แนวโน้มรายเดือนเทียบปีก่อน"]
    june = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "มิถุนายน")
    assert june == ("มิถุนายน", 4, 9, REDEFINED, 2, 1)
    may = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "พฤษภาคม")
    assert may[1] == 7 and may[4] == 1
    paper = PdfReader(BytesIO(client.get(f"{ADDRESS}?format=pdf").content))
    assert "มิถุนายน" in "".join(each.extract_text() for each in paper.pages).replace(" ", "")


def test_the_slide_draws_two_lines_and_takes_no_difference():
    user = street.engineer()
    found = slide_of(street.lamps(), kpi(), user)
    assert found.before[1:] == ["ค่าปีก่อนใช้สูตรรุ่นที่ 1 ต่างนิยามกัน จึงไม่เทียบ"]
    now = next(each for each in found.chart.series if each.tone == "now")
    assert [len(run) for run in now.runs] == [1, 1] and len(found.chart.breaks) == 1
    assert slide_pdf(found, user)


def test_years_of_different_definitions_are_not_compared(client):
    user = street.engineer()
    found = years.compared(street.lamps(), kpi(), user)
    assert found.is_redefined and found.table.totals[-1].text == REDEFINED
    assert found.table.headings[2:4] == [f"ปีงบประมาณ {2568} (สูตรรุ่นที่ 1)", f"ปีงบประมาณ {2569} (สูตรรุ่นที่ 2)"]
    assert len(found.months.breaks) == 1
    sign_in(client, user)
    assert "แสดงไว้แต่ไม่เทียบกัน" in html.unescape(client.get(f"{ADDRESS}years").content.decode())


def test_the_monthly_brief_takes_no_difference_either():
    told = brief.content(MonthlyBrief(fiscal_year_be=2569, month=6))
    (figure,) = [each for group in told["groups"] for each in group["figures"] if each["row"].kpi.code == BROKEN]
    assert figure["beside"].is_redefined and figure["beside"].change is None
