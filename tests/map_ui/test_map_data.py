"""Find, see and select: the map's questions, and what each reader is told."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from django.contrib.gis.geos import LineString, MultiPolygon, Point, Polygon
from django.contrib.staticfiles import finders
from django.db.backends.postgresql.psycopg_any import DateRange

from gis_core.access.actor import acting_as, system_user
from gis_core.access.models import PersonalDataLook
from gis_core.ground.models import (
    AdminArea,
    Building,
    House,
    NamedPlace,
    Office,
    OwnershipSpell,
    Parcel,
    TaxBlock,
    TaxZone,
)
from gis_core.networks.models import Road
from gis_core.parties.models import Person
from layers.engine.saved_maps import RAW_COUNT
from layers.registry import registry
from map_ui.views import map_page
from tests.people import sign_in, user_with
from tiles.grid import Tile, column_of, row_of

pytestmark = pytest.mark.django_db


def test_why_no_area_is_coloured_by_counts_is_said_in_one_place(client):
    assert client.get("/layers.json").json()["raw_count"] == RAW_COUNT
    scripts = Path(finders.find("map_ui/js/map.js")).parent
    assert not [each.name for each in scripts.glob("*.js") if RAW_COUNT[:20] in each.read_text(encoding="utf-8")]


def square(west: float, south: float, size: float = 0.001) -> MultiPolygon:
    return MultiPolygon(Polygon.from_bbox((west, south, west + size, south + size)), srid=4326)


@pytest.fixture
def town(db):
    """Two parcels side by side, a house on the first, a road, a temple, an owner."""
    with acting_as(system_user(), "วางเมืองทดสอบ"):
        Office.objects.create(thai="เทศบาลทดสอบ", kind="municipality", boundary=square(100.5, 15.0, 0.02))
        AdminArea.objects.create(
            code="99010101", level="village", moo=1, thai="บ้านทดสอบ", geom=square(100.5, 15.0, 0.002)
        )
        zone = TaxZone.objects.create(code="01", geom=square(100.5, 15.0, 0.01))
        block = TaxBlock.objects.create(zone=zone, letter="A", code="01A", geom=square(100.5, 15.0, 0.01))
        parcels = [
            Parcel.objects.create(
                parcel_code=f"01A00{n + 1}",
                block=block,
                deed_no=f"1234{n}",
                area_sqwah=100,
                amphoe_code="9901",
                geom=square(100.5 + n / 1000, 15.0),
            )
            for n in range(2)
        ]
        building = Building.objects.create(
            building_code="01A001/001",
            parcel=parcels[0],
            geom=Polygon.from_bbox((100.5002, 15.0002, 100.5004, 15.0004)),
        )
        house = House.objects.create(house_no="12/3", moo=4, building=building, register_no="บ.1")
        Road.objects.create(
            road_code="ตย.ถ.12-001", name="ถนนสุขใจ", geom=LineString((100.5, 14.9995), (100.503, 14.9995), srid=4326)
        )
        NamedPlace.objects.create(thai="วัดสาธิตวนาราม", kind="temple", geom=Point(100.5018, 15.0005), register_no="ส.1")
        owner = Person.objects.create(first_name="สมมุติ", last_name="ใจดี", national_id="9999999999994", house=house)
        OwnershipSpell.objects.create(parcel=parcels[1], person=owner, valid=DateRange(date(2020, 1, 1), None))
    return {"parcels": parcels, "owner": owner, "house": house, "building": building}


def titles(client, text: str) -> list[str]:
    return [row["title"] for row in client.get("/map/search", {"q": text}).json()["results"]]


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("01A001", "01A001"),
        ("๐๑A๐๐๑", "01A001"),
        ("12340", "01A001"),
        ("โฉนด 12341", "01A002"),
        ("โฉนดเลขที่ ๑๒๓๔๑", "01A002"),
        ("ถ.สุขใจ", "ถนนสุขใจ"),
        ("ถนน สุขใจ", "ถนนสุขใจ"),
        ("สุขใจ", "ถนนสุขใจ"),
        ("ตย.ถ.12-001", "ถนนสุขใจ"),
        ("วัดสาธิต", "วัดสาธิตวนาราม"),
        ("วัดสาธิตวนารม", "วัดสาธิตวนาราม"),
        ("12/3", "12/3"),
        ("บ้านเลขที่ 12/3", "12/3"),
        ("12/3 ม.4", "12/3"),
        ("หมู่ 1 บ้านทดสอบ", "บ้านทดสอบ"),
    ],
)
def test_find_by_what_people_type(client, town, typed, title):
    sign_in(client, user_with("revenue_officer"))
    assert any(title in found for found in titles(client, typed))


def test_coordinates_in_several_systems(client, town):
    rows = client.get("/map/search", {"q": "15.0005, 100.5005"}).json()["results"]
    assert (rows[0]["kind"], round(rows[0]["lon"], 4), rows[0]["inside"]) == ("coordinate", 100.5005, True)
    utm = client.get("/map/search", {"q": "661331 1658928"}).json()["results"]
    assert utm[0]["subtitle"] == "WGS 84 / UTM 47N"
    old = client.get("/map/search", {"q": "661665 1658624"}).json()["results"]
    assert old[0]["subtitle"] == "Indian 1975 / UTM 47N"
    assert old[0]["lon"] == pytest.approx(100.5005, abs=0.0001)
    assert "นอกเขต" in old[1]["subtitle"]


def test_the_public_finds_roads_and_places_only(client, town):
    assert titles(client, "01A001") == ["01A001/001"]
    assert titles(client, "สมมุติ ใจดี") == []
    assert titles(client, "วัดสาธิต") == ["วัดสาธิตวนาราม"]


def test_owners_are_found_by_those_who_may_and_each_look_is_logged(client, town):
    officer = user_with("revenue_officer")
    sign_in(client, officer)
    found = client.get("/map/search", {"q": "สมมุติ ใจ"}).json()["results"]
    assert [row["title"] for row in found] == ["สมมุติ ใจดี", "01A002"]
    look = PersonalDataLook.objects.get()
    assert (look.user, look.door, look.subject_uid) == (officer, "search", town["owner"].uid)
    sign_in(client, user_with("engineer"))
    assert titles(client, "สมมุติ ใจ") == []


@pytest.mark.parametrize("typed", ["9999999999994", "99999999", "9-9999-99999-99-4"])
def test_a_citizen_number_finds_its_owner_only_for_those_who_may_read_it(client, town, typed):
    sign_in(client, user_with("counter_clerk"))
    assert "สมมุติ ใจดี" in titles(client, "สมมุติ ใจ")
    looks = PersonalDataLook.objects.count()
    assert titles(client, typed) == []
    assert PersonalDataLook.objects.count() == looks
    sign_in(client, user_with("revenue_officer"))
    assert "สมมุติ ใจดี" in titles(client, typed)


def test_everything_at_a_place(client, town):
    sign_in(client, user_with("revenue_officer"))
    card = client.get("/map/place", {"lon": "100.5003", "lat": "15.0003"}).json()
    counts = {row["layer"]: row["count"] for row in card["counts"]}
    assert counts["property_register-parcel"] == 1
    assert counts["property_register-building"] == 1
    assert counts["base_map-house"] == 1
    assert "base_map-person" not in counts
    parcel = next(f for f in card["features"] if f["layer"] == "property_register-parcel")
    assert ["เลขที่เอกสารสิทธิ", "12340"] in parcel["facts"]
    assert [s["srid"] for s in card["point"]["systems"]] == [4326, 32647, 24047]


def test_a_reader_limited_to_an_area_is_told_nothing_else(client, town):
    sign_in(client, user_with("village_head", area=square(100.501, 15.0)))
    here = client.get("/map/place", {"lon": "100.5003", "lat": "15.0003"}).json()
    assert "property_register-parcel" not in {row["layer"] for row in here["counts"]}
    there = client.get("/map/place", {"lon": "100.5015", "lat": "15.0003"}).json()
    assert {"property_register-parcel"} <= {row["layer"] for row in there["counts"]}
    assert "01A001" not in titles(client, "01A00")
    assert "01A002" in titles(client, "01A00")
    assert client.get(f"/map/place/{town['parcels'][0].uid}").status_code == 404


def test_card_of_a_record(client, town):
    sign_in(client, user_with("revenue_officer"))
    card = client.get(f"/map/place/{town['house'].uid}").json()
    assert card["geometry"]["type"] == "Polygon"
    assert "base_map-house" in {row["layer"] for row in card["counts"]}


def select(client, **body):
    return client.post("/map/select", json.dumps(body), content_type="application/json")


def test_select_by_polygon_and_by_distance(client, town):
    sign_in(client, user_with("revenue_officer"))
    shape = json.loads(square(100.5001, 15.0001, 0.0005).geojson)
    answer = select(client, geometry=shape, layers=["property_register-parcel"]).json()
    assert [(row["layer"], row["count"]) for row in answer["layers"]] == [("property_register-parcel", 1)]
    assert answer["layers"][0]["area_m2"] == pytest.approx(11_890, rel=0.01)
    near = {"type": "Point", "coordinates": [100.5018, 15.001]}
    found = select(client, geometry=near, distance_m=60, layers=["base_map-named_place"]).json()["layers"]
    assert [row["count"] for row in found] == [1]
    assert select(client, geometry=near, distance_m=50, layers=["base_map-named_place"]).json()["layers"] == []


@pytest.mark.parametrize(
    "body",
    [
        {"geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}},
        {"geometry": "ไม่ใช่รูป"},
        {},
        {"geometry": {"type": "Point", "coordinates": [100, 15]}, "distance_m": -5},
    ],
)
def test_bad_selections_are_refused_in_thai(client, body):
    answer = select(client, **body)
    assert answer.status_code == 409
    assert answer.json()["refusals"][0]["thai"]


def test_values_of_a_layer_for_classes(client, town):
    where = {"layer": "property_register-parcel", "column": "area_sqwah"}
    assert client.get("/map/values", where).status_code == 404
    sign_in(client, user_with("revenue_officer"))
    assert client.get("/map/values", where).json() == {"values": [100.0, 100.0]}
    assert client.get("/map/values", where | {"column": "volume"}).status_code == 404


def test_layers_are_those_the_reader_may_load(client, town):
    def ids():
        modules = client.get("/layers.json").json()["modules"]
        return {layer["id"] for m in modules for s in m["systems"] for layer in s["layers"]}

    assert "property_register-parcel" not in ids()
    assert "base_map-admin_area" in ids()
    sign_in(client, user_with("engineer"))
    assert "property_register-parcel" in ids()


def test_a_parcel_tells_its_lot_and_from_near_its_deed():
    """The tax map writes deed numbers from 1:1,000 on."""
    parcels = registry.by_slug["property_register-parcel"]
    label = map_page.drawn_as(parcels)["label"]
    assert label == {"column": "lot", "from_zoom": 17, "below": {"column": "deed_no", "from_zoom": 18}}
    assert {"lot", "deed_no"} <= set(parcels.layer.tile_columns)


def test_a_parcel_that_was_divided_is_found_but_no_longer_stands_there(client, town):
    sign_in(client, user_with("revenue_officer"))
    old = town["parcels"][0]
    with acting_as(system_user(), "แบ่งแยก"):
        type(old).objects.filter(pk=old.pk).update(status="divided")
    here = client.get("/map/place", {"lon": "100.5003", "lat": "15.0003"}).json()
    assert str(old.uid) not in {row["uid"] for row in here["features"]}
    tile = Tile(17, int(column_of(100.5003, 17)), int(row_of(15.0003, 17)))
    drawn = client.get(f"/tiles/property_register-parcel/{tile.z}/{tile.x}/{tile.y}")
    assert b"01A001" not in drawn.content
    assert b"01A002" in drawn.content
    assert "01A001" in titles(client, "01A001")
    assert client.get(f"/map/place/{old.uid}").status_code == 200
