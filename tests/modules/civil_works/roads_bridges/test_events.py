"""Things on roads: points and ranges, with the refusals of both doors."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gis_core.features import measure
from gis_core.pure.refusal import Refusals
from layers.engine import records, transitions
from modules.civil_works.roads_bridges import queries
from modules.civil_works.roads_bridges.models import Bridge, Culvert, Defect, RoadFurniture, Works
from tests.modules.civil_works.roads_bridges import made
from tests.modules.civil_works.roads_bridges.made import geojson, line, make, make_road, point
from tests.people import user_with

pytestmark = pytest.mark.django_db
CODE = "พช.ถ.12-001"
BRIDGE = {"code": "ส.01", "name": "ทดสอบ", "kind": "concrete", "spans": 3, "length_m": 30, "width_m": 6}


def test_a_point_gets_road_chainage_offset_and_side(refused):
    make_road()
    assert refused("road_furniture", {"kind": "sign", "geom": geojson(point(1000, 3))}) == []
    sign = RoadFurniture.objects.get()
    assert (sign.road.road_code, sign.chainage_m, sign.offset_m, sign.side) == (CODE, 1000, 3, "ซ้าย")


def test_a_chainage_gives_the_point():
    make_road()
    sign = make("road_furniture", kind="sign", road=CODE, chainage_m="1+000", offset_m=4, side="ขวา")
    assert measure.to_utm(sign.geom).distance(measure.to_utm(point(1000, -4))) < 0.01


def test_points_beside_or_past_the_road_are_refused(refused):
    make_road()
    values = {"damage": "pothole", "severity": "low"}
    assert refused("defect", values | {"geom": geojson(point(1000, 25.5))}) == ["จุดห่างจากสายทาง 25.50 ม. (เกิน 20 ม.)"]
    assert refused("defect", values | {"geom": geojson(point(1000, 20))}) == []
    assert refused("defect", values | {"geom": geojson(point(2460, 0))}) == ["กม. เกินความยาวสายทาง 2,450 ม."]
    assert refused("defect", values | {"geom": geojson(point(0, 0))}) == []
    assert refused("defect", values | {"geom": geojson(point(2454.5, 0))}) == []
    assert set(Defect.objects.values_list("chainage_m", flat=True)) == {0, 1000, 2450}
    assert refused("defect", values | {"road": CODE, "chainage_m": "2+460"}) == ["กม. เกินความยาวสายทาง 2,450 ม."]
    assert refused("defect", values) == ["ปักจุดบนแผนที่ หรือระบุสายทางและ กม."]


def test_a_range_is_cut_from_its_road(refused):
    make_road()
    assert refused("works", {"road": CODE, "km_from": "0+500", "km_to": "1+000", "kind": "overlay"}) == []
    works = Works.objects.get()
    assert round(measure.length_m(works.geom)) == 500
    assert works.span == "0+500–1+000"
    assert refused("works", {"road": CODE, "km_from": 1000, "km_to": 1000, "kind": "routine"}) == [
        "กม.สิ้นสุดต้องมากกว่า กม.เริ่มต้น (1+000–1+000)"
    ]
    assert refused("works", {"road": CODE, "km_from": 0, "km_to": 2456, "kind": "routine"}) == [
        "กม. เกินความยาวสายทาง 2,450 ม."
    ]


def test_a_bridge_names_its_road_and_chainage(refused):
    make_road()
    text = ["สะพานต้องระบุสายทางและ กม."]
    assert refused("bridge", BRIDGE | {"geom": geojson(point(1000, 0))}) == text
    assert refused("bridge", BRIDGE | {"road": CODE, "geom": geojson(point(1000, 0))}) == text
    assert refused("bridge", BRIDGE | {"road": CODE, "chainage_m": "1+000"}) == []
    assert measure.to_utm(Bridge.objects.get().geom).distance(measure.to_utm(point(1000, 0))) < 0.01


def test_a_bridge_may_be_an_area_on_its_road(refused):
    make_road()
    deck = geojson(made.box(985, -3, 1015, 3)[0])
    values = BRIDGE | {"road": CODE, "chainage_m": "1+000"}
    assert refused("bridge", values | {"code": "ส.02", "geom": deck}) == []
    off = geojson(made.box(985, 30, 1015, 36)[0])
    assert refused("bridge", values | {"code": "ส.03", "geom": off}) == ["จุดห่างจากสายทาง 30.00 ม. (เกิน 20 ม.)"]
    assert refused("bridge", values | {"code": "ส.04", "width_m": 41}) == ["ผิวจราจรต้องกว้าง 1–40 ม."]


def test_events_follow_a_new_alignment_and_far_ones_are_listed():
    road = make_road()
    near = make("culvert", road=CODE, chainage_m="0+500", shape="pipe", cells=1, opening_m=1)
    far = make("culvert", road=CODE, chainage_m="2+000", shape="pipe", cells=1, opening_m=1)
    works = make("works", road=CODE, km_from="1+800", km_to="2+400", kind="routine")
    shape = geojson(line((0, 0), (1200, 0), (1600, 120), (2450, 120)))
    records.update(made.register("road"), road.uid, {"geom": shape}, user=made.engineer(), reason="แนวใหม่")
    listed = queries.events_to_review(made.engineer())
    assert {row["uid"] for row in listed} == {far.uid, works.uid}
    assert all(row["moved_m"] == Decimal("120.00") for row in listed)
    far.refresh_from_db()
    works.refresh_from_db()
    assert far.chainage_m == Decimal("2017.61") == works.km_from + 200
    act = {"user": made.engineer(), "reason": "ตรวจทานแล้ว"}
    records.update(made.register("culvert"), far.uid, {"chainage_m": far.chainage_m}, **act)
    assert {row["uid"] for row in queries.events_to_review(made.engineer())} == {works.uid}
    assert Culvert.objects.get(pk=near.pk).moved_m is None


# -- defects -----------------------------------------------------------------------------------------------------------
def step(register, record, code, user, **values):
    return transitions.transition(made.register(register), record.uid, code, values, user=user, reason="ทดสอบ")


def test_a_citizen_reports_and_field_staff_go_on(refused):
    make_road()
    citizen, inspector = user_with("citizen"), user_with("inspector")
    values = {"damage": "pothole", "severity": "high", "geom": geojson(point(100, 0))}
    assert refused("defect", values, user=citizen) == []
    defect = Defect.objects.get()
    assert defect.status == "reported"
    assert defect.register_no.startswith("ชร.00001/")
    with pytest.raises(Refusals) as no_right:
        step("defect", defect, "confirm", citizen)
    assert no_right.value.codes == ("NO_RIGHT",)
    step("defect", defect, "confirm", inspector)
    with pytest.raises(Refusals) as state:
        step("defect", defect, "confirm", inspector)
    assert state.value.codes == ("STATE",)
    step("defect", defect, "plan", made.engineer(), planned_year_be=2570, estimate_baht=5000)
    with pytest.raises(Refusals) as future:
        step("defect", defect, "repair", inspector, repaired_on="1/1/2599", repair_baht=4000)
    assert future.value.codes == ("FUTURE",)
    done = step("defect", defect, "repair", inspector, repaired_on=defect.reported_on.isoformat(), repair_baht=4000)
    assert (done.status, done.repair_baht) == ("repaired", 4000)


def test_a_report_without_damage_is_rejected():
    make_road()
    defect = make("defect", damage="other", severity="low", geom=geojson(point(5, 0)))
    assert step("defect", defect, "reject", user_with("inspector")).status == "rejected"


def test_the_public_does_not_read_the_reporter(client):
    make_road()
    make("defect", damage="other", severity="low", reporter_phone="0800000000", geom=geojson(point(5, 0)))
    items = client.get("/ogc/collections/roads_bridges-defect/items").json()["features"]
    assert len(items) == 1
    assert {"reporter_phone", "note", "estimate_baht"} & items[0]["properties"].keys() == set()
    assert "0800000000" not in str(items)
