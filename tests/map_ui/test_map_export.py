"""What a drawn shape selects, taken away as a file: only by who may export, and only what that reader may see."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
from django.contrib.gis.geos import MultiPolygon, Point, Polygon

from gis_core.access.actor import acting_as, system_user
from gis_core.access.models import PersonalDataLook, RoleHolding
from gis_core.ground.models import Building, House, NamedPlace, Parcel, TaxBlock, TaxZone
from gis_core.parties.models import Person
from layers.registry import registry
from tests.people import sign_in, user_with

pytestmark = pytest.mark.django_db

LAYER = "property_register-parcel"


def square(west: float, south: float, size: float = 0.001) -> MultiPolygon:
    return MultiPolygon(Polygon.from_bbox((west, south, west + size, south + size)), srid=4326)


@pytest.fixture
def row_of_parcels(db):
    """Three parcels side by side from 100.500 to 100.503, a place between the first two."""
    with acting_as(system_user(), "วางแปลงทดสอบ"):
        zone = TaxZone.objects.create(code="01", geom=square(100.5, 15.0, 0.01))
        block = TaxBlock.objects.create(zone=zone, letter="A", code="01A", geom=square(100.5, 15.0, 0.01))
        parcels = [
            Parcel.objects.create(
                parcel_code=f"01A00{n + 1}",
                block=block,
                deed_no=f"1234{n}",
                area_sqwah=100 + n,
                amphoe_code="9901",
                geom=square(100.5 + n / 1000, 15.0),
            )
            for n in range(3)
        ]
        NamedPlace.objects.create(thai="ศาลา", kind="temple", geom=Point(100.501, 15.0005), register_no="ส.1")
    return parcels


def export(client, shape, fmt="csv", layers=(LAYER,), **more):
    body = {"geometry": json.loads(shape.geojson), "layers": list(layers)} | more
    return client.post("/map/select/export", {"body": json.dumps(body), "fmt": fmt})


def content(answer) -> bytes:
    assert answer.status_code == 200, answer.status_code
    return b"".join(part if isinstance(part, bytes) else part.encode() for part in answer.streaming_content)


def codes(answer) -> list[str]:
    rows = list(csv.DictReader(io.StringIO(content(answer).decode("utf-8-sig"))))
    return [row[registry.by_slug[LAYER].label("parcel_code")] for row in rows]


FIRST_TWO = square(100.5, 15.0, 0.002)


def test_a_file_holds_what_meets_the_shape_and_not_what_only_touches_it(client, row_of_parcels):
    sign_in(client, user_with("assessor"))
    answer = export(client, FIRST_TWO)
    assert codes(answer) == ["01A001", "01A002"]
    assert f'filename="{LAYER}-' in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    shown = client.post(
        "/map/select",
        json.dumps({"geometry": json.loads(FIRST_TWO.geojson), "layers": [LAYER]}),
        content_type="application/json",
    ).json()["layers"][0]
    assert (shown["count"], shown["exportable"]) == (2, True)


def test_a_distance_widens_the_shape(client, row_of_parcels):
    sign_in(client, user_with("assessor"))
    corner = Point(100.5005, 15.0005, srid=4326)
    assert codes(export(client, corner)) == ["01A001"]
    assert codes(export(client, corner, distance_m=60)) == ["01A001", "01A002"]


@pytest.mark.parametrize("fmt", ["geojson", "gpkg", "xlsx"])
def test_every_format(client, row_of_parcels, fmt):
    sign_in(client, user_with("assessor"))
    made = content(export(client, FIRST_TWO, fmt))
    if fmt == "geojson":
        features = json.loads(made)["features"]
        assert [f["properties"]["parcel_code"] for f in features] == ["01A001", "01A002"]
        assert features[0]["geometry"]["type"] == "MultiPolygon"
    else:
        assert made.startswith({"gpkg": b"SQLite format 3", "xlsx": b"PK"}[fmt])


def test_a_reader_limited_to_an_area_takes_away_nothing_else(client, row_of_parcels):
    sign_in(client, user_with("assessor", area=square(100.5, 15.0, 0.0009)))
    assert codes(export(client, square(100.4, 14.9, 0.5))) == ["01A001"]


def test_the_area_of_the_export_right_counts_where_more_may_be_seen(client, row_of_parcels):
    user = user_with("engineer")
    helper = user_with("assessor", name="helper", area=square(100.5021, 15.0, 0.0005))
    with acting_as(system_user(), "เพิ่มบทบาท"):
        RoleHolding.objects.filter(user=helper).update(user=user)
    sign_in(client, user)
    assert codes(export(client, square(100.4, 14.9, 0.5))) == ["01A003"]


def test_who_may_not_export_gets_no_file(client, row_of_parcels):
    assert export(client, FIRST_TWO).status_code == 403
    sign_in(client, user_with("engineer"))
    assert export(client, FIRST_TWO).status_code == 403
    shown = client.post(
        "/map/select",
        json.dumps({"geometry": json.loads(FIRST_TWO.geojson), "layers": [LAYER]}),
        content_type="application/json",
    ).json()["layers"][0]
    assert shown["exportable"] is False


def test_hidden_registers_never_leave_by_the_map(client, row_of_parcels):
    with acting_as(system_user(), "บุคคลทดสอบ"):
        building = Building.objects.create(
            building_code="01A001/001",
            parcel=row_of_parcels[0],
            geom=Polygon.from_bbox((100.5002, 15.0002, 100.5004, 15.0004)),
        )
        house = House.objects.create(house_no="12/3", moo=4, building=building, register_no="บ.1")
        Person.objects.create(first_name="สมมุติ", last_name="ใจดี", born_on=date(1980, 1, 1), house=house)
    sign_in(client, user_with("privacy_officer"))
    assert export(client, FIRST_TWO, layers=["base_map-person"]).status_code == 403
    assert not PersonalDataLook.objects.exists()


@pytest.mark.parametrize("body", ["", "[]", "ไม่ใช่", '{"layers": []}', '{"layers": ["a", "b"]}', '{"layers": "a"}'])
def test_a_broken_question_is_refused(client, row_of_parcels, body):
    answer = client.post("/map/select/export", {"body": body, "fmt": "csv"})
    assert answer.status_code == 409
    assert answer.json()["refusals"][0]["thai"]


def test_unknown_layers_formats_and_ways_to_ask(client, row_of_parcels):
    sign_in(client, user_with("assessor"))
    assert export(client, FIRST_TWO, layers=["no-such"]).status_code == 404
    assert export(client, FIRST_TWO, fmt="shp").status_code == 404
    assert client.get("/map/select/export").status_code == 405
