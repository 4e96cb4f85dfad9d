"""Roads and their segments through the form, the API and the engine."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest

from gis_core.access.actor import acting_as, system_user
from gis_core.features import clock, measure
from gis_core.networks.models import KmPost, RoadWidth
from gis_core.networks.widths import width_on
from gis_core.pure.refusal import Refusals
from layers.engine import records
from modules.civil_works.roads_bridges import checks, papers, tasks
from modules.civil_works.roads_bridges.models import RoadReserve, SurfaceSegment
from tests.doors import basic
from tests.modules.civil_works.roads_bridges import made
from tests.modules.civil_works.roads_bridges.made import geojson, line, make_road, road_values, segment

pytestmark = pytest.mark.django_db
WHOLE = [segment("0+000", "1+200"), segment("1+200", "2+000", "asphalt"), segment("2+000", "2+450", "gravel", 4)]


def test_a_road_with_its_segments_is_written(refused):
    assert refused("road", road_values(), {"surfacesegment": WHOLE}) == []
    segments = list(SurfaceSegment.objects.order_by("km_from"))
    assert [s.span for s in segments] == ["0+000–1+200", "1+200–2+000", "2+000–2+450"]
    assert [round(measure.length_m(s.geom), 1) for s in segments] == [1200.0, 800.0, 450.0]
    road = segments[0].road
    assert (road.status, road.length_m) == ("surveyed", Decimal("2450.00"))
    assert papers.totals(road, segments)["paved_percent"] == Decimal("81.63")


LISTS = [
    pytest.param([segment("0+000", "1+200"), segment("1+150", "2+450")], "ช่วงผิวทางซ้อนกัน 1+150–1+200", id="E-5502"),
    pytest.param([segment(0, 1200), segment(1300, 2450)], "ช่วงผิวทางขาดตอน 1+200–1+300", id="E-5503"),
    pytest.param([segment(0, 2460)], "กม. เกินความยาวสายทาง 2,450 ม.", id="E-5504"),
    pytest.param([segment(0, 2450, width=7, shoulder_left_m="0.6", shoulder_right_m="0.6")],
                 "ผิวจราจรรวมไหล่ทางกว้างกว่าเขตทาง", id="E-5505"),
    pytest.param([segment(0, 2450, width="0.9")], "ผิวจราจรต้องกว้าง 1–40 ม.", id="narrow"),
    pytest.param([segment(0, 2450, width=41)], "ผิวจราจรต้องกว้าง 1–40 ม.", id="wide"),
    pytest.param([segment(1200, 1200), segment(0, 2450)], "กม.สิ้นสุดต้องมากกว่า กม.เริ่มต้น (1+200–1+200)", id="km_to"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "text"), LISTS)
def test_bad_lists_of_segments_are_refused_at_both_doors(refused, lines, text):
    assert refused("road", road_values(), {"surfacesegment": lines}) == [text]
    assert not SurfaceSegment.objects.exists()


def test_a_second_road_of_a_code_is_refused(refused):
    make_road()
    assert refused("road", road_values()) == [f"รหัสสายทางซ้ำ: สายทาง {road_values()['road_code']}"]


def test_the_code_of_a_local_highway_has_its_pattern(refused):
    assert refused("road", road_values("ถนนหนึ่ง")) == ["รหัสสายทางต้องเป็นรูป พช.ถ.12-001"]
    assert refused("road", road_values("ทล.21", road_class="national")) == []


def test_a_line_that_crosses_itself_is_refused(refused):
    crossing = geojson(line((0, 0), (1000, 0), (1000, 500), (500, -500)))
    assert refused("road", road_values(geom=crossing)) == ["เส้นทางตัดตัวเอง"]


def test_a_line_without_length_is_refused(refused):
    point = geojson(line((0, 0), (1, 0)))["coordinates"][0]
    assert refused("road", road_values(geom={"type": "LineString", "coordinates": [point, point]}))


def change(client, road, **body):
    return client.patch(
        f"/ogc/collections/roads_bridges-road/items/{road.uid}",
        json.dumps({"type": "Feature", "properties": {}} | body),
        content_type="application/geo+json",
        **basic(made.engineer()),
    )


def test_segments_are_changed_by_the_api(client):
    road = make_road(WHOLE)
    bad = change(client, road, lines={"surfacesegment": [segment(0, 1200), segment(1150, 2450)]})
    assert [(r["code"], r["field"]) for r in bad.json()["refusals"]] == [("E-5502", "surfacesegment")]
    good = change(client, road, lines={"surfacesegment": [segment(0, 2450, "asphalt")]})
    assert good.status_code == 200
    assert [s.span for s in SurfaceSegment.objects.all()] == ["0+000–2+450"]


def test_stored_segments_are_looked_at_when_length_or_reserve_change(client):
    road = make_road(WHOLE)
    shorter = change(client, road, properties={"registered_length_m": 2400})
    assert [r["code"] for r in shorter.json()["refusals"]] == ["E-5504"]
    narrower = change(client, road, properties={"row_width_m": 4.5})
    assert {r["code"] for r in narrower.json()["refusals"]} == {"E-5505"}


def test_without_a_registered_length_the_measured_one_counts_to_five_metres():
    make_road([segment(0, 2447)], registered_length_m=None)
    with pytest.raises(Refusals) as refused:
        make_road([segment(0, 2444)], registered_length_m=None, code="พช.ถ.12-002")
    assert refused.value.codes == ("E-5503",)


def test_segments_of_a_line_drawn_too_short_end_with_it():
    road = make_road([segment(0, 1000), segment(1000, 2450)], geom=geojson(line((0, 0), (2420, 0))))
    last = road.surface_segments.order_by("km_from").last()
    assert round(measure.length_m(last.geom)) == 1420


def test_many_roads_are_checked_without_a_query_for_each(django_assert_num_queries):
    from layers.declare import Draft

    road = make_road(WHOLE)
    values = records.snapshot(road)
    drafts = [Draft(values, road, None, {"surfacesegment": []}, date(2026, 1, 1)) for _ in range(20)]
    with django_assert_num_queries(2):
        assert checks.roads(drafts) == [[]] * 20


# -- width versions and the reserve ------------------------------------------------------------------------------------
def test_a_new_width_holds_from_today_and_the_old_one_until_then():
    road = make_road()
    today = clock.today()
    assert width_on(road.pk, date(2010, 1, 1)) == 8
    records.update(made.register("road"), road.uid, {"row_width_m": 10}, user=made.engineer(), reason="ขยายเขตทาง")
    before = date.fromordinal(today.toordinal() - 1)
    assert (width_on(road.pk, before), width_on(road.pk, today)) == (8, 10)


def test_widths_by_their_dates_are_edited_as_lines():
    road = make_road()
    lines = [
        {"row_width_m": 6, "valid": {"from": "", "to": "1/1/2560"}},
        {"row_width_m": 9, "valid": {"from": "1/1/2560", "to": ""}},
    ]
    act = {"user": made.engineer(), "reason": "ตามหลักฐาน"}
    records.update(made.register("road"), road.uid, {}, lines={"roadwidth": lines}, **act)
    road.refresh_from_db()
    assert road.row_width_m == 9
    assert (width_on(road.pk, date(2016, 12, 31)), width_on(road.pk, date(2017, 1, 1))) == (6, 9)
    lines[0]["valid"]["to"] = "1/6/2560"
    with pytest.raises(Refusals) as refused:
        records.update(made.register("road"), road.uid, {}, lines={"roadwidth": lines}, **act)
    assert refused.value.codes == ("WIDTH_PERIOD",)


def test_the_reserve_is_an_area_of_the_width():
    road = make_road()
    reserve = RoadReserve.objects.get(road=road)
    assert measure.area_m2(reserve.geom) == pytest.approx(2450 * 8, rel=1e-3)
    records.update(made.register("road"), road.uid, {"row_width_m": 12}, user=made.engineer(), reason="ขยาย")
    reserve.refresh_from_db()
    assert measure.area_m2(reserve.geom) == pytest.approx(2450 * 12, rel=1e-3)


def test_a_width_entered_ahead_becomes_the_roads_on_its_first_day(monkeypatch):
    road = make_road()
    today = clock.today()
    ahead = today + timedelta(days=30)
    lines = [
        {"row_width_m": 8, "valid": {"from": "", "to": ahead}},
        {"row_width_m": 12, "valid": {"from": ahead, "to": ""}},
    ]
    records.update(
        made.register("road"), road.uid, {}, lines={"roadwidth": lines}, user=made.engineer(), reason="เวนคืน"
    )
    for day, width in ((today, 8), (ahead, 12), (ahead, 12)):
        monkeypatch.setattr(tasks.clock, "today", lambda day=day: day)
        with acting_as(system_user(), "งานกลางคืน"):
            tasks.take_todays_widths()
        road.refresh_from_db()
        assert road.row_width_m == width
    reserve = RoadReserve.objects.get(road=road)
    assert measure.area_m2(reserve.geom) == pytest.approx(2450 * 12, rel=1e-3)


# -- a new alignment ---------------------------------------------------------------------------------------------------
def realign(road, *places, **more):
    shape = geojson(line(*places))
    return records.update(
        made.register("road"), road.uid, {"geom": shape, **more}, user=made.engineer(), reason="แก้แนวสายทาง"
    )


def test_segments_keep_their_place_on_a_new_alignment_and_far_ones_are_listed():
    road = make_road([segment(0, 1200), segment(1200, 2450)])
    realign(road, (0, 0), (1200, 0), (2000, 300), (2450, 300), registered_length_m=2504.4)
    first, second = road.surface_segments.order_by("km_from")
    assert (first.km_from, first.km_to, first.moved_m) == (0, 1200, None)
    assert (second.km_from, second.km_to) == (1200, Decimal("2504.40"))
    assert second.moved_m > 10


def test_an_alignment_that_leaves_nothing_of_a_segment_is_refused():
    road = make_road([segment(0, 1200), segment(1200, 2450)])
    with pytest.raises(Refusals) as refused:
        realign(road, (1300, 0), (2450, 0), registered_length_m=1150)
    assert refused.value.codes == ("REALIGN",)
    assert "0+000–1+200" in refused.value.refusals[0].thai


def test_the_direction_of_a_registered_road_stays():
    road = make_road()
    with acting_as(made.engineer(), "ลงทะเบียน"):
        road.registered_no = "1/2569"
        road.save()
    with pytest.raises(Refusals) as refused:
        realign(road, (2450, 0), (0, 0))
    assert refused.value.codes == ("DIRECTION",)


def test_surveyed_posts_stretch_the_chainage():
    road = make_road([segment(0, 2450)])
    make = made.make
    make("km_post", road="พช.ถ.12-001", chainage_m="1+000", geom=geojson(made.point(980, 3)))
    road.refresh_from_db()
    assert road.length_m == Decimal("2500.00")
    assert KmPost.objects.get().km == "1+000"
    with pytest.raises(Refusals) as refused:
        make("km_post", road="พช.ถ.12-001", chainage_m="0+500", geom=geojson(made.point(1500, 0)))
    assert refused.value.codes == ("KM_POST",)
    with pytest.raises(Refusals) as refused:
        make("km_post", road="พช.ถ.12-001", chainage_m="2+000", geom=geojson(made.point(1960, 30)))
    assert refused.value.codes == ("E-5506",)


def test_shared_carriageways_refer_to_their_master():
    master = make_road([segment(0, 2450, "asphalt")])
    other = make_road([segment(0, 1000, "gravel"), segment(1000, 2450, "asphalt", shares_with="พช.ถ.12-001")],
                      code="พช.ถ.12-002", geom=geojson(line((0, 40), (2450, 40))))  # fmt: skip
    totals = papers.totals(other, papers.segments_of(other))
    assert totals["area_m2"] == 5000
    assert other.surface_segments.last().shares_with == master
    assert RoadWidth.objects.count() == 2
