"""OGC API Features as GDAL, QGIS and the conformance suite ask it."""

from __future__ import annotations

import base64
import json
from datetime import date

import pytest
from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.db.backends.postgresql.psycopg_any import DateRange

from gis_core.access.actor import acting_as, system_user
from gis_core.access.models import OrgUnit, Role, RoleHolding, SignIn, User
from gis_core.ground.models import NamedPlace, Parcel, TaxBlock, TaxZone

pytestmark = pytest.mark.django_db
PLACES = "/ogc/collections/base_map-named_place"
PASSWORD = "รหัสผ่าน-ทดสอบ-99"


def make_user(name: str, role: str, area=None) -> User:
    with acting_as(system_user(), "ตั้งบัญชีทดสอบ"):
        user = User.objects.create_user(name, f"ผู้ใช้ {name}", PASSWORD)
        RoleHolding.objects.create(
            user=user,
            role=Role.objects.get(code=role),
            org_unit=OrgUnit.objects.first(),
            area=area,
            area_name="พื้นที่ทดสอบ" if area else "",
            valid=DateRange(date(2020, 1, 1), None),
        )
    return user


def basic(user: User) -> dict[str, str]:
    return {"HTTP_AUTHORIZATION": "Basic " + base64.b64encode(f"{user.username}:{PASSWORD}".encode()).decode()}


@pytest.fixture
def places(clerk):
    with acting_as(clerk, "เพิ่มสถานที่"):
        return NamedPlace.objects.bulk_create(
            NamedPlace(thai=f"สถานที่ {n}", kind="temple" if n % 2 else "school", geom=Point(100.5 + n / 1000, 15.0))
            for n in range(25)
        )


def test_landing_page_links_to_description_conformance_and_data(client):
    links = {link["rel"]: link for link in client.get("/ogc").json()["links"]}
    assert {"self", "service-desc", "conformance", "data"} <= links.keys()
    assert client.get("/ogc/api").json()["openapi"].startswith("3.0")


def test_pages_survive_edits_between_them(client, places, clerk):
    first = client.get(f"{PLACES}/items", {"limit": 10}).json()
    following = next(link["href"] for link in first["links"] if link["rel"] == "next")
    with acting_as(clerk, "ลบของหน้าแรก"):
        NamedPlace.objects.get(uid=first["features"][3]["id"]).delete()
    seen = [f["id"] for f in first["features"]]
    while following:
        page = client.get(following).json()
        seen += [f["id"] for f in page["features"]]
        following = next((link["href"] for link in page["links"] if link["rel"] == "next"), None)
    assert len(seen) == len(set(seen)) == 25


def test_bbox_crs_and_property_filters(client, places):
    box = client.get(f"{PLACES}/items", {"bbox": "100.4995,14.9,100.5035,15.1", "limit": 100}).json()
    assert [f["properties"]["title"] for f in box["features"]] == [f"สถานที่ {n}" for n in range(4)]
    swapped = "http://www.opengis.net/def/crs/EPSG/0/4326"
    answer = client.get(f"{PLACES}/items", {"bbox": "14.9,100.4995,15.1,100.5035", "bbox-crs": swapped, "crs": swapped})
    assert answer["Content-Crs"] == f"<{swapped}>"
    assert answer.json()["features"][0]["geometry"]["coordinates"] == [15.0, 100.5]
    schools = client.get(f"{PLACES}/items", {"kind": "school", "limit": 100}).json()["features"]
    assert len(schools) == 13
    utm = client.get(f"{PLACES}/items", {"limit": 1, "crs": "http://www.opengis.net/def/crs/EPSG/0/32647"}).json()
    easting, northing = utm["features"][0]["geometry"]["coordinates"]
    assert (round(easting, 1), round(northing, 1)) == (661277.3, 1658872.5)


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "0"},
        {"limit": "x"},
        {"bbox": "1,2,3"},
        {"bbox": "a,b,c,d"},
        {"datetime": "yesterday"},
        {"datetime": "2025-01-01/2024-01-01"},
        {"crs": "http://example.org/none"},
        {"nothing": "1"},
        {"cursor": "ไม่ใช่"},
        {"kind": "castle"},
    ],
)
def test_bad_parameters_are_refused_with_400(client, query):
    assert client.get(f"{PLACES}/items", query).status_code == 400


def test_only_declared_methods_answer(client, places):
    asked = client.options(f"{PLACES}/items")
    assert (asked.status_code, asked["Allow"]) == (204, "GET, HEAD, POST, OPTIONS")
    assert client.put("/ogc/conformance").status_code == client.delete(f"{PLACES}/items").status_code == 405
    assert client.head("/ogc/collections").status_code == 200


def test_what_an_item_shows_finds_it_again(client, clerk):
    """Filters take the values the collection gives: areas as numbers, generated choices by their code."""
    with acting_as(clerk, "ตั้งทะเบียน"):
        zone = TaxZone.objects.create(code="01", geom=MultiPolygon(Polygon.from_bbox((100, 15, 101, 16)), srid=4326))
        block = TaxBlock.objects.create(zone=zone, letter="A", code="01A", geom=zone.geom)
        shape = MultiPolygon(Polygon.from_bbox((100.5, 15.0, 100.501, 15.001)), srid=4326)
        Parcel.objects.create(parcel_code="01A001", block=block, area_sqwah="2934.2", geom=shape)
    surveyor = basic(make_user("ผู้สำรวจ", "surveyor"))
    items = "/ogc/collections/property_register-parcel/items"
    shown = client.get(items, **surveyor).json()["features"][0]["properties"]
    for name in ("area_sqwah", "area_class", "block"):
        found = client.get(items, {name: shown[name]}, **surveyor)
        assert found.status_code == 200, found.json()
        assert len(found.json()["features"]) == 1, name


def test_a_shape_in_metres_names_its_system_once(client, places):
    utm = client.get(f"{PLACES}/items", {"limit": 1, "crs": "http://www.opengis.net/def/crs/EPSG/0/32647"}).json()
    assert utm["features"][0]["geometry"].keys() == {"type", "coordinates"}


def test_datetime_selects_by_the_day_it_was_recorded(client, places):
    assert client.get(f"{PLACES}/items", {"datetime": "../2000-01-01"}).json()["features"] == []
    assert len(client.get(f"{PLACES}/items", {"datetime": "2000-01-01/..", "limit": 100}).json()["features"]) == 25


def test_an_item_has_its_version_as_etag_and_unknown_ones_are_404(client, places):
    answer = client.get(f"{PLACES}/items/{places[0].uid}")
    assert (answer.status_code, answer["ETag"]) == (200, '"1"')
    assert client.get(f"{PLACES}/items/{system_user().uid}").status_code == 404
    assert client.get(f"{PLACES}/items/1.5").status_code == 404


def test_collections_are_those_the_reader_may_see(client):
    public = {c["id"] for c in client.get("/ogc/collections").json()["collections"]}
    assert "base_map-named_place" in public
    assert "base_map-person" not in public
    assert all("." not in slug for slug in public)
    assert client.get("/ogc/collections/base_map-person/items").status_code == 404
    clerk = make_user("registry", "registry_clerk")
    names = {c["id"] for c in client.get("/ogc/collections", **basic(clerk)).json()["collections"]}
    assert "base_map-person" in names
    wrong = {"HTTP_AUTHORIZATION": "Basic " + base64.b64encode(b"registry:no").decode()}
    assert client.get("/ogc/collections", **wrong).status_code == 401


def test_a_reader_limited_to_an_area_gets_nothing_else(client, clerk):
    def square(x):
        return Polygon.from_bbox((x, 15.0, x + 0.001, 15.001))

    with acting_as(clerk, "วางแปลง"):
        zone = TaxZone.objects.create(code="01", geom=MultiPolygon(square(100.5)))
        block = TaxBlock.objects.create(zone=zone, letter="A", code="01A", geom=MultiPolygon(square(100.5)))
        for n in range(3):
            Parcel.objects.create(
                parcel_code=f"01A00{n + 1}", block=block, area_sqwah=100, geom=MultiPolygon(square(100.5 + n / 1000))
            )
    head = make_user("head", "village_head", area=MultiPolygon(square(100.501)))
    items = client.get("/ogc/collections/property_register-parcel/items", **basic(head)).json()["features"]
    assert [f["properties"]["parcel_code"] for f in items] == ["01A002"]
    assert client.get("/ogc/collections/property_register-parcel/items").status_code == 404


def test_writing_goes_through_the_engine(client, places):
    surveyor = basic(make_user("surveyor1", "surveyor"))
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [100.5, 15.0]},
        "properties": {"thai": "ตลาดใหม่", "kind": "market"},
    }

    def send(method, path, body, **headers):
        return client.generic(
            method, path, json.dumps(body), content_type="application/geo+json", **surveyor, **headers
        )

    made = send("POST", f"{PLACES}/items", feature)
    assert made.status_code == 201, made.content
    place = made["Location"].split("/ogc", 1)[1]
    changed = send("PATCH", f"/ogc{place}", {"type": "Feature", "properties": {"thai": "ตลาดเก่า"}}, HTTP_IF_MATCH='"1"')
    assert changed.json()["properties"]["version"] == 2
    late = send("PATCH", f"/ogc{place}", {"type": "Feature", "properties": {"thai": "x"}}, HTTP_IF_MATCH='"1"')
    assert late.status_code == 412
    bad = send("POST", f"{PLACES}/items", feature | {"properties": {"thai": "", "kind": "castle"}})
    assert bad.status_code == 422
    assert {r["field"] for r in bad.json()["refusals"]} == {"kind", "thai"}
    assert client.post(f"{PLACES}/items", json.dumps(feature), content_type="application/geo+json").status_code == 401
    assert client.delete(f"/ogc{place}", **surveyor).status_code == 204
    assert client.get(f"/ogc{place}").status_code == 404


def test_sent_credentials_are_remembered_but_not_past_a_change(client):
    user = make_user("qgis", "registry_clerk")
    assert client.get("/ogc/collections", **basic(user)).status_code == 200
    before = SignIn.objects.count()
    assert client.get("/ogc/collections", **basic(user)).status_code == 200
    assert SignIn.objects.count() == before
    with acting_as(system_user(), "เปลี่ยนรหัสผ่าน"):
        user.set_password("รหัสใหม่-ที่ยาวพอ-1")
        user.save()
    assert client.get("/ogc/collections", **basic(user)).status_code == 401
