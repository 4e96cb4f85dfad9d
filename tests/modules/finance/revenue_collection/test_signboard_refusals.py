"""The refusals of a signboard return, each at every door: form, file and API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest

from gis_core.features import clock
from gis_core.ground import office
from gis_core.parties.models import Person
from layers.registry import registry
from modules.finance.revenue_collection.models import SignTaxReturn
from tests.doors import DOORS, TYPED
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection.signs import assessed, filed, sign

pytestmark = pytest.mark.django_db
#: Values and the one sign of a return, as typed: its code, what it replaces, the day it was altered.
Case = tuple[dict[str, Any], dict[str, str], str]


def board(code: str, replaces: str = "", altered_on: str = "") -> dict[str, str]:
    typed = {"sign": code, "replaces": replaces, "altered_on": altered_on}
    return {name: text for name, text in typed.items() if text}


PLAIN = board("A")
CASES: Mapping[str, Case] = {
    "SIGN_YEAR taken down": ({}, board("GONE"), "ไม่ได้ติดตั้งอยู่ในปี 2569"),
    "SIGN_YEAR not yet there": ({"year_be": "2568", "filed_on": "10/3/2568"}, board("NEW"), "ไม่ได้ติดตั้งอยู่ในปี 2568"),
    "SIGN_EXEMPT": ({}, board("TEMPLE"), "ได้รับยกเว้นภาษี: ป้ายของวัด"),
    "SIGN_OWNER": ({}, board("OTHERS"), "เป็นของผู้อื่น"),
    "SIGN_TEXT": ({}, board("FOREIGN"), "ป้ายประเภท 1 ต้องเป็นอักษรไทยล้วน"),
    "SIGN_ALTERED no day": ({}, board("A", replaces="A"), "ป้ายที่แก้ไขให้ระบุวันที่แก้ไข"),
    "SIGN_ALTERED no sign": ({}, board("A", altered_on="1/7/2569"), "เลือกป้ายเดิมเป็นป้ายเดียวกัน"),
    "SIGN_BEFORE": ({}, board("A", replaces="NEW"), "ยังไม่ได้ประเมินในปี 2569"),
    "SIGN_REPLACED": ({}, board("A", replaces="OLD"), "มีป้ายอื่นแทนแล้วในปี 2569"),
    "DATES filed last year": ({"filed_on": "31/12/2568"}, PLAIN, "วันที่ต้องไม่ก่อนปีภาษี"),
    "DATES filed tomorrow": ({"filed_on": "1/1/2570"}, PLAIN, "ไม่เป็นวันในอนาคต"),
    "DATES told tomorrow": ({"told_on": "1/1/2570"}, PLAIN, "ไม่เป็นวันในอนาคต"),
    "DATES altered last year": ({}, board("OLD", "OLD", "31/12/2568"), "วันที่แก้ไขต้องอยู่ในปีภาษี"),
    "DATES altered tomorrow": ({}, board("OLD", "OLD", "1/1/2570"), "วันที่แก้ไขต้องอยู่ในปีภาษี"),
    "YEARS": ({"year_be": "2570", "filed_on": ""}, PLAIN, "ปีภาษียังมาไม่ถึง"),
    "ONE_OWNER": ({"person": ""}, PLAIN, "เลือกเจ้าของเป็นบุคคลหรือนิติบุคคลอย่างใดอย่างหนึ่ง"),
    "DUP_RETURN drafted": ({}, board("DRAFTED"), "มีแบบแสดงรายการในปี 2569 แล้ว"),
    "DUP_RETURN assessed": ({}, board("OLD"), "ประเมินในปี 2569 แล้ว"),
}


@pytest.fixture(autouse=True)
def signs(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The last day of 2569: of the signs OLD was taxed and has another in its place, DRAFTED stands in a draft."""
    monkeypatch.setattr(clock, "today", lambda: date(2026, 12, 31))
    ground.town()
    office.forget()
    owner = ground.person("ก", register_no="บค.1")
    sign(sign_code="A")
    sign(sign_code="GONE", removed_on=date(2025, 12, 31))
    new = sign(sign_code="NEW", installed_on=date(2026, 7, 1))
    sign(sign_code="TEMPLE", exempt_ground="ป้ายของวัด")
    sign(sign_code="OTHERS", person=ground.person("ข"))
    with ground.write():
        type(new).objects.create(sign_code="FOREIGN", thai="ENGLISH", kind="1", width_cm=9, height_cm=9, geom=new.geom)
    filed(sign(sign_code="DRAFTED"), who=owner)
    old, third = sign(sign_code="OLD"), sign(sign_code="THIRD")
    assessed(filed(old, who=owner))
    assessed(filed({"sign": third, "replaces": old}, who=owner))
    yield
    office.forget()


def knock(door: str, client: Any, values: dict[str, Any], *lines: dict[str, str]) -> list[str]:
    typed = {"year_be": "2569", "person": "บค.1", "filed_on": "10/3/2569"} | values
    user, register = ground.user("assessor", "revenue_officer"), registry.for_model(SignTaxReturn)
    assert register is not None
    return DOORS[door](client, user, register, typed, {"signtaxreturnline": list(lines)})


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("case", CASES)
def test_refused_at_every_door(client, case, door):
    values, line, text = CASES[case]
    before = SignTaxReturn.objects.count()
    found = knock(door, client, values, line)
    assert any(text in each for each in found), found
    assert SignTaxReturn.objects.count() == before


@pytest.mark.parametrize("door", DOORS)
def test_what_is_right_is_let_in_with_its_sign(client, door):
    assert knock(door, client, {}, PLAIN) == []
    record = SignTaxReturn.objects.latest("id")
    assert (record.person, record.lines.get().sign.sign_code) == (Person.objects.get(register_no="บค.1"), "A")


@pytest.mark.parametrize("door", TYPED)
def test_the_same_sign_or_the_same_replaced_sign_twice_in_one_return(client, door):
    found = knock(door, client, {}, PLAIN, PLAIN)
    assert any("ป้ายเดียวกันอยู่ในแบบนี้แล้ว" in each for each in found), found
    found = knock(door, client, {}, board("A", replaces="OLD"), board("NEW", replaces="OLD"))
    assert any("ป้ายเดิมหนึ่งป้ายมีป้ายแทนได้ป้ายเดียว" in each for each in found), found
