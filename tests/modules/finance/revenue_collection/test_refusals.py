"""The refusals of uses, relief orders and tax years, each at every door: form, file and API."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from gis_core.ground.models import CondoUnit, House
from gis_core.pure.refusal import Refusals, Refused
from layers.engine import records
from layers.registry import registry
from modules.finance.revenue_collection.land_tax import rules
from modules.finance.revenue_collection.models import (
    CropCount,
    LandTaxAssessment,
    LandTaxLine,
    LandTaxUse,
    ReliefOrder,
    TaxExemption,
    TaxYear,
)
from tests.doors import DOORS, TYPED
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection import year as years

pytestmark = pytest.mark.django_db
HOME = "ไม่เข้าเงื่อนไขบ้านหลังหลัก"


def use(**more: Any) -> dict[str, Any]:
    plain = {"tax_year": "2569", "parcel": "01A001", "seq": "1", "category": "residential", "land_sqwah": "1-0-0"}
    return plain | more


def home(**more: Any) -> dict[str, Any]:
    plain = {
        "building": "01A001/001",
        "floor_m2": "100",
        "home": "1",
        "home_person": "บค.1",
        "home_seen_on": "5/1/2569",
    }
    return use() | plain | more


def relief(**more: Any) -> dict[str, Any]:
    plain = {"kind": "disaster", "percent": "50", "from_year_be": "2569", "until_year_be": "2569", "order_no": "1"}
    return plain | {"ordered_on": "5/1/2569"} | more


def a_year(**more: Any) -> dict[str, Any]:
    return {"code": "2570"} | more


def exemption(**more: Any) -> dict[str, Any]:
    return {"use": "กช.9", "ground": "religion", "percent": "100", "evidence": "หนังสือรับรอง"} | more


def part(**more: Any) -> dict[str, Any]:
    return {"use": "กช.2", "geom": ground.geojson(ground.rect(50, 0, 70, 40))} | more


CASES: Mapping[str, tuple[str, Any, dict[str, Any], str]] = {
    "AREA_SUM": ("use", use, {"land_sqwah": "1-0-0.2"}, "เนื้อที่การใช้ประโยชน์รวมไม่เท่ากับเนื้อที่แปลง"),
    "SHARE_SUM": ("use", home, {"floor_m2": "100.02"}, "สัดส่วนรวมต้องเท่ากับร้อยละ 100"),
    "SHARE_SUM no floor surveyed": (
        "use", home, {"building": "01A001/002", "floor_m2": "240.2"}, "ผังพื้น 100.00 ตร.ม. 2 ชั้น รวม 200",
    ),
    "MAIN_HOME no evidence": ("use", home, {"home_seen_on": ""}, HOME),
    "MAIN_HOME evidence of last year": ("use", home, {"home_seen_on": "31/12/2568"}, HOME),
    "MAIN_HOME not the owner": ("use", home, {"home_person": "บค.2"}, HOME),
    "MAIN_HOME no dwelling": ("use", home, {"category": "other"}, HOME),
    "MAIN_HOME no house": ("use", home, {"home": ""}, HOME),
    "VACANT in use": ("use", use, {"vacant_since_be": "2566"}, "ไม่นับปีที่ว่างเปล่า"),
    "VACANT to come": ("use", use, {"category": "vacant", "vacant_since_be": "2570"}, "ต้องไม่หลังปีภาษี"),
    "vacant land of no year": ("use", use, {"category": "vacant", "tax_year": ""}, "ปีภาษี"),
    "DUP_USE": ("use", use, {"parcel": "01A002", "land_sqwah": "0-0-0"}, "มีแล้วในปีภาษีเดียวกัน"),
    "USE_PLACE": ("use", use, {"parcel": ""}, "ระบุแปลงที่ดินหรือห้องชุดอย่างใดอย่างหนึ่ง"),
    "BUILDING_PARCEL": ("use", home, {"parcel": "01A003"}, "สิ่งปลูกสร้างไม่ได้ตั้งอยู่บนแปลงนี้"),
    "BUILDING_PARCEL no building": ("use", use, {"floor_m2": "10"}, "ระบุสิ่งปลูกสร้างของพื้นที่ใช้สอย"),
    "DUP_EXEMPT": ("exemption", exemption, {"use": "กช.2"}, "การใช้ประโยชน์นี้มีการยกเว้นแล้ว"),
    "PART_PLACE": ("part", part, {"use": "กช.9"}, "วาดส่วนได้เฉพาะการใช้ประโยชน์ของแปลงที่ดิน"),
    "RELIEF_FIGURE none": ("relief", relief, {"percent": ""}, "ระบุร้อยละที่ลด"),
    "RELIEF_FIGURE decree": ("relief", relief, {"kind": "decree_percent", "percent": "91"}, "ไม่เกินร้อยละ 90"),
    "RELIEF_FIGURE phase-in": ("relief", relief, {"kind": "phase_in", "percent": ""}, "บรรเทาภาระต้องระบุแปลง"),
    "YEARS": ("relief", relief, {"until_year_be": "2568"}, "ปีสุดท้ายต้องไม่ก่อนปีแรก"),
    "SURVEY_NOTICE": (
        "tax_year", a_year, {"survey_announced_on": "1/9/2569", "survey_starts_on": "15/9/2569"}, "ไม่น้อยกว่า 15 วัน",
    ),
    "LIST_POSTED": (
        "tax_year", a_year, {"listed_on": "15/11/2569", "prices_announced_on": "14/12/2569"}, "ไม่น้อยกว่า 30 วัน",
    ),
    "DUP_YEAR": ("tax_year", a_year, {"code": "2569"}, "มีปีภาษีนี้แล้ว"),
}  # fmt: skip
#: A code that is in the register already names the record the file's row is about.
ANOTHER_MEANING = {("DUP_YEAR", "file")}
PLAIN = {"use": use, "home": home, "relief": relief, "tax_year": a_year, "exemption": exemption, "part": part}


@pytest.fixture(autouse=True)
def land(db):
    ground.town()
    year = years.tax_year()
    first = years.land(1, ground.person("ก", register_no="บค.1"), 0, 0, 40, 40)
    ground.person("ข", register_no="บค.2")
    built = ground.building(first, 5, 5, 15, 15)
    ground.building(first, 20, 5, 30, 15, number=2, floors=2)
    with ground.write():
        built.floor_uses.create(floor=1, area_m2=100)
        House.objects.create(house_no="1", register_no="1", building=built)
    used = years.use(year, years.land(2, ground.person("ค"), 50, 0, 90, 40), register_no="กช.2")
    with ground.write():
        TaxExemption.objects.create(use=used, ground="religion", percent=100, evidence="หนังสือรับรอง")
        unit = CondoUnit.objects.create(building=built, unit_no="1", area_m2=30)
        LandTaxUse.objects.create(
            tax_year=year, condo_unit=unit, category="other", seq=1, floor_m2=30, register_no="กช.9"
        )
    years.land(3, ground.person("ง"), 100, 0, 140, 40)
    return first


def knock(door: str, client: Any, name: str, values: dict[str, Any]) -> list[str]:
    user = ground.user("assessor", "revenue_officer")
    return DOORS[door](client, user, registry.by_slug[f"revenue_collection-{name}"], values, {})


def written() -> list[int]:
    return [model._default_manager.count() for model in (LandTaxUse, ReliefOrder, TaxYear)]


@pytest.mark.parametrize(
    ("case", "door"), [(case, door) for case in CASES for door in DOORS if (case, door) not in ANOTHER_MEANING]
)
def test_refused_at_every_door(client, case, door):
    name, plain, more, text = CASES[case]
    before = written()
    found = knock(door, client, name, plain(**more))
    assert any(text in each for each in found), found
    assert written() == before


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("name", PLAIN)
def test_what_is_right_is_let_in(client, door, name):
    register = "use" if name == "home" else name
    assert knock(door, client, register, PLAIN[name]()) == []


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("text", ["400", "๔๐๐.๐", "1-0-0"])
def test_an_area_in_square_wah_may_be_typed_as_its_label_says(client, door, text):
    assert knock(door, client, "use", use(land_sqwah=text)) == []
    assert LandTaxUse.objects.get(parcel__parcel_code="01A001").land_sqwah == 400


@pytest.mark.parametrize("door", TYPED)
def test_a_crop_is_counted_once(client, door):
    rows = [{"kind": "banana", "count": text} for text in ("200", "100")]
    user, register = ground.user("assessor"), registry.by_slug["revenue_collection-use"]
    found = DOORS[door](client, user, register, use(category="agri"), {"cropcount": rows})
    assert any("พืชชนิดเดียวกันบันทึกครั้งเดียว" in each for each in found), found
    assert not CropCount.objects.exists()


def test_a_crop_comes_by_a_file_too(client):
    user, register = ground.user("assessor"), registry.by_slug["revenue_collection-use"]
    banana = {"cropcount": [{"kind": "banana", "count": "200"}]}
    assert DOORS["file"](client, user, register, use(category="agri"), banana) == []
    assert CropCount.objects.get().count == 200


def test_a_second_main_home_of_one_person_is_refused(client):
    assert knock("api", client, "use", home()) == []
    other = years.land(4, LandTaxUse.objects.get(parcel__parcel_code="01A001").home_person, 200, 0, 240, 40)
    built = ground.building(other, 205, 5, 215, 15)
    with ground.write():
        House.objects.create(house_no="2", register_no="2", building=built)
    found = knock("api", client, "use", home(parcel="01A004", building="01A004/001", home="2"))
    assert any("บ้านหลังหลักหลังอื่น" in each for each in found), found


def test_a_use_whose_tax_was_approved_is_not_changed(client):
    use = LandTaxUse.objects.get(parcel__parcel_code="01A002")
    with ground.write():
        made = LandTaxAssessment.objects.create(
            tax_year=use.tax_year, owner_key="p1", person=ground.person("ก"), status="approved", fingerprint="",
            generated_on=years.today(),
        )  # fmt: skip
        LandTaxLine.objects.create(assessment=made, seq=1, use=use, category="other", rate_key="other")
    register = registry.by_slug["revenue_collection-use"]
    with pytest.raises((Refused, Refusals)) as refused:
        records.update(register, use.uid, {"category": "vacant"}, user=ground.user("assessor"), reason="ทดสอบ")
    assert "มีการประเมินรายการนี้ในปีภาษีเดียวกันแล้ว" in str(refused.value)


@pytest.mark.parametrize(("used", "refusals"), [("0", 0), ("200", 0), ("240", 0), ("240.01", 1)])
def test_an_unsurveyed_building_holds_its_footprint_on_each_floor_and_a_fifth(used, refusals):
    found = list(rules.within_footprint(Decimal(used), Decimal(100), 2, Decimal(20)))
    assert [each.code for each in found] == ["SHARE_SUM"] * refusals
