"""Targets of the office: refused at every door, judged on the page of figures."""

from __future__ import annotations

import html
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gis_core.access.actor import acting_as, system_user
from gis_core.access.holdings import WholeOffice
from gis_core.access.models import OrgUnit
from gis_core.features import clock
from gis_core.ground.models import AdminArea
from gis_core.pure.thai_calendar import fiscal_year
from layers.declare import Kpi as DeclaredKpi
from layers.engine.judging import Judgement, Kept, judged
from layers.registry import registry
from modules.central_administration.executive_information.declared import declared
from modules.central_administration.executive_information.models import Kpi, KpiTarget
from modules.central_administration.executive_information.seeding import key_figures
from tests.contracts.examples import area_around
from tests.contracts.form_reader import FormReader
from tests.doors import DOORS
from tests.map_ui import register_pages as street
from tests.modules.central_administration.executive_information.contract_examples import LAMPS
from tests.people import sign_in, user_with

pytestmark = pytest.mark.django_db
COLLECTED = "kernel.charges.charge.land_tax_collected"
REPAIRS = "civil_works.roads_bridges.road.repair_per_km"
RANGE = "ค่าเป้าหมายอยู่นอกช่วงของตัวชี้วัด"


@pytest.fixture(autouse=True)
def figures(db: None) -> None:
    key_figures()


def name_of(code: str) -> str:
    return Kpi.objects.get(code=code).thai


def target(code: str = COLLECTED, **more: Any) -> dict[str, Any]:
    plain = {"kpi": name_of(code), "fiscal_year_be": "2569", "period": "year", "target": "95", "green_at": "95"}
    return plain | {"amber_at": "80", "source": "แผนปฏิบัติการจัดเก็บรายได้ 2569"} | more


CASES: Mapping[str, tuple[dict[str, Any], str]] = {
    "TARGET_RANGE above": ({"target": "100.01"}, RANGE),
    "TARGET_RANGE below": ({"amber_at": "-1"}, RANGE),
    "TARGET_RANGE amber beyond green": ({"amber_at": "96"}, RANGE),
    "TARGET_WAY": ({"code": REPAIRS}, "ไม่ได้กำหนดว่ามากหรือน้อยจึงดี"),
    "TARGET_TWICE": ({"period": "q1"}, "ตั้งเป้าหมายของตัวชี้วัดและช่วงเวลานี้ไว้แล้ว"),
    "source": ({"source": ""}, "เอกสารที่มา"),
}


def knock(door: str, client: Any, values: dict[str, Any]) -> list[str]:
    user = user_with("planner", "clerk_chief")
    return DOORS[door](client, user, registry.by_slug["executive_information-target"], values, {})


def keep(code: str, target: str, green: str, amber: str, *, period: str = "year", area: Any = None) -> KpiTarget:
    with acting_as(system_user(), "ตั้งเป้า"):
        return KpiTarget.objects.create(
            kpi=Kpi.objects.get(code=code), fiscal_year_be=fiscal_year(clock.today()), period=period, area=area,
            target=Decimal(target), green_at=Decimal(green), amber_at=Decimal(amber), source="แผน",
        )  # fmt: skip


def of_office(kept: Kept) -> Judgement:
    """How the collection of the whole office is judged today."""
    return judged({COLLECTED: kept}, WholeOffice(), clock.today())[COLLECTED]


def now(value: str) -> Kept:
    return Kept(Decimal(value), clock.today())


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("case", CASES)
def test_refused_at_every_door(client, case, door):
    more, text = CASES[case]
    with acting_as(system_user(), "มีแล้ว"):
        KpiTarget.objects.create(
            kpi=Kpi.objects.get(code=COLLECTED), fiscal_year_be=2569, period="q1", target=1, green_at=1, amber_at=1,
            source="แผน",
        )  # fmt: skip
    before = KpiTarget.objects.count()
    found = knock(door, client, target(**more))
    assert any(text in each for each in found), found
    assert KpiTarget.objects.count() == before


def test_the_range_of_a_figure_is_not_turned_round(client):
    register = registry.by_slug["executive_information-kpi"]
    kpi = Kpi.objects.get(code=LAMPS)
    with acting_as(system_user(), "มอบหมาย"):
        kpi.org_unit = OrgUnit.objects.first()
        kpi.save()
    sign_in(client, user_with("clerk_chief"))
    address = f"{register.record_url(kpi.uid)}edit"
    form = FormReader()
    form.feed(client.get(address).content.decode())
    answer = client.post(address, form.found | {"least": "9", "most": "5", "change_reason": "แก้ช่วง"})
    assert "ค่าต่ำสุดต้องไม่มากกว่าค่าสูงสุด" in html.unescape(answer.content.decode())
    kpi.refresh_from_db()
    assert kpi.most is None


@pytest.mark.parametrize("door", DOORS)
def test_what_is_right_is_let_in(client, door):
    assert knock(door, client, target()) == []
    assert KpiTarget.objects.get(kpi__code=COLLECTED).source == "แผนปฏิบัติการจัดเก็บรายได้ 2569"


def test_a_target_of_an_area_is_one_of_a_village(client):
    street.village(1, 0, 1)
    village = AdminArea.objects.get(level="village")
    with acting_as(system_user(), "ตำบล"):
        tambon = AdminArea.objects.create(code="6701", level="tambon", thai="ตำบล", geom=village.geom)
    assert knock("api", client, target(area=str(village.uid))) == []
    (found,) = DOORS["api"](
        client, user_with("planner", name="two"), registry.by_slug["executive_information-target"],
        target(area=str(tambon.uid), period="q2"), {},
    )  # fmt: skip
    assert "เฉพาะหมู่บ้าน" in found


def test_somebody_answers_for_every_figure(client):
    kpi = Kpi.objects.get(code=COLLECTED)
    register = registry.by_slug["executive_information-kpi"]
    sign_in(client, user_with("clerk_chief"))
    values = {"dimension": "finance", "least": "0", "most": "100", "min_cell": "5", "max_age_days": "40", "reason": "x"}
    answer = client.post(f"{register.record_url(kpi.uid)}edit", values)
    assert "ตัวชี้วัดต้องมีหน่วยงานรับผิดชอบและหน่วยนับ" in html.unescape(answer.content.decode())
    assert Kpi.objects.get(pk=kpi.pk).max_age_days == 35


def test_every_declared_figure_has_its_row_and_a_second_seed_adds_none():
    assert set(Kpi.objects.values_list("code", flat=True)) >= {figure.code for figure in declared()}
    assert key_figures() == 0
    assert all(isinstance(figure.kpi, DeclaredKpi) for figure in declared())
    assert Kpi.objects.get(code=COLLECTED).most == 100 and Kpi.objects.get(code=LAMPS).most is None


def test_lights_of_many_figures_cost_one_statement():
    keep(COLLECTED, "95", "95", "80")
    keep(LAMPS, "0", "0", "2")
    values = {COLLECTED: now("83.04"), LAMPS: now("3"), REPAIRS: now("7")}
    reader = WholeOffice()
    with CaptureQueriesContext(connection) as queries:
        found = judged(values, reader, clock.today())
    assert len(queries) == 1
    assert {code: each.light for code, each in found.items()} == {COLLECTED: "amber", LAMPS: "red"}
    assert found[LAMPS].thai == "เกินเป้า" and of_office(now("1")).thai == "ไม่ถึงเป้า"
    assert of_office(Kept(None, clock.today())).light == "no_data"


def test_what_was_kept_too_long_ago_is_no_data():
    keep(COLLECTED, "95", "95", "80")
    days = {age: Kept(Decimal(99), clock.today() - timedelta(days=age)) for age in (35, 36)}
    assert {age: of_office(kept).light for age, kept in days.items()} == {
        35: "green", 36: "no_data"
    }  # fmt: skip


def test_a_village_has_its_own_target_or_none():
    street.village(1, 0, 1)
    village = AdminArea.objects.get(level="village")
    keep(COLLECTED, "95", "95", "80")
    assert judged({COLLECTED: now("61")}, WholeOffice(), clock.today(), village.code) == {}
    keep(COLLECTED, "60", "60", "50", area=village)
    assert judged({COLLECTED: now("61")}, WholeOffice(), clock.today(), village.code)[COLLECTED].light == "green"
    assert of_office(now("61")).light == "red"


def test_the_target_of_the_office_does_not_judge_the_part_a_reader_of_one_village_sees():
    keep(COLLECTED, "95", "90", "80")
    local = user_with("executive", name="local", area=area_around(0))
    assert of_office(now("61")).light == "red"
    assert judged({COLLECTED: now("61")}, local, clock.today()) == {}


def test_the_card_of_a_figure_shows_its_light_in_words_too(client):
    engineer = street.engineer()
    street.lamp(0, engineer)
    keep(LAMPS, "0", "0", "2")
    sign_in(client, engineer)
    page = html.unescape(client.get("/figures/").content.decode())
    assert 'class="light light-green"' in page and "บรรลุเป้า" in page and "เป้า 0" in page
