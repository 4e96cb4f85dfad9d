"""A figure over three years: told by the records where they can, else by the nights; on one page that prints."""

from __future__ import annotations

import html
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from gis_core.features import clock
from gis_core.pure.thai_calendar import fiscal_year, fiscal_year_bounds, format_date
from layers.declare.reports import Kpi, Measured
from layers.engine import judging
from layers.registry import registry
from map_ui.reports import years
from modules.central_administration.executive_information.seeding import key_figures
from tests.map_ui import register_pages as street
from tests.modules.central_administration.executive_information.test_publishing import keep
from tests.people import account, sign_in

pytestmark = pytest.mark.django_db
BROKEN = "civil_works.street_lamps.street_lamp.broken"


def part(numerator: int, denominator: int) -> Measured:
    return Measured(Decimal(numerator), Decimal(denominator))


def told(user: Any, year: int) -> dict[str, Measured]:
    """Two villages; the first has nothing to tell of the oldest year."""
    if year < fiscal_year(clock.today()) - 1:
        return {"670102": part(900, 1_000)}
    return {"670101": part(1_200, 1_500), "670102": part(900, 1_000)}


SHARE = Kpi(
    "share", "ร้อยละ", lambda user: part(0, 0), lambda user: {}, lambda user: [], unit="ร้อยละ", scale=Decimal(100),
    of_year=told,
)  # fmt: skip


@pytest.fixture
def villages(db: None) -> None:
    for moo in (1, 2):
        street.village(moo, 2 * moo, 2 * moo + 1)


def texts(table: Any) -> list[list[str]]:
    return [[each.text for each in row] for row in [*table.rows, table.totals]]


def test_records_tell_of_years_as_ratios_of_sums(villages):
    found = years.compared(street.lamps(), SHARE, account("engineer"))
    one, two, whole = texts(found.table)
    assert one[1:] == ["ไม่มีข้อมูล", "80", "80", "0"], "no data is not nought"
    assert two[1:] == ["90", "90", "90", "0"]
    assert whole == ["ทั้งหน่วยงาน", "90", "84", "84", "0"]
    assert [head for head, _ in found.maps] == found.table.headings[1:4] and not found.is_kept
    missing = [sum(area.is_missing for area in drawing.areas) for _, drawing in found.maps]
    assert missing == [1, 0, 0]
    colors = {area.color for _, drawing in found.maps[1:] for area in drawing.areas if area.text == "90"}
    assert len(colors) == 1, "the same value has the same colour in every year"


def test_nights_tell_of_fiscal_years_each_by_its_last(client, villages):
    key_figures()
    this = fiscal_year(clock.today())
    before = fiscal_year_bounds(this - 1)
    keep(BROKEN, "9", on=before[0])
    keep(BROKEN, "7", on=before[1])
    keep(BROKEN, "7", "670101", on=before[1])
    keep(BROKEN, "4")
    keep(BROKEN, "4", "670102")
    user = street.engineer()
    kpi = next(each for each in street.lamps().declared.reports if isinstance(each, Kpi))
    found = years.compared(street.lamps(), kpi, user)
    one, two, whole = texts(found.table)
    assert found.is_kept and whole[1:] == ["ไม่มีค่าที่บันทึกไว้", "7", "4", "-3"]
    assert one[1:] == ["ไม่มีค่าที่บันทึกไว้", "7", "0", "-7"] and two[1:] == ["ไม่มีค่าที่บันทึกไว้", "0", "4", "+4"]
    assert [series.tone for series in found.months.series] == ["oldest", "before", "now"]
    assert [len(series.marks) for series in found.months.series] == [0, 2, 1]
    assert len(found.maps) == 2
    sign_in(client, user)
    address = f"{street.lamps().url}report/broken/years"
    page = html.unescape(client.get(address).content.decode())
    assert f"ปีงบประมาณ {this - 2}" in page and page.count('class="village-map"') == 2 + 1 and "data-print" in page
    of_one = client.get(f"{address}?village=670101")
    assert texts(of_one.context["years"].table)[0][1:] == ["ไม่มีค่าที่บันทึกไว้", "7", "0", "-7"]
    assert client.get(f"{address}?village=999999").status_code == 404
    assert f'href="{address}"' in client.get(f"{street.lamps().url}report/broken/").content.decode()


def test_the_months_that_were_kept_are_one_map_in_the_same_classes(client, villages):
    key_figures()
    first = fiscal_year_bounds(fiscal_year(clock.today()) - 2)[0]
    early, late = first + timedelta(days=3), first + timedelta(days=9)
    for on, one, two in ((early, "9", "1"), (late, "8", "3"), (clock.today(), "8", "")):
        keep(BROKEN, "11", on=on)
        keep(BROKEN, one, "670101", on=on)
        if two:
            keep(BROKEN, two, "670102", on=on)
    user = street.engineer()
    kpi = next(each for each in street.lamps().declared.reports if isinstance(each, Kpi))
    then, now = years.compared(street.lamps(), kpi, user).by_month.steps
    assert [then["name"], now["name"]] == [format_date(late), format_date(clock.today())], "a month is its last day"
    assert [words.split()[-1] for _, words, _ in then["areas"].values()] == ["8", "3"]
    assert [words.split()[-1] for _, words, _ in now["areas"].values()] == ["8", "0"], "no row is none of them"
    assert then["areas"]["670101"] == now["areas"]["670101"], "the same value looks the same in every month"
    assert now["areas"]["670101"][2] > then["areas"]["670102"][2] > now["areas"]["670102"][2] == 0
    sign_in(client, user)
    page = client.get(f"{street.lamps().url}report/broken/years").content.decode()
    assert 'data-mount="time_slider"' in page and 'max="1"' in page and 'value="1"' in page
    of_one = client.get(f"{street.lamps().url}report/broken/years?village=670101").content.decode()
    assert "time_slider" not in of_one


def test_of_one_month_there_is_a_map_and_a_word_why_it_does_not_slide(client, villages):
    key_figures()
    sign_in(client, street.engineer())
    address = f"{street.lamps().url}report/broken/years"
    none = client.get(address).content.decode()
    assert 'id="by-month"' in none and "ยังไม่มีค่าของทั้งหน่วยงานที่บันทึกไว้" in none
    keep(BROKEN, "4")
    keep(BROKEN, "4", "670102")
    one = client.get(address).content.decode()
    assert "เพียงเดือนเดียว" in one and "time_slider" not in one and 'type="range"' not in one
    assert one.count('class="village-map"') == 2, "the year and the month"


def test_months_of_money_are_told_to_those_who_may_read_it(villages):
    key_figures()
    collected, today = "kernel.charges.charge.land_tax_collected", clock.today()
    keep(collected, "80")
    keep(collected, "80", "670101")
    (told,) = judging.villages_by_month(collected, account("finance_head"), today, today)
    assert (told.on, told.of("670101")) == (today, 80)
    assert not judging.villages_by_month(collected, account("engineer"), today, today)


def test_who_may_not_read_the_records_does_not_read_their_years(client, villages):
    sign_in(client, street.engineer())
    assert client.get(f"{registry.by_key['kernel.charges.charge'].url}report/own_revenue/years").status_code == 403


@pytest.mark.parametrize("code", ["kernel.charges.charge", "finance.revenue_collection.use"])
def test_every_figure_of_money_opens_over_three_years(client, villages, code):
    register = registry.by_key[code]
    sign_in(client, account("revenue_officer", "finance_head"))
    for kpi in register.declared.reports:
        if isinstance(kpi, Kpi):
            answer = client.get(f"{register.url}report/{kpi.code}/years")
            assert answer.status_code == 200, kpi.code
            tax = kpi.of_year is not None and kpi.year == "tax"
            assert answer.context["years"].kind == ("ปีภาษี" if tax else "ปีงบประมาณ")


def test_a_year_tells_this_year_what_the_figure_does():
    user, today = account("finance_head"), clock.today()
    for register in registry.registers:
        for kpi in register.declared.reports:
            if isinstance(kpi, Kpi) and kpi.of_year:
                year = today.year + 543 if kpi.year == "tax" else fiscal_year(today)
                whole = kpi.value(user)
                assert sum(kpi.of_year(user, year).values(), whole.nothing) == whole
