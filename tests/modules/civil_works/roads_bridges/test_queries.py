"""The ready questions against hand-drawn cases, borders that touch among them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.contrib.gis.geos import MultiPolygon

from gis_core.access.actor import acting_as, system_user
from gis_core.ground.models import House, Household, NamedPlace, Parcel, TaxBlock, TaxZone
from gis_core.networks.models import Waterway
from layers.engine import records
from modules.civil_works.roads_bridges import queries
from tests.modules.civil_works.roads_bridges import made
from tests.modules.civil_works.roads_bridges.made import box, geojson, line, make, make_road, point, segment, village
from tests.people import user_with

pytestmark = pytest.mark.django_db
CODE = "พช.ถ.12-001"


@pytest.fixture
def reader(db):
    return user_with("planner")


def road(code, *places, surface="asphalt", length=None, **more):
    shape = line(*places)
    from gis_core.features import measure

    metres = round(Decimal(measure.length_m(shape)), 2)
    return make_road([segment(0, metres, surface)], code=code, geom=geojson(shape), registered_length_m=metres, **more)


def lengths(user):
    return {(r["title"], r["surface"]): r["length_m"] for r in queries.length_by_village(user)}


# -- length by village -------------------------------------------------------------------------------------------------
def test_a_road_through_two_villages_is_split_where_it_crosses(reader):
    village(1, 0, 0, 1000, 1000)
    village(2, 1000, 0, 2000, 1000)
    road(CODE, (500, 500), (1800, 500))
    assert lengths(reader) == {
        ("หมู่ที่ 1 บ้าน1", "แอสฟัลต์"): Decimal("500.00"), ("หมู่ที่ 2 บ้าน2", "แอสฟัลต์"): Decimal("800.00"),
    }  # fmt: skip


def test_a_road_on_the_common_border_is_shared_half_and_half(reader):
    village(1, 0, 0, 1000, 1000)
    village(2, 1000, 0, 2000, 1000)
    road(CODE, (1000, 100), (1000, 700))
    assert set(lengths(reader).values()) == {Decimal("300.00")}


def test_a_road_a_hand_beside_the_border_is_not_shared(reader):
    village(1, 0, 0, 1000, 1000)
    village(2, 1000, 0, 2000, 1000)
    road(CODE, (999.9, 100), (999.9, 700))
    assert lengths(reader) == {("หมู่ที่ 1 บ้าน1", "แอสฟัลต์"): Decimal("600.00")}


def test_a_border_against_open_country_is_not_shared_and_touching_at_a_point_counts_nothing(reader):
    village(1, 0, 0, 1000, 1000)
    village(2, 1000, 1000, 2000, 2000)
    road(CODE, (1000, 100), (1000, 900))
    road("พช.ถ.12-002", (1000, 1000), (1500, 500), surface="gravel")
    found = lengths(reader)
    assert found[("หมู่ที่ 1 บ้าน1", "แอสฟัลต์")] == Decimal("800.00")
    assert not [key for key, length in found.items() if key[1] == "ลูกรัง" and length > Decimal("0.02")]


def test_shared_carriageways_and_roads_given_away_are_not_counted(reader):
    village(1, -100, -100, 3000, 1000)
    make_road([segment(0, 2450, "asphalt")])
    make_road([segment(0, 450, "gravel"), segment(450, 2450, "asphalt", shares_with=CODE)], code="พช.ถ.12-002")
    assert lengths(reader) == {
        ("หมู่ที่ 1 บ้าน1", "แอสฟัลต์"): Decimal("2450.00"), ("หมู่ที่ 1 บ้าน1", "ลูกรัง"): Decimal("450.00"),
    }  # fmt: skip


# -- households far from a paved road ----------------------------------------------------------------------------------
def parcel(number: int, *edges: float, **more) -> Parcel:
    zone = TaxZone.objects.filter(code="01").first()
    if zone is None:
        zone = TaxZone.objects.create(code="01", geom=box(-5000, -5000, 9000, 9000))
        TaxBlock.objects.create(zone=zone, letter="A", code="01A", geom=box(-5000, -5000, 9000, 9000))
    block = TaxBlock.objects.get()
    values = {"deed_no": f"{number}", "area_sqwah": 100, "geom": box(*edges)} | more
    return Parcel.objects.create(parcel_code=f"01A{number:03}", block=block, **values)


def households(*places: tuple[float, float]) -> list[Household]:
    with acting_as(system_user(), "วางครัวเรือน"):
        made_ = []
        for number, (x, y) in enumerate(places, 1):
            house = House.objects.create(house_no=f"{number}", parcel=parcel(number, x - 1, y - 1, x + 1, y + 1),
                                         register_no=f"บ.{number}")  # fmt: skip
            made_.append(Household.objects.create(house=house, register_no=f"คร.{number}"))
        return made_


@pytest.fixture
def fork(db):
    """A paved road of 1 km, and a track from its middle, 800 m to the north with a side track."""
    road(CODE, (0, 0), (1000, 0))
    road("พช.ถ.12-002", (500, 0), (500, 800), surface="earth")
    return village(1, -100, -100, 2000, 2000)


def test_households_count_by_the_way_along_the_roads(fork):
    near, at_limit, far, across = households((200, 10), (510, 490), (510, 600), (900, 700))
    welfare = user_with("welfare_officer")
    found = {row["uid"] for row in queries.far_households(welfare)}
    assert found == {far.uid, across.uid}
    assert {near.uid, at_limit.uid} & found == set()
    assert queries.far_from_paved(welfare) == [
        {"uid": fork.uid, "title": "หมู่ที่ 1 บ้าน1", "geom": fork.geom.geojson, "households": 4, "far": 2}
    ]


def test_few_households_are_not_shown_to_those_without_a_right(fork, reader):
    households(*((20 * n, 10) for n in range(1, 7)), (510, 700))
    row = queries.far_from_paved(reader)[0]
    assert (row["households"], row["far"]) == (7, "น้อยกว่า 5")
    assert queries.far_households(reader) == []


# -- schools, culverts, public land ------------------------------------------------------------------------------------
def test_bad_segments_near_schools(reader):
    with acting_as(system_user(), "วางโรงเรียน"):
        NamedPlace.objects.create(thai="โรงเรียนทดสอบ", kind="school", geom=point(600, 450), register_no="ส.1")
        NamedPlace.objects.create(thai="วัดทดสอบ", kind="temple", geom=point(2400, 10), register_no="ส.2")
    make_road([segment(0, 500, "asphalt"), segment(500, 1500, "asphalt"), segment(1500, 2450, "asphalt")])
    for start, end, iri in ((0, 500, 4.9), (500, 1500, 6), (1500, 2450, 9)):
        make("condition_survey", road=CODE, surveyed_on="1/3/2568", km_from=start, km_to=end, iri_m_per_km=iri)
    found = queries.bad_near_schools(reader)
    assert [(r["title"], r["grade"], r["school"]) for r in found] == [
        (f"{CODE} กม. 0+500–1+500", "ชำรุด", "โรงเรียนทดสอบ")
    ]
    assert found[0]["distance_m"] == pytest.approx(450, rel=0.01)
    assert queries.bad_near_schools(reader, 440) == []
    assert len(queries.bad_near_schools(reader, 2000)) == 2


def test_culverts_that_hold_up_the_water(reader):
    make_road()
    with acting_as(system_user(), "วางคลอง"):
        Waterway.objects.create(name="คลองทดสอบ", width_m=5, geom=line((500, 300), (500, -300)), register_no="น.1")
        Waterway.objects.create(name="ลำรางแคบ", width_m=2, geom=line((900, 300), (900, -300)), register_no="น.2")

    def culvert(at, **more):
        return make("culvert", road=CODE, chainage_m=at, **{"shape": "pipe", "cells": 1, "opening_m": 1} | more)

    small = culvert(505)
    culvert(500, cells=3)  # 3.0 m of the 3.0 m required: just enough
    blocked = culvert(900, opening_m="1.5", soundness="blocked")
    culvert(900, opening_m="1.5")
    culvert(1500, opening_m="0.3", soundness="blocked")  # on no waterway
    found = {row["uid"]: row for row in queries.blocking_culverts(reader)}
    assert set(found) == {small.uid, blocked.uid}
    assert (found[small.uid]["waterway"], found[small.uid]["required_m"]) == ("คลองทดสอบ", Decimal("3.00"))
    assert found[blocked.uid]["reason"] == "อุดตัน"


def test_roads_without_registration_on_public_land(reader):
    with acting_as(system_user(), "วางที่สาธารณะ"):
        parcel(1, 0, 0, 1000, 1000, deed_type="nsl", land_use="public")
        parcel(2, 1000, 0, 2000, 1000, deed_type="ns4")
    over = road(CODE, (500, 500), (1500, 500))
    road("พช.ถ.12-002", (1000, 0), (1000, 1000))  # along the border
    road("พช.ถ.12-003", (1200, 100), (1900, 100))  # private land
    known = road("พช.ถ.12-004", (100, 100), (900, 100))
    with acting_as(system_user(), "ลงทะเบียน"):
        known.registered_no, known.status = "1", "registered"
        known.save()
    found = queries.unregistered_on_public_land(reader)
    assert [(r["uid"], r["parcels"]) for r in found] == [(over.uid, "01A001")]
    assert found[0]["inside_m"] == pytest.approx(500, abs=0.05)


def test_roads_whose_line_must_be_checked(reader):
    make_road()
    off = make_road(code="พช.ถ.12-002", geom=geojson(line((0, 30), (2300, 30))))
    assert [(r["uid"], r["difference_m"]) for r in queries.lines_to_check(reader)] == [(off.uid, Decimal("150.00"))]


# -- what a reader of one village sees ---------------------------------------------------------------------------------
def test_questions_hold_to_the_area_of_the_reader():
    with acting_as(system_user(), "วางที่สาธารณะ"):
        parcel(1, 0, 0, 1000, 1000, deed_type="nsl", land_use="public")
    road(CODE, (500, 500), (900, 500))
    area: MultiPolygon = box(3000, 3000, 4000, 4000)
    outside = user_with("planner", name="outside", area=area)
    assert queries.unregistered_on_public_land(outside) == []


def test_the_pages_of_all_questions_open(client):
    make_road([segment(0, 2450)])
    client.force_login(user_with("planner"))
    for question in made.register("road").declared.queries:
        assert client.get(f"/r/roads_bridges-road/q/{question.code}/").status_code == 200, question.code
    assert records.version_of(made.register("road"), make_road(code="พช.ถ.12-009")) == 1
