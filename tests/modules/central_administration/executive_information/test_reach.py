"""An order reaches a unit only if a head of it sees what the order is about: refused at every door, not offered."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest

from gis_core.access.actor import acting_as, system_user
from gis_core.access.models import OrgUnit, RoleHolding
from gis_core.features import clock
from gis_core.pure.thai_calendar import fiscal_year
from layers.engine import records
from layers.registry import registry
from modules.central_administration.executive_information.models import AreaNote, ExecutiveNote, Kpi, RecordNote
from modules.central_administration.executive_information.seeding import key_figures
from tests.contracts.examples import Given, area_around
from tests.doors import DOORS, refused
from tests.people import account, sign_in, user_with

pytestmark = pytest.mark.django_db
UNSEEN = "หัวหน้าของกองช่างไม่มีสิทธิดูสิ่งที่สั่งการ"
ARREARS = "kernel.charges.charge.tax_arrears"


@pytest.fixture(autouse=True)
def units(db: None) -> dict[str, OrgUnit]:
    """Works with a head who sees no money, finance with one who does, and a section below each without its own."""
    with acting_as(system_user(), "หน่วยงาน"):
        root = OrgUnit.objects.first()
        made = {"works": "กองช่าง", "finance": "กองคลัง"}
        found = {code: OrgUnit.objects.create(code=code, thai=thai, parent=root) for code, thai in made.items()}
        below = {"roads": "งานทาง", "levy": "งานจัดเก็บ"}
        for (code, thai), parent in zip(below.items(), list(found.values()), strict=True):
            found[code] = OrgUnit.objects.create(code=code, thai=thai, parent=parent)
    for role, code in (("division_head", "works"), ("finance_head", "finance")):
        head = user_with(role, name=f"head of {code}")
        with acting_as(system_user(), "มอบหมาย"):
            RoleHolding.objects.filter(user=head).update(org_unit=found[code])
    return found


@pytest.fixture
def use() -> Any:
    return Given({}).record(registry.by_slug["revenue_collection-use"].model, 0)


def values(unit: OrgUnit, **more: Any) -> dict[str, Any]:
    return {"text": "เร่งรัด", "due_on": clock.today().isoformat(), "org_unit": str(unit.uid)} | more


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("unit", ["works", "roads"])
def test_refused_at_every_door_where_no_head_sees_the_record(client, units, use, door, unit):
    given = values(units[unit], record=str(use.uid))
    found = DOORS[door](client, account("executive", "planner"), registry.for_model(RecordNote), given, {})
    assert any("ไม่มีสิทธิดูสิ่งที่สั่งการ" in each and "กองคลัง, งานจัดเก็บ" in each for each in found), found
    assert not RecordNote.objects.exists()


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("unit", ["finance", "levy"])
def test_it_reaches_who_sees_it_and_the_section_below(client, units, use, door, unit):
    given = values(units[unit], record=str(use.uid))
    assert DOORS[door](client, account("executive", "planner"), registry.for_model(RecordNote), given, {}) == []


def test_one_sees_for_all_heads_of_a_unit_and_nobody_for_one_that_waits_for_its_head(units, use):
    register, executive = registry.for_model(RecordNote), account("executive")
    given = values(units["works"], record=str(use.uid))
    assert refused(records.create, register, given, user=executive, reason="สั่ง") == ("NOTE_UNSEEN",)
    second = user_with("clerk_chief", name="second head of works")
    with acting_as(system_user(), "มอบหมาย"):
        RoleHolding.objects.filter(user=second).update(org_unit=units["works"])
    records.create(register, given, user=executive, reason="สั่ง")
    with acting_as(system_user(), "ย้ายออก"):
        RoleHolding.objects.filter(role__code__in=("division_head", "clerk_chief")).delete()
    records.create(register, given, user=executive, reason="สั่ง")


def offered(client: Any, address: str) -> set[str]:
    page = html.unescape(client.get(address).content.decode())
    select = re.search(r'<select id="f-org_unit".*?</select>', page, re.S)
    assert select, page
    return set(re.findall(r">([^<>\n—]+)</option>", select.group()))


def test_the_form_begun_on_a_record_offers_only_units_that_see_it(client, use):
    sign_in(client, account("executive"))
    register = registry.for_model(RecordNote)
    known = offered(client, f"{register.url}new")
    assert {"กองช่าง", "งานทาง", "กองคลัง", "งานจัดเก็บ"} <= known
    assert known - offered(client, f"{register.url}new?record={use.uid}") == {"กองช่าง", "งานทาง"}


def test_an_order_on_a_figure_of_money_reaches_no_unit_without_the_right_to_it(client, units):
    key_figures()
    today, register = clock.today(), registry.for_model(ExecutiveNote)
    kpi = Kpi.objects.get(code=ARREARS)
    of = {"kpi": kpi.thai, "fiscal_year_be": str(fiscal_year(today)), "month": str(today.month)}
    for door, knock in DOORS.items():
        found = knock(client, account("executive", "planner"), register, values(units["works"], **of), {})
        assert any(UNSEEN in each for each in found), (door, found)
    sign_in(client, account("executive"))
    assert "กองช่าง" not in offered(client, f"{register.url}new?kpi={kpi.uid}")
    records.create(register, values(units["finance"], **of), user=account("executive"), reason="สั่ง")


def test_an_order_on_an_area_reaches_no_head_of_another_place(units):
    with acting_as(system_user(), "จำกัดพื้นที่"):
        RoleHolding.objects.filter(role__code="division_head").update(area=area_around(0), area_name="หมู่ 1")

    def ordered(n: int) -> Any:
        given = values(units["works"], subject="น้ำท่วม", geom=json.loads(area_around(n).json))
        return records.create(registry.for_model(AreaNote), given, user=account("executive"), reason="สั่ง")

    ordered(0)
    assert refused(ordered, 9) == ("NOTE_UNSEEN",)
