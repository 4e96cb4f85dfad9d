"""Buildings, sheets, prices, signs: what is refused at every door and what follows from a record."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from gis_core.features import measure
from gis_core.ground import tax_history
from gis_core.ground.models import AppraisalPrice, BuildingSite, CondoPrice, PriceStrip, PriceZone
from gis_core.pure.refusal import Refusals
from layers.declare.imports import BulkRows
from layers.engine import records
from modules.finance.property_register import correction, pricing
from tests.doors import TYPED
from tests.modules.finance.property_register import ground
from tests.people import sign_in
from tests.worked_examples import worked_examples

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def town(db):
    return ground.town()


def building_values(**more):
    return {
        "building_code": "01A001/001",
        "parcel": "01A001",
        "structure": "masonry",
        "floors": "2",
        "geom": ground.geojson(ground.rect(10, 10, 20, 20)),
    } | more


# -- a building on two parcels -----------------------------------------------------------------------------------------
def test_a_building_on_two_parcels_is_attached_to_both_by_its_footprint():
    west, east = ground.parcel(1, 0, 0, 40, 40), ground.parcel(2, 40, 0, 80, 40)
    made = ground.make("building", building_values(geom=ground.geojson(ground.rect(30, 10, 70, 20))))
    shares = dict(BuildingSite.objects.filter(building=made).values_list("parcel", "share_percent"))
    assert shares == {west.pk: Decimal("25.00"), east.pk: Decimal("75.00")}


def test_a_wall_on_the_boundary_stands_on_one_parcel():
    west, _ = ground.parcel(1, 0, 0, 40, 40), ground.parcel(2, 40, 0, 80, 40)
    made = ground.make("building", building_values(geom=ground.geojson(ground.rect(30, 10, 40, 20))))
    assert [(s.parcel, s.share_percent) for s in made.sites.all()] == [(west, Decimal("100.00"))]


def test_three_equal_parts_add_up_to_a_hundred():
    for number in range(3):
        ground.parcel(number + 1, 40 * number, 0, 40 * number + 40, 40)
    made = ground.make("building", building_values(geom=ground.geojson(ground.rect(30, 10, 90, 20))))
    shares = [s.share_percent for s in made.sites.order_by("parcel")]
    assert sum(shares) == 100
    assert shares[1] == Decimal("66.66")


def test_moving_a_building_moves_its_sites():
    ground.parcel(1, 0, 0, 40, 40), ground.parcel(2, 40, 0, 80, 40)
    made = ground.make("building", building_values(geom=ground.geojson(ground.rect(30, 10, 70, 20))))
    values = {"geom": ground.geojson(ground.rect(5, 5, 15, 15))}
    records.update(ground.register("building"), made.uid, values, user=ground.user("assessor"), reason="ย้าย")
    assert [s.parcel.parcel_code for s in made.sites.all()] == ["01A001"]


def test_parcels_of_a_file_take_their_shares_of_what_stands_on_them():
    first = ground.parcel(1, 0, 0, 20, 40)
    house = ground.building(first, 10, 10, 30, 20)
    second = ground.parcel(2, 20, 0, 40, 40)
    rows = BulkRows(
        "SELECT uid, geom, uid = %(new)s AS is_new, FALSE AS geom_changed FROM ground_parcel", {"new": second.uid}, None
    )
    with ground.write():
        correction.saved_in_bulk(rows)
    assert dict(house.sites.values_list("parcel", "share_percent")) == {first.pk: 50, second.pk: 50}


def test_rows_of_a_file_are_a_hashed_list_for_the_buildings_beside_them():
    """Whatever the planner takes the number of rows for, no building goes through all of them."""
    rows = "SELECT uid, geom, FALSE AS is_new, TRUE AS geom_changed FROM ground_parcel LIMIT 1"
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + correction.BESIDE.read_text(encoding="utf-8").replace("@rows@", rows))
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "hashed SubPlan" in plan


# -- refusals through form and API -------------------------------------------------------------------------------------
@pytest.mark.parametrize("door", TYPED)
@pytest.mark.parametrize(
    ("register", "more", "text"),
    [
        ("building", {"built_year_be": "2399"}, "ปีที่สร้างไม่ถูกต้อง"),
        ("building", {"built_year_be": "2600"}, "ปีที่สร้างไม่ถูกต้อง"),
        ("building", {"building_code": "01A002/001"}, "รหัสสิ่งปลูกสร้างต้องขึ้นต้นด้วยรหัสแปลง 01A001/"),
        ("building", {"geom": ground.geojson(ground.rect(5000, 10, 5020, 20))}, "อาคารอยู่นอกเขต อปท."),
        ("signboard", {"geom": ground.geojson(ground.point(5000, 10))}, "ป้ายอยู่นอกเขต อปท."),
        ("signboard", {"installed_on": "1/2/2569", "removed_on": "1/1/2569"}, "วันที่ปลดป้ายก่อนวันที่ติดตั้ง"),
        ("signboard", {"thai": "ร้านกาแฟ Coffee"}, "ป้ายประเภท 1 ต้องเป็นอักษรไทยล้วน (พบ Coffee)"),
        ("signboard", {"width_cm": "0"}, "ขนาดป้ายต้องมากกว่าศูนย์"),
        ("signboard", {"sides": "0"}, "ขนาดป้ายต้องมากกว่าศูนย์"),
        ("map_sheet", {"utm3": "6817"}, "ระวางไม่ถูกต้อง"),
        ("map_sheet", {"utm4": "17"}, "ระวางไม่ถูกต้อง"),
        ("establishment", {"parcel": ""}, "เลือกอาคารหรือแปลงที่ดินที่ตั้ง"),
    ],
)
def test_refusals_through_form_and_api(client, door, register, more, text):
    ground.parcel(1, 0, 0, 40, 40)
    plain = {
        "building": building_values(),
        "signboard": {"thai": "ร้าน", "kind": "1", "width_cm": "100", "height_cm": "100",
                      "sides": "1", "shape": "bounded", "geom": ground.geojson(ground.point(5, 5))},
        "map_sheet": {"utm1": "5136", "utm2": "3", "utm3": "6818", "utm4": "7", "scale": "1000"},
        "establishment": {"thai": "ร้าน", "parcel": "01A001"},
    }[register]  # fmt: skip
    found = TYPED[door](client, ground.user("assessor"), ground.register(register), plain | more, {})
    assert any(text in each for each in found), found
    if "geom" not in more:
        assert TYPED[door](client, ground.user("assessor"), ground.register(register), plain, {}) == []


def test_a_duplicate_building_code_is_refused():
    ground.parcel(1, 0, 0, 40, 40)
    ground.make("building", building_values())
    with pytest.raises(Refusals) as refused:
        ground.make("building", building_values())
    assert refused.value.codes == ("DUP_BUILDING",)


def test_owners_of_a_building_add_up_to_one():
    ground.parcel(1, 0, 0, 40, 40)
    line = {"person": str(ground.person().uid), "share_num": "1", "share_den": "2", "role": "owner",
            "valid": {"from": "1/1/2560", "to": ""}}  # fmt: skip
    with pytest.raises(Refusals) as refused:
        ground.make("building", building_values(), lines={"ownershipspell": [line]})
    assert refused.value.codes == ("SHARE",)


def test_a_spell_register_refuses_shares_that_are_not_one():
    land = ground.parcel(1, 0, 0, 40, 40)
    values = {"parcel": land, "person": ground.person(), "role": "owner", "share_num": "1", "share_den": "2",
              "valid": {"from": "1/1/2560", "to": ""}}  # fmt: skip
    with pytest.raises(Refusals) as refused:
        ground.make("ownership", values, ground.user("revenue_officer"))
    assert refused.value.codes == ("SHARE",)


# -- HAS_TAX and cancelling --------------------------------------------------------------------------------------------
def test_a_taxed_parcel_is_cancelled_and_never_deleted(monkeypatch):
    land = ground.parcel(1, 0, 0, 40, 40)
    monkeypatch.setattr(tax_history, "_asked", [lambda thing: thing.pk == land.pk])
    with pytest.raises(Refusals) as refused:
        records.delete(ground.register("parcel"), land.uid, user=ground.user("assessor"), reason="ลบ")
    assert refused.value.codes == ("HAS_TAX",)
    assert refused.value.refusals[0].thai == "มีประวัติภาษี ลบไม่ได้ ให้ยกเลิกแทน"
    monkeypatch.setattr(tax_history, "_asked", [])
    records.delete(ground.register("parcel"), land.uid, user=ground.user("assessor"), reason="ลบ")


def test_cancelling_ends_the_owners_and_takes_the_parcel_off_todays_map(client):
    land = ground.parcel(1, 0, 0, 40, 40)
    spell = ground.owner(land, ground.person())
    sign_in(client, ground.user("assessor"))
    page = f"/r/property_register-parcel/{land.uid}/act/cancel"
    answer = client.post(page, {"on": "1/1/2569", "change_reason": "ออกเอกสารผิด"})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    land.refresh_from_db()
    spell.refresh_from_db()
    assert land.status == "cancelled"
    assert spell.valid.upper.isoformat() == "2026-01-01"


# -- sheets ------------------------------------------------------------------------------------------------------------
def test_a_sheet_is_drawn_from_its_five_parts():
    sheet = ground.make("map_sheet", {"utm1": "5136", "utm2": "3", "utm3": "6058", "utm4": "7", "scale": "1000"})
    assert sheet.name == "5136 III 6058-07 (1:1000)"
    assert measure.area_m2(sheet.geom) == pytest.approx(250_000, rel=1e-3)


# -- prices ------------------------------------------------------------------------------------------------------------
def priced(model, **more):
    with ground.write():
        return model.objects.create(valid=DateRange(date(2023, 1, 1), None), **more)


def value_of(land):
    return pricing.land_price(land, date(2026, 1, 1))


def test_land_takes_its_own_price_before_any_strip_or_zone():
    land = ground.parcel(1, 0, 0, 40, 40, area_sqwah=400)
    priced(PriceZone, code="ก", baht_per_sqwah=100, geom=ground.area(0, 0, 500, 500))
    priced(AppraisalPrice, parcel=land, baht_per_sqwah=2500)
    assert value_of(land).baht == Decimal("1000000.00")


def test_land_along_a_road_is_priced_to_the_depth_and_the_rest_by_the_zone():
    land = ground.parcel(1, 0, 0, 40, 80, area_sqwah=800)
    priced(PriceStrip, code="ถ", baht_per_sqwah=5000, depth_m=20, half_road_m=5, side="both",
           geom=ground.line((-50, -5), (100, -5)))  # fmt: skip
    priced(PriceZone, code="ก", baht_per_sqwah=1000, geom=ground.area(0, 0, 500, 500))
    found = value_of(land)
    assert [(p.kind, p.area_sqwah) for p in found.parts] == [("strip", Decimal("200.0")), ("zone", Decimal("600.0"))]
    assert found.baht == Decimal("1600000.00")


def test_where_two_strips_lie_over_each_other_the_dearer_counts():
    land = ground.parcel(1, 0, 0, 40, 40, area_sqwah=400)
    priced(PriceStrip, code="ถ1", baht_per_sqwah=5000, depth_m=20, half_road_m=0, side="both",
           geom=ground.line((-50, 0), (100, 0)))  # fmt: skip
    priced(PriceStrip, code="ถ2", baht_per_sqwah=8000, depth_m=20, half_road_m=0, side="both",
           geom=ground.line((0, -50), (0, 100)))  # fmt: skip
    found = value_of(land)
    assert [(p.code, p.area_sqwah) for p in found.parts] == [("ถ2", Decimal("200.0")), ("ถ1", Decimal("100.0"))]
    assert found.unpriced_sqwah == Decimal("100.0")


def test_a_strip_that_ends_at_the_boundary_prices_nothing():
    land = ground.parcel(1, 0, 20, 40, 60, area_sqwah=400)
    priced(PriceStrip, code="ถ", baht_per_sqwah=5000, depth_m=20, half_road_m=0, side="both",
           geom=ground.line((-50, 0), (100, 0)))  # fmt: skip
    assert value_of(land).parts == ()


def test_units_take_the_price_of_their_floor():
    land = ground.parcel(1, 0, 0, 40, 40)
    house = ground.building(land, 5, 5, 20, 20, floors=8)
    price = priced(CondoPrice, building=house, floor_from=1, floor_to=4, baht_per_m2=78000)
    with pytest.raises(Refusals) as refused:
        ground.make("condo_price", {"building": house, "floor_from": "4", "floor_to": "6", "baht_per_m2": "1",
                                    "valid": {"from": "1/1/2567", "to": ""}})  # fmt: skip
    assert refused.value.codes == ("PRICE_PERIOD",)
    unit = ground.make("condo_unit", {"building": house, "unit_no": "1/1", "floor": "2", "area_m2": "35.5"})
    assert pricing.unit_price(unit, [price]) == Decimal("2769000.00")
    unit.floor = 5
    assert pricing.unit_price(unit, [price]) is None


@pytest.mark.parametrize("row", worked_examples(__file__, "land_parts"))
def test_drawn_parts_are_brought_to_the_deeds_area(row):
    parts = [
        {
            "kind": "strip",
            "code": str(n),
            "m2": Decimal(part.split("@")[0]),
            "baht_per_sqwah": Decimal(part.split("@")[1]),
        }
        for n, part in enumerate(row["parts"].split())
    ]
    found = pricing.by_share(Decimal(row["deed_sqwah"]), Decimal(row["drawn_m2"]), parts)
    assert (found.baht, found.unpriced_sqwah) == (Decimal(row["baht"]), Decimal(row["unpriced"]))
