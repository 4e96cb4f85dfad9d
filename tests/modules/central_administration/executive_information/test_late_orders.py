"""Orders that are overdue, told office, village and unit; a unit's own target and its light."""

from __future__ import annotations

import html
import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from gis_core.access.actor import acting_as, system_user
from gis_core.access.holdings import WholeOffice
from gis_core.access.models import OrgUnit
from gis_core.features import clock
from gis_core.pure.thai_calendar import fiscal_year
from layers.engine import records
from layers.engine.judging import Kept, judged
from layers.registry import registry
from map_ui.reports.key_figures import key_figure
from modules.central_administration.executive_information import late_orders
from modules.central_administration.executive_information.models import AreaNote, ExecutiveNote, Kpi, KpiTarget
from modules.central_administration.executive_information.seeding import key_figures
from tests.doors import DOORS
from tests.map_ui import register_pages as street
from tests.modules.central_administration.executive_information.contract_examples import LAMPS
from tests.people import account, sign_in, user_with

pytestmark = pytest.mark.django_db
LATE = "central_administration.executive_information.note.late_orders"
PAGE = "/r/executive_information-note/report/late_orders/"


@pytest.fixture(autouse=True)
def units(db: None) -> dict[str, OrgUnit]:
    key_figures()
    office = OrgUnit.objects.get(parent=None)
    with acting_as(system_user(), "กอง"):
        return {
            code: OrgUnit.objects.create(code=code, thai=thai, parent=office)
            for code, thai in (("t-works", "กองช่าง"), ("t-money", "กองคลัง"))
        }


def order(unit: OrgUnit, *, days: int = -3, **more: Any) -> Any:
    """An order due in so many days; it was given before."""
    today = clock.today()
    about = {
        "kpi": Kpi.objects.get(code=LAMPS).thai,
        "fiscal_year_be": str(fiscal_year(today)),
        "month": str(today.month),
    }
    register = registry.by_slug[f"executive_information-{more.pop('register', 'note')}"]
    plain = about if register.name == "note" else {}
    values = plain | {"text": "เร่งดำเนินการ", "org_unit": str(unit.uid), "due_on": today.isoformat()} | more
    made = records.create(register, values, user=account("executive"), reason="สั่งการ")
    with acting_as(system_user(), "ผ่านไปแล้ว"):
        type(made).objects.filter(pk=made.pk).update(
            due_on=today + timedelta(days=days), issued_on=today - timedelta(days=30)
        )
    return made


def on_area(unit: OrgUnit) -> AreaNote:
    village = street.village(1, 0, 9)
    return order(unit, register="area_note", subject="น้ำท่วม", geom=json.loads(village.geom.json))


def aim(unit: OrgUnit | None, green: int, amber: int) -> None:
    with acting_as(system_user(), "เป้า"):
        KpiTarget.objects.create(
            kpi=Kpi.objects.get(code=LATE), fiscal_year_be=fiscal_year(clock.today()), of_unit=unit, target=green,
            green_at=green, amber_at=amber, source="แผน",
        )  # fmt: skip


def test_office_villages_units_and_records_agree(units):
    order(units["t-works"])
    order(units["t-works"], days=5)
    done = order(units["t-money"])
    with acting_as(system_user(), "รายงานผล"):
        ExecutiveNote.objects.filter(pk=done.pk).update(status="done")
    on_area(units["t-money"])
    reader = WholeOffice()
    assert late_orders.late(reader).numerator == 2
    assert {code: part.numerator for code, part in late_orders.late_by_village(reader).items()} == {"": 1, "670101": 1}
    of_units = {code: part.numerator for code, part in late_orders.late_by_unit(reader).items()}
    assert of_units == {"t-works": 1, "t-money": 1}
    assert sum(each["amount"] for each in late_orders.late_records(reader)) == 2


def test_a_unit_has_its_own_target_and_light(units):
    aim(None, 0, 1)
    aim(units["t-works"], 0, 2)
    today = clock.today()

    def light(value: int, unit: str = "") -> str:
        found = judged({LATE: Kept(Decimal(value), today)}, WholeOffice(), today, unit=unit)
        return found[LATE].light if found else ""

    assert [light(2), light(2, "t-works"), light(0, "t-works")] == ["red", "amber", "green"]
    assert light(2, "t-money") == "", "a unit has its own target or none"


def test_the_page_goes_from_the_figure_to_the_unit_and_its_orders(client, units):
    order(units["t-works"])
    mine = order(units["t-money"])
    aim(units["t-works"], 0, 2)
    sign_in(client, account("executive"))
    page = html.unescape(client.get(PAGE).content.decode())
    section = page.split("ตามกองและสำนัก")[1].split("</table>")[0]
    assert 'href="?unit=t-works"' in section and "เฝ้าระวัง" in section and "ไม่ได้ตั้งเป้า" in section
    one = client.get(f"{PAGE}?unit=t-money")
    assert "ข้อสั่งการเกินกำหนด · กองคลัง" in html.unescape(one.content.decode())
    assert [row[0].key for row in one.context["table"].rows] == [str(mine.uid)]
    assert client.get(f"{PAGE}?unit=nobody").status_code == 404
    assert client.get("/r/street_lamps-street_lamp/report/broken/?unit=t-money").status_code == 404, "not told by unit"
    assert client.get(f"{PAGE}?format=xlsx").status_code == client.get(f"{PAGE}?format=pdf").status_code == 200


def test_of_one_unit_the_records_are_those_of_its_number(units):
    for unit in ("t-works", "t-works", "t-money"):
        order(units[unit])
    kpi = late_orders.FIGURE
    for code, count in (("t-works", 2), ("t-money", 1)):
        table = key_figure(kpi, account("executive"), unit=code)
        assert table.figure.value == len(table.rows) == count


CASES = {
    "not told by unit": ({"kpi": LAMPS}, "ไม่แยกตามกอง"),
    "both": ({"area": True}, "อย่างใดอย่างหนึ่ง"),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("case", [*CASES, ""])
def test_a_target_of_a_unit_at_every_door(client, units, door, case):
    more, text = CASES.get(case, ({}, ""))
    values = {
        "kpi": Kpi.objects.get(code=more.get("kpi", LATE)).thai, "fiscal_year_be": "2569", "period": "year",
        "of_unit": str(units["t-works"].uid), "target": "0", "green_at": "0", "amber_at": "2", "source": "แผน",
    }  # fmt: skip
    if more.get("area"):
        values["area"] = str(street.village(1, 0, 9).uid)
    register = registry.by_slug["executive_information-target"]
    found = DOORS[door](client, user_with("planner", "clerk_chief"), register, values, {})
    assert any(text in each for each in found) if text else found == [], found
    assert KpiTarget.objects.filter(of_unit=units["t-works"]).exists() is not bool(text)
