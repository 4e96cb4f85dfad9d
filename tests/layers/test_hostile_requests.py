"""What no honest client sends: every answer is a refusal that says so, none is a fault of the server."""

from __future__ import annotations

import base64
import json

import pytest
from django.contrib.gis.geos import Point

from gis_core.access.actor import acting_as
from gis_core.ground.models import NamedPlace
from tests.people import PASSWORD, sign_in, user_with

pytestmark = pytest.mark.django_db
PLACES = "/ogc/collections/base_map-named_place/items"
UTM = "http://www.opengis.net/def/crs/EPSG/0/32647"


@pytest.fixture
def place(clerk):
    with acting_as(clerk, "เพิ่มสถานที่"):
        return NamedPlace.objects.create(thai="วัดทดสอบ", kind="temple", geom=Point(100.5, 15.0, srid=4326))


def with_password(client, user):
    """Requests of a desktop GIS: the password comes along, so no token of the site is asked for."""
    client.raise_request_exception = False
    client.defaults["HTTP_AUTHORIZATION"] = "Basic " + base64.b64encode(f"{user.username}:{PASSWORD}".encode()).decode()
    sign_in(client, user)
    return client


@pytest.fixture
def office(client):
    """A client of an engineer, who may add and change places; it tells faults of the server like a browser."""
    return with_password(client, user_with("engineer"))


@pytest.mark.parametrize(
    ("path", "query"),
    [
        (PLACES, {"limit": "9" * 5000}),
        (PLACES, {"limit": "²"}),
        (PLACES, {"cursor": "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5"}),
        (PLACES, {"cursor": "LTE"}),
        (PLACES, {"bbox": "nan,nan,nan,nan"}),
        (PLACES, {"bbox": "-1e8,-1e8,1e8,1e8"}),
        (PLACES, {"bbox": "-1e8,-1e8,1e8,1e8", "bbox-crs": UTM}),
        (PLACES, {"bbox": "0,0,1e8,1e8", "bbox-crs": UTM.replace("32647", "3857")}),
        (PLACES, {"bbox": "170,0,-170,1"}),
        (PLACES, {"datetime": "0001-01-01T00:00:00+14:00/.."}),
        (PLACES, {"datetime": "9999-12-31T23:59:59-14:00/.."}),
        (PLACES, {"datetime": "2025-02-30"}),
        (PLACES, {"datetime": "T"}),
        (PLACES, {"datetime": "//"}),
        (PLACES, {"kind": "\x00"}),
        (PLACES, {"thai": "a\x00b"}),
        (PLACES, {"thai": "x" * 100_000}),
        (PLACES, {"org_unit": "²"}),
        (PLACES, {"org_unit": "9" * 40}),
        (PLACES, {"crs": "\x00"}),
        ("/ogc/collections/property_register-parcel/items", {"area_sqwah": "1e400000000"}),
        ("/ogc/collections/property_register-parcel/items", {"moo": "1e999999999"}),
        ("/ogc/collections/property_register-parcel/items", {"moo": "99999999999999999999999"}),
        ("/ogc/collections/property_register-parcel/items", {"area_sqwah": "NaN"}),
        ("/ogc/collections/property_register-parcel/items", {"block": "\x00"}),
        ("/map/search", {"q": "\x00"}),
        ("/map/search", {"q": "วัด\x00"}),
        ("/map/search", {"q": "%_\\"}),
        ("/map/search", {"q": "x" * 10_000}),
        ("/map/search", {"q": "99999999999 99999999999"}),
        ("/map/search", {"q": "1e400, 1e400"}),
        ("/map/place", {"lon": "nan", "lat": "nan"}),
        ("/map/place", {"lon": "inf", "lat": "0"}),
        ("/map/place", {"lon": "180", "lat": "90"}),
        ("/map/place", {"lon": "-180", "lat": "-90", "tolerance": "500"}),
        ("/map/place", {"lon": "100", "lat": "15", "tolerance": "nan"}),
        ("/map/values", {"layer": "base_map-named_place", "column": "\x00"}),
        ("/map/values", {"layer": "\x00", "column": "kind"}),
        ("/d/%00", {}),
        ("/d/" + "x" * 2000, {}),
        ("/r/base_map-named_place/", {"q": "\x00", "page": "²", "sort": "-\x00"}),
        ("/r/base_map-named_place/pick", {"q": "\x00"}),
        ("/r/base_map-named_place/", {"status": "\x00", "kind": "\x00"}),
    ],
)
def test_no_query_breaks_the_server(office, place, path, query):
    answer = office.get(path, query)
    assert answer.status_code < 500, answer.content[:300]


BODIES = [
    "null",
    "[]",
    "5",
    '"x"',
    "{",
    "[" * 2000,
    '{"type": "Feature"}',
    '{"type": "Feature", "properties": []}',
    '{"type": "Feature", "properties": {"thai": {}}}',
    '{"type": "Feature", "properties": {"thai": {"a": 1}}}',
    '{"type": "Feature", "properties": {"thai": ["a"]}}',
    '{"type": "Feature", "properties": {"thai": 5, "kind": ["temple"]}}',
    '{"type": "Feature", "properties": {"thai": "\\u0000"}}',
    '{"type": "Feature", "properties": {"thai": "' + "ก" * 300 + '"}}',
    '{"type": "Feature", "properties": {"id": 5, "uid": "x", "pk": 1, "__class__": "x"}}',
    '{"type": "Feature", "properties": {"org_unit": true}}',
    '{"type": "Feature", "properties": {"org_unit": 1e300}}',
    '{"type": "Feature", "properties": {"org_unit": [1]}}',
    '{"type": "Feature", "properties": {}, "geometry": 5}',
    '{"type": "Feature", "properties": {}, "geometry": {"type": "Point"}}',
    '{"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": []}}',
    '{"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [1e400, 1]}}',
    '{"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [15.0, 100.5]}}',
    '{"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": ["a", "b"]}}',
    '{"type": "Feature", "properties": {}, "geometry": {"type": "GeometryCollection", "geometries": []}}',
    '{"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [[[0,0],[1,1]]]}}',
    '{"type": "Feature", "properties": {"thai": "ก", "kind": "temple"}, "lines": 5}',
    '{"type": "Feature", "properties": {"thai": "ก", "kind": "temple"}, "lines": {"x": 5}}',
    '{"type": "Feature", "properties": {"thai": "ก", "kind": "temple"}, "reason": "   "}',
    '{"type": "Feature", "properties": {"thai": "ก", "kind": "temple"}, "reason": {"a": 1}}',
    '{"type": "Feature", "properties": {"thai": "ก", "kind": "temple"}, "reason": "a\\u0000b"}',
]


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("method", ["post", "put", "patch"])
def test_no_body_breaks_the_server(office, place, body, method):
    path = PLACES if method == "post" else f"{PLACES}/{place.uid}"
    answer = getattr(office, method)(path, body, content_type="application/geo+json")
    assert answer.status_code < 500, answer.content[:300]
    if answer.status_code >= 400:
        assert answer["Content-Type"].startswith("application/problem+json")
        assert answer.status_code not in (401, 403)


@pytest.mark.parametrize(
    "lines", ["5", '{"ownershipspell": 5}', '{"ownershipspell": [5]}', '{"ownershipspell": [{"uid": []}]}']
)
def test_lines_of_another_form_are_refused(client, place, lines):
    with_password(client, user_with("assessor"))
    body = '{"type": "Feature", "properties": {}, "lines": ' + lines + "}"
    answer = client.post("/ogc/collections/property_register-parcel/items", body, content_type="application/geo+json")
    assert 400 <= answer.status_code < 500, answer.content[:300]


@pytest.mark.parametrize("match", ['"x"', "²", "9" * 5000, '"1", "2"', 'W/"x"', 'W/"7"'])
def test_a_version_that_cannot_be_read_is_refused(office, place, match):
    body = json.dumps({"type": "Feature", "properties": {"thai": "ใหม่"}})
    answer = office.patch(f"{PLACES}/{place.uid}", body, content_type="application/json", HTTP_IF_MATCH=match)
    assert answer.status_code in (400, 412)


def test_a_shape_sent_as_null_is_refused_where_one_is_needed_and_not_overlooked(office, place):
    body = json.dumps({"type": "Feature", "properties": {"thai": "ใหม่"}, "geometry": None})
    answer = office.patch(f"{PLACES}/{place.uid}", body, content_type="application/json")
    assert 400 <= answer.status_code < 500 and "geom" in answer.content.decode()
    place.refresh_from_db()
    assert place.thai != "ใหม่" and place.geom is not None


def test_a_version_that_a_proxy_has_weakened_is_still_the_version(office, place):
    body = json.dumps({"type": "Feature", "properties": {"thai": "ใหม่"}})
    answer = office.patch(f"{PLACES}/{place.uid}", body, content_type="application/json", HTTP_IF_MATCH='W/"1"')
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {"geometry": {"type": "Point", "coordinates": [100, 15]}, "distance_m": "x"},
        {"geometry": {"type": "Point", "coordinates": [100, 15]}, "distance_m": []},
        {"geometry": {"type": "Point", "coordinates": [100, 15]}, "distance_m": {"a": 1}},
        {"geometry": {"type": "Point", "coordinates": [1e9, 1e9]}, "distance_m": 5},
        {"geometry": {"type": "Point", "coordinates": [1e9, 1e9]}},
        {"geometry": {"type": "Point", "coordinates": [179, 89]}, "distance_m": 50_000},
        {"geometry": {"type": "Point", "coordinates": [100, 15]}, "layers": 5},
        {"geometry": {"type": "Point", "coordinates": [100, 15]}, "layers": [{}]},
        {"geometry": {"type": "Point", "coordinates": [100, 15]}, "layers": "x"},
        {"geometry": {"type": "Nothing", "coordinates": [100, 15]}},
        {"geometry": {"type": "Point", "coordinates": ["a"]}},
        {"geometry": {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [100, 15]}]}},
        {"geometry": None},
        {"geometry": "\x00"},
        {"geometry": "01010000"},
    ],
)
@pytest.mark.parametrize("path", ["/map/select", "/map/select/export"])
def test_no_selection_breaks_the_server(office, place, body, path):
    answer = office.post(path, json.dumps(body), content_type="application/json")
    assert answer.status_code < 500, answer.content[:300]


@pytest.mark.parametrize("raw", [b"[" * 100_000, b"\xff\xfe", b'{"geometry": ' * 3000])
def test_no_raw_selection_breaks_the_server(office, raw):
    assert office.post("/map/select", raw, content_type="application/json").status_code < 500


def test_methods_an_item_does_not_know_are_refused(office, place):
    assert office.post(f"{PLACES}/{place.uid}", "{}", content_type="application/json").status_code == 405
    assert office.delete(PLACES).status_code == 405
    assert office.trace(PLACES).status_code == 405
