"""What everybody may see of figures, and the monthly brief on paper."""

from __future__ import annotations

import html
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from gis_core.access.actor import acting_as, system_user
from gis_core.features import clock
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import fiscal_year
from layers.engine.judging import published
from layers.registry import registry
from modules.central_administration.executive_information import brief, snapshots
from modules.central_administration.executive_information.models import Kpi, KpiSnapshot, MonthlyBrief
from modules.central_administration.executive_information.seeding import key_figures
from modules.kernel.documents import issue as papers
from tests.map_ui import register_pages as street
from tests.modules.central_administration.executive_information.contract_examples import LAMPS
from tests.modules.civil_works.roads_bridges import doors
from tests.modules.finance.property_register.test_refusals import by_file, by_form
from tests.people import user_with

pytestmark = pytest.mark.django_db
DOORS = {"form": by_form, "api": doors.by_api, "file": by_file}
DEATHS = "civil_works.roads_bridges.road.deaths"
COLLECTED = "kernel.charges.charge.land_tax_collected"


@pytest.fixture(autouse=True)
def figures(db: None) -> None:
    key_figures()


def publish(*codes: str) -> None:
    with acting_as(system_user(), "เผยแพร่"):
        Kpi.objects.filter(code__in=codes).update(is_public=True)


def keep(code: str, value: str, area: str = "", **more: Any) -> None:
    with acting_as(system_user(), "บันทึก"):
        KpiSnapshot.objects.create(
            kpi=Kpi.objects.get(code=code), on=more.pop("on", clock.today()), area=area, numerator=Decimal(value),
            value=Decimal(value), computed_at=clock.now(), **more,
        )  # fmt: skip


def page(client: Any) -> str:
    answer = client.get("/figures/public/")
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def test_nothing_is_public_until_the_office_says_so(client):
    keep(LAMPS, "3")
    assert published() == [] and "ยังไม่ได้เผยแพร่" in page(client)


def test_a_stranger_sees_the_whole_and_by_village_only_what_is_open_to_all(client):
    street.village(1, 0, 1)
    publish(LAMPS, COLLECTED)
    keep(LAMPS, "3")
    keep(LAMPS, "3", "670101")
    keep(COLLECTED, "83.04")
    keep(COLLECTED, "61.20", "670101")
    shown = page(client)
    assert "83.04" in shown and "61.2" not in shown, "taxes by village are no public matter"
    assert "หมู่ที่ 1" in shown and "/r/" not in shown.split('class="figure-grid"')[1].split("</main>")[0]
    with CaptureQueriesContext(connection) as queries:
        assert len(published()) == 2
    assert len(queries) == 3


def test_small_numbers_of_persons_stay_hidden_against_subtraction():
    publish(DEATHS)
    for area, count in (("", "15"), ("670101", "2"), ("670102", "6"), ("670103", "7")):
        keep(DEATHS, count, area)
    (each,) = published()
    expected = {"670101": "<5", "670102": "ไม่แสดง", "670103": "7"}
    assert (each.text, each.villages) in (("15", expected), ("15", {})), "by village where accidents are open to all"


def test_a_few_persons_in_all_are_not_told_either():
    publish(DEATHS)
    keep(DEATHS, "3")
    (each,) = published()
    assert each.text == "<5"


def a_brief(month: int | None = None, year: int | None = None) -> MonthlyBrief:
    today = clock.today()
    with acting_as(system_user(), "บทสรุป"):
        return MonthlyBrief.objects.create(
            fiscal_year_be=year or fiscal_year(today), month=month or today.month, remark="เร่งรัดลูกหนี้ค้างชำระ"
        )


def test_the_brief_prints_what_was_kept_and_last_years():
    keep(LAMPS, "3")
    keep(LAMPS, "5", on=clock.today() - timedelta(days=367))
    register = registry.by_slug["executive_information-brief"]
    document = papers.document_of(register, "brief")
    found = brief.content(a_brief())
    figure = next(f for group in found["groups"] for f in group["figures"] if f["row"].kpi.code == LAMPS)
    assert (figure["row"].value, figure["change"]) == (3, -2)
    pdf = papers.draft(register, document, MonthlyBrief.objects.get(), user_with("executive"))
    text = "".join(each.extract_text() for each in PdfReader(BytesIO(pdf)).pages)
    assert "3.00" in text and "-2.00" in text


def test_a_brief_of_a_month_of_which_nothing_was_kept_is_refused():
    with pytest.raises(Refused, match="BRIEF_EMPTY"):
        brief.content(a_brief())
    with acting_as(system_user(), "รอบคืน"):
        snapshots.keep_all()
    assert brief.content(MonthlyBrief.objects.get())["groups"]


@pytest.mark.parametrize("door", DOORS)
def test_a_month_to_come_has_no_brief(client, door):
    ahead = {"fiscal_year_be": str(fiscal_year(clock.today()) + 1), "month": "9"}
    register = registry.by_slug["executive_information-brief"]
    found = DOORS[door](client, user_with("planner", "clerk_chief"), register, ahead, {})
    assert any("เดือนนี้ยังไม่เริ่ม" in each for each in found), found
