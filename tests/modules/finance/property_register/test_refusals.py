"""The refusals of 4.2 by code and text, each at every door by which a record comes in: form, file and API.

A row of CASES is one wrong value. Four have doors of their own, at the end: CRS (a whole file), HAS_TAX (deleting),
DIVISION (the map) and UNKNOWN_ACT (a row of the monthly file).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from gis_core.ground import tax_history
from gis_core.ground.models import AdminArea, Building, OwnershipSpell, Parcel
from importers.models import ImportBatch
from modules.finance.property_register.models import ControlFile, ControlRow
from tests.doors import DOORS, basic
from tests.importers import doing
from tests.modules.finance.property_register import ground
from tests.people import sign_in, user_with

pytestmark = pytest.mark.django_db

DUP_DEED, BAD_GEOM = "เอกสารสิทธินี้มีในทะเบียนแล้ว", "รูปแปลงไม่ถูกต้อง"
RNW, SHARE = "งานต้องไม่เกิน 3 และตารางวาต้องน้อยกว่า 100", "สัดส่วนกรรมสิทธิ์รวมไม่เท่ากับหนึ่ง"
BUILT_YEAR = "ปีที่สร้างไม่ถูกต้อง"


def shape(*edges: float) -> dict[str, Any]:
    return ground.geojson(ground.area(*edges))


def bow() -> dict[str, Any]:
    """Edges that cross each other."""
    (ring,) = ground.rect(200, 0, 240, 40).coords
    a, b, c, d, _ = ring
    return {"type": "Polygon", "coordinates": [[a, c, b, d, a]]}


def parcel(**more: Any) -> dict[str, Any]:
    return {
        "parcel_code": "01A009", "block": "01A", "deed_type": "ns4", "deed_no": "9009", "area_sqwah": "1-0-0",
        "land_use": "residence", "geom": shape(200, 0, 240, 40),
    } | more  # fmt: skip


def building(**more: Any) -> dict[str, Any]:
    footprint = ground.geojson(ground.rect(10, 10, 20, 20))
    plain = {"building_code": "01A001/001", "parcel": "01A001", "structure": "masonry", "floors": "2"}
    return plain | {"geom": footprint} | more


def spell(**more: Any) -> dict[str, Any]:
    """A share of the first parcel, whose owner since 2010 is the person ก."""
    plain = {"parcel": "01A001", "person": "บค.1", "role": "owner", "share_num": "1", "share_den": "1"}
    return plain | {"valid": {"from": "1/1/2567", "to": ""}} | more


#: Name of the case (its code first) -> register, what is brought in, the words of the refusal.
CASES: Mapping[str, tuple[str, Any, dict[str, Any], str]] = {
    "DUP_PARCEL": ("parcel", parcel, {"parcel_code": "01A001"}, "รหัสแปลงซ้ำ"),
    "DUP_DEED": ("parcel", parcel, {"deed_no": "1001", "amphoe_code": "9999"}, DUP_DEED),
    "DUP_DEED without a district": ("parcel", parcel, {"deed_no": "1001"}, DUP_DEED),
    "OVERLAP": ("parcel", parcel, {"geom": shape(20, 0, 60, 40)}, "แปลงที่ดินทับซ้อนกับแปลงอื่น"),
    "OVERLAP names the parcel": ("parcel", parcel, {"geom": shape(20, 0, 60, 40)}, "01A001"),
    "OUTSIDE": ("parcel", parcel, {"geom": shape(1100, 0, 1140, 40)}, "แปลงอยู่นอกเขต อปท."),
    "PARCEL_BLOCK another code": ("parcel", parcel, {"parcel_code": "02A009"}, "รหัสแปลงต้องขึ้นต้นด้วยรหัสเขตย่อย 01A"),
    "PARCEL_BLOCK another place": ("parcel", parcel, {"geom": shape(600, 0, 640, 40)}, "จุดกลางแปลงไม่อยู่ในเขตย่อย 01A"),
    "RNW ngan": ("parcel", parcel, {"area_sqwah": "1-4-0"}, RNW),
    "RNW wah": ("parcel", parcel, {"area_sqwah": "1-0-100"}, RNW),
    "BAD_GEOM under a wah": ("parcel", parcel, {"geom": shape(200, 0, 201, 1)}, BAD_GEOM),
    "BAD_GEOM crossed": ("parcel", parcel, {"geom": bow()}, "ตัดกันเอง"),
    "a lot numbered 000": ("parcel", parcel, {"parcel_code": "01A000"}, "เช่น 01A001"),
    "a building numbered 000": ("building", building, {"building_code": "01A001/000"}, "เช่น 01A001/001"),
    "SHARE": ("ownership", spell, {"person": "บค.2", "share_den": "2"}, SHARE),
    "SPELL": ("ownership", spell, {"share_den": "2"}, "ช่วงเวลากรรมสิทธิ์ทับซ้อนกัน"),
    "BUILT_YEAR to come": ("building", building, {"built_year_be": "2600"}, BUILT_YEAR),
    "BUILT_YEAR too old": ("building", building, {"built_year_be": "2399"}, BUILT_YEAR),
}
#: The same with nothing wrong: what the doors let in.
PLAIN = {"parcel": parcel, "building": building}


#: A code that is in the register already names the parcel the file's row is about.
ANOTHER_MEANING = {("DUP_PARCEL", "file")}


@pytest.fixture(autouse=True)
def land(db):
    ground.town()
    with ground.write():
        AdminArea.objects.create(code="999901", level="tambon", thai="ทดสอบ", geom=ground.area(0, 0, 1000, 1000))
    first = ground.parcel(1, 0, 0, 40, 40)
    ground.owner(first, ground.person("ก", register_no="บค.1"))
    ground.person("ข", register_no="บค.2")
    return first


def knock(door: str, client: Any, register: str, values: dict[str, Any]) -> list[str]:
    user = ground.user("assessor", "revenue_officer")
    return DOORS[door](client, user, ground.register(register), values, {})


def written() -> list[int]:
    return [model._default_manager.count() for model in (Parcel, Building, OwnershipSpell)]


@pytest.mark.parametrize(
    ("case", "door"), [(case, door) for case in CASES for door in DOORS if (case, door) not in ANOTHER_MEANING]
)
def test_refused_at_every_door(client, case, door):
    register, plain, more, text = CASES[case]
    before = written()
    found = knock(door, client, register, plain(**more))
    assert any(text in each for each in found), found
    assert written() == before


TAKEN = [(case, door) for case in ("DUP_PARCEL", "DUP_DEED") for door in DOORS if (case, door) not in ANOTHER_MEANING]


@pytest.mark.parametrize(("case", "door"), TAKEN)
def test_what_is_taken_names_the_parcel_that_has_it_to_who_may_see_that(client, case, door):
    _register, plain, more, text = CASES[case]
    beside = user_with("assessor", name="beside", area=ground.area(150, 0, 300, 100))
    for user, told in ((ground.user("assessor"), f"{text}: แปลงที่ดิน 01A001"), (beside, text)):
        assert told in DOORS[door](client, user, ground.register("parcel"), plain(**more), {})


def test_the_parcel_in_the_way_is_one_click_away(client, land):
    officer = ground.user("assessor")
    sign_in(client, officer)
    answer = client.post(
        "/r/property_register-parcel/new", parcel(deed_no="1001") | {"geom": json.dumps(shape(200, 0, 240, 40))}
    )
    assert answer.status_code == 409
    assert f'href="/r/property_register-parcel/{land.uid}/"' in answer.content.decode()
    file = doing.geojson_of(({**parcel(deed_no="1001"), "geom": ""}, shape(200, 0, 240, 40)))
    work = doing.bring("property_register-parcel", officer, file, "a.geojson")
    page = client.get(f"/import/{work.batch.uid}/").content.decode()
    assert f'href="/r/property_register-parcel/{land.uid}/"' in page


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("register", PLAIN)
def test_what_is_right_is_let_in(client, door, register):
    assert knock(door, client, register, PLAIN[register]()) == []


# -- doors of their own ------------------------------------------------------------------------------------------------
def test_coordinates_of_another_system_are_refused_in_a_file():
    file = doing.geojson_of((parcel(), shape(90_000, 0, 90_040, 40)))
    work = doing.bring("property_register-parcel", ground.user("assessor"), file, "a.geojson")
    assert work.batch.found["crs_refusal"].startswith("ระบบพิกัดของไฟล์ไม่ถูกต้อง")
    assert work.batch.state == ImportBatch.State.ASKING


@pytest.mark.parametrize("door", ["form", "api"])
def test_what_has_been_taxed_is_not_deleted(client, monkeypatch, land, door):
    monkeypatch.setattr(tax_history, "_asked", [lambda thing: True])
    user, register = ground.user("assessor"), ground.register("parcel")
    if door == "form":
        sign_in(client, user)
        answer = client.post(f"{register.record_url(land.uid)}delete", {"reason": "ลบ"})
        found = [each.thai for each in answer.context["refusals"]]
    else:
        answer = client.delete(f"/ogc/collections/{register.slug}/items/{land.uid}", **basic(user))
        found = [each["thai"] for each in answer.json()["refusals"]]
    assert found == ["มีประวัติภาษี ลบไม่ได้ ให้ยกเลิกแทน"]
    assert Parcel.objects.filter(pk=land.pk).exists()


def test_a_division_whose_parts_do_not_add_up_is_refused_on_the_map(client, land):
    sign_in(client, ground.user("assessor"))
    cut = ground.geojson(ground.line((20, -5), (20, 45)))
    halves = [{"area_sqwah": area, "deed_no": deed} for area, deed in (("0-2-0", "71"), ("0-2-0.1", "72"))]
    body = {"uid": str(land.uid), "cut": cut, "values": {"on": "5/1/2569", "children": halves}, "reason": "แบ่งแยก"}
    answer = client.post(
        "/draw/property_register-parcel/divide",
        json.dumps(body),
        content_type="application/json",
        headers={"accept": "application/json"},
    )
    found = {each["code"]: each["thai"] for each in answer.json()["refusals"]}
    assert found["DIVISION"].startswith("เนื้อที่แปลงลูกรวมไม่เท่ากับแปลงเดิม"), found
    assert written()[0] == 1


def test_an_act_nobody_knows_is_not_applied_by_the_button(client, land):
    with ground.write():
        file = ControlFile.objects.create(
            register_no="ม10.1", period="2569-01", file_name="a.zip", sha256="1" * 64, received_on=date(2026, 2, 1),
            batch=UUID(int=1),
        )  # fmt: skip
        row = ControlRow.objects.create(
            register_no="มร.1", file=file, source="deed", line_no=2, act="ขายเฉพาะส่วน", effect="unknown",
            status="quarantine",
        )  # fmt: skip
    sign_in(client, ground.user("assessor"))
    answer = client.post(f"{ground.register('control_row').record_url(row.uid)}act/match", {"parcel_code": "01A001"})
    assert "ไม่รู้จักประเภทการดำเนินการ นำเข้าพักตรวจ" in answer.content.decode()
    row.refresh_from_db()
    assert (row.status, row.parcel) == ("quarantine", None)
