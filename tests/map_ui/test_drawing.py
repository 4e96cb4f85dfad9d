"""The doors of the editor: who may draw, what is snapped to, refused, saved, divided, merged; and the past."""

from __future__ import annotations

import html
import json
import re
import uuid
from datetime import date

import pytest
from django.contrib.gis.geos import LineString, MultiPolygon, Polygon
from django.core.cache import cache
from django.db.backends.postgresql.psycopg_any import DateRange

from gis_core.access.actor import acting_as, system_user
from gis_core.access.models import PersonalDataLook
from gis_core.features import measure
from gis_core.ground.models import Office, OwnershipSpell, Parcel, TaxBlock, TaxZone
from gis_core.networks.models import Road
from gis_core.parties.models import Person
from tests.people import sign_in, user_with

pytestmark = pytest.mark.django_db

SLUG = "property_register-parcel"
#: A node with more digits than a tile or a screen gives.
WEST, SOUTH, SIDE = 100.500000123456, 15.000000765432, 0.001
BBOX = "100.4990,14.9990,100.5040,15.0020"


def square(west: float, south: float, size: float = SIDE) -> MultiPolygon:
    return MultiPolygon(Polygon.from_bbox((west, south, west + size, south + size)), srid=4326)


def ring(*corners: tuple[float, float]) -> dict:
    return {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}


def box(west: float, south: float, east: float, north: float) -> dict:
    return ring((west, south), (east, south), (east, north), (west, north))


@pytest.fixture
def town(db):
    """Two parcels side by side with one owner, a third divided long ago, a road."""
    with acting_as(system_user(), "วางเมืองทดสอบ"):
        Office.objects.create(thai="เทศบาลทดสอบ", kind="municipality", boundary=square(100.49, 14.99, 0.03))
        zone = TaxZone.objects.create(code="01", geom=square(100.495, 14.995, 0.02))
        block = TaxBlock.objects.create(zone=zone, letter="A", code="01A", geom=square(100.495, 14.995, 0.02))
        given = {"block": block, "area_sqwah": 2900, "amphoe_code": "9901"}
        parcels = [
            Parcel.objects.create(
                parcel_code=f"01A00{n + 1}", deed_no=f"1234{n}", geom=square(WEST + n * SIDE, SOUTH), **given
            )
            for n in range(2)
        ]
        gone = Parcel.objects.create(
            parcel_code="01A009", deed_no="99", status="divided", geom=square(WEST, SOUTH), **given
        )
        owner = Person.objects.create(first_name="สมมุติ", last_name="ใจดี")
        for parcel in parcels:
            OwnershipSpell.objects.create(parcel=parcel, person=owner, valid=DateRange(date(2020, 1, 1), None))
        Road.objects.create(
            road_code="ตย.ถ.1-001", name="ถนนทดสอบ", geom=LineString((100.499, 14.9995), (100.503, 14.9995))
        )
    cache.clear()
    return {"parcels": parcels, "gone": gone}


@pytest.fixture
def surveyor(client, town):
    sign_in(client, user_with("surveyor"))
    return client


def post(client, path: str, body: dict) -> tuple[int, dict]:
    answer = client.post(
        path, json.dumps(body), content_type="application/json", headers={"accept": "application/json"}
    )
    return answer.status_code, answer.json()


def get(client, path: str) -> tuple[int, dict]:
    answer = client.get(path, headers={"accept": "application/json"})
    return answer.status_code, answer.json()


def doors(parcel: Parcel) -> list[tuple[str, str]]:
    here = f"/draw/{SLUG}/"
    return [
        ("get", "/draw/registers"),
        ("get", f"{here}near?bbox={BBOX}"),
        ("get", f"{here}typed?text=15.001 100.501"),
        ("get", f"{here}{parcel.uid}"),
        *(("post", f"{here}{name}") for name in ("check", "save", "divide", "merge")),
    ]


# -- rights ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", [None, "auditor", "council_chair"])
def test_who_may_not_change_finds_every_door_closed(client, town, role):
    if role:
        sign_in(client, user_with(role))
    for method, path in doors(town["parcels"][0]):
        answer = getattr(client, method)(path, headers={"accept": "application/json"})
        assert answer.status_code in (403, 404), path
        assert answer.json()["refusals"][0]["code"] in ("NO_RIGHT", "NOT_FOUND")
    page = client.get("/").content.decode()
    assert "data-may-draw" not in page


def test_a_right_to_one_register_opens_no_door_of_another(client, town):
    sign_in(client, user_with("counter_clerk"))
    assert get(client, "/draw/registers")[0] == 200
    for method, path in doors(town["parcels"][0])[1:]:
        assert getattr(client, method)(path, headers={"accept": "application/json"}).status_code == 403, path


def test_an_unknown_or_undrawable_register_is_not_found(surveyor):
    for slug in ("nothing", "property_register-ownership"):
        assert get(surveyor, f"/draw/{slug}/near?bbox={BBOX}")[0] == 404


def test_a_surveyor_of_one_area_edits_nothing_outside(client, town):
    sign_in(client, user_with("surveyor", area=square(100.49, 14.99, 0.0105)))
    inside, outside = town["parcels"]
    assert get(client, f"/draw/{SLUG}/{inside.uid}")[0] == 200
    assert client.get(f"/draw/{SLUG}/{outside.uid}").status_code == 404
    status, body = get(client, f"/draw/{SLUG}/near?bbox={BBOX}")
    assert status == 200
    assert [each["uid"] for each in body["features"]] == [str(inside.uid)]
    shape = box(WEST + SIDE, SOUTH, WEST + 2 * SIDE, SOUTH + SIDE / 2)
    status, _ = post(client, f"/draw/{SLUG}/save", {"uid": str(outside.uid), "geometry": shape})
    assert status in (404, 409)
    outside.refresh_from_db()
    assert outside.geom.num_coords == 5 and outside.geom.extent[3] == pytest.approx(SOUTH + SIDE, abs=1e-12)


# -- what is snapped to ------------------------------------------------------------------------------------------------
def test_near_gives_true_nodes_of_live_shapes_and_of_further_layers(surveyor, town):
    status, body = get(surveyor, f"/draw/{SLUG}/near?bbox={BBOX}&also=base_map-road,roads_bridges-road")
    assert status == 200 and body["more"] is False
    by_layer = {}
    for each in body["features"]:
        by_layer.setdefault(each["layer"], []).append(each)
    assert {each["title"] for each in by_layer[SLUG]} == {"01A001", "01A002"}
    first = next(each for each in by_layer[SLUG] if each["title"] == "01A001")
    assert first["geometry"]["coordinates"][0][0][0] == [WEST, SOUTH]
    assert any(layer != SLUG for layer in by_layer)


@pytest.mark.parametrize("bbox", ["", "1,2,3", "100,15,99,16", "100,15,101,16", "a,b,c,d", "nan,nan,nan,nan"])
def test_a_wrong_or_large_box_is_refused(surveyor, bbox):
    assert get(surveyor, f"/draw/{SLUG}/near?bbox={bbox}")[0] == 409


def test_coordinates_are_typed_in_every_system(surveyor):
    asked = {4326: "15°00'03.6\"N 100°30'03.6\"E"}
    for srid in (32647, 32648, 24047, 24048):
        x, y = measure.from_lonlat(100.501, 15.001, srid)
        asked[srid] = f"{x:.3f} {y:.3f}"
    for srid, text in asked.items():
        status, body = get(surveyor, f"/draw/{SLUG}/typed?srid={srid}&text={text}")
        assert status == 200, body
        assert (body["lon"], body["lat"]) == pytest.approx((100.501, 15.001), abs=5e-8)
    assert get(surveyor, f"/draw/{SLUG}/typed?srid=32647&text=900000 900000")[0] == 409
    assert get(surveyor, f"/draw/{SLUG}/typed?srid=9999&text=1 1")[0] == 409


# -- judged and saved --------------------------------------------------------------------------------------------------
def test_a_shape_over_another_is_refused_with_the_piece(surveyor):
    status, body = post(
        surveyor, f"/draw/{SLUG}/check", {"geometry": box(WEST + 0.0015, SOUTH, WEST + 0.003, SOUTH + SIDE)}
    )
    assert status == 200 and body["ok"] is False
    (overlap,) = [each for each in body["refusals"] if each["code"] == "OVERLAP"]
    assert "01A002" in overlap["thai"] and overlap["geometry"]["type"].endswith("Polygon")


def test_a_boundary_is_corrected_and_a_second_writer_is_told(surveyor, town):
    parcel = town["parcels"][1]
    _, record = get(surveyor, f"/draw/{SLUG}/{parcel.uid}")
    corners = [
        [x, SOUTH + SIDE * 1.1 if y > SOUTH + SIDE / 2 else y] for x, y in record["geometry"]["coordinates"][0][0]
    ]
    body = {
        "uid": str(parcel.uid),
        "geometry": {"type": "Polygon", "coordinates": [corners]},
        "expected_version": record["version"],
        "reason": "สอบเขต",
    }
    status, saved = post(surveyor, f"/draw/{SLUG}/save", body)
    assert status == 200, saved
    assert uuid.UUID(saved["batch_id"]) and saved["record"]["version"] > record["version"]
    parcel.refresh_from_db()
    assert parcel.geom.extent[3] == pytest.approx(SOUTH + SIDE * 1.1, abs=1e-9)
    status, refused = post(surveyor, f"/draw/{SLUG}/save", body)
    assert status == 409 and [each["code"] for each in refused["refusals"]] == ["CONFLICT"]
    _, since = get(surveyor, f"/draw/{SLUG}/{parcel.uid}?since={record['version']}")
    assert [(each["reason"], each["shape"]) for each in since["changes"]] == [("สอบเขต", True)]


def test_a_trial_says_whose_borders_go_along_and_writes_nothing(surveyor, town):
    one, two = town["parcels"]
    wider = box(WEST, SOUTH, WEST + SIDE * 1.2, SOUTH + SIDE)
    status, body = post(surveyor, f"/draw/{SLUG}/check", {"uid": str(one.uid), "geometry": wider, "shared": True})
    assert status == 200, body
    assert [each["title"] for each in body["moved"]] == ["01A002"]
    two.refresh_from_db()
    assert two.geom.extent[0] == pytest.approx(WEST + SIDE, abs=1e-12)


@pytest.mark.parametrize(
    "body",
    [{}, {"geometry": 5}, {"geometry": {"type": "Polygon"}}, {"geometry": {"type": "Point", "coordinates": [1, 1]}}],
)
def test_what_is_no_shape_is_refused(surveyor, body):
    assert post(surveyor, f"/draw/{SLUG}/check", body)[0] == 409
    assert post(surveyor, f"/draw/{SLUG}/save", body | {"uid": "x"})[0] == 409


# -- divided, merged, the past -----------------------------------------------------------------------------------------
def divided(client, parcel, dry_run=False):
    middle = WEST + SIDE / 2
    cut = [{"type": "LineString", "coordinates": [[middle, SOUTH - 1e-4], [middle, SOUTH + SIDE + 1e-4]]}]
    children = [
        {"deed_no": "501", "land_no": "1", "area_sqwah": "3-2-50"},
        {"deed_no": "502", "land_no": "2", "area_sqwah": "3-2-50"},
    ]
    values = {} if dry_run else {"on": "2026-03-02", "act": "แบ่งแยกในนามเดิม", "code_policy": "", "children": children}
    return post(
        client, f"/draw/{SLUG}/divide", {"uid": str(parcel.uid), "cut": cut, "values": values, "dry_run": dry_run}
    )


def test_a_division_is_shown_then_written_and_its_past_can_be_asked(surveyor, town):
    parcel = town["parcels"][0]
    status, shown = divided(surveyor, parcel, dry_run=True)
    assert status == 200 and [piece["number"] for piece in shown["pieces"]] == [1, 2]
    assert [piece["area_text"] for piece in shown["pieces"]] == ["3-2-50", "3-2-50"]
    parcel.refresh_from_db()
    assert parcel.status == "active"
    status, done = divided(surveyor, parcel)
    assert status == 200, done
    assert [child["title"] for child in done["children"]] == ["01A001/001", "01A001/002"]
    page = html.unescape(surveyor.get(f"/changes/{done['batch_id']}").content.decode())
    owners = [row for row in page.split('<li class="card">') if "ช่วงการถือกรรมสิทธิ์</span>" in row]
    assert sorted(re.search(r"ที่ (\S+)</span>", row)[1] for row in owners) == ["01A001", "01A001/001", "01A001/002"]
    parcel.refresh_from_db()
    assert parcel.status == "divided"
    _, before = get(surveyor, f"/map/past/{SLUG}?on=2026-03-01&bbox={BBOX}")
    _, after = get(surveyor, f"/map/past/{SLUG}?on=2026-03-02&bbox={BBOX}")
    names = [{each["properties"]["title"] for each in body["features"]} for body in (before, after)]
    assert "01A001" in names[0] and "01A001/001" not in names[0]
    assert "01A001" not in names[1] and "01A001/001" in names[1]
    _, card = get(surveyor, f"/map/past/{SLUG}/{parcel.uid}?on=2026-03-01")
    assert card["facts"] and "แบ่งแยก" not in [fact["text"] for fact in card["facts"]], "it was in use that day"
    _, tree = get(surveyor, f"/map/lineage/{SLUG}/{parcel.uid}")
    assert [step["title"] for step in tree["descendants"]] == ["01A001/001", "01A001/002"]
    assert all(step["depth"] == 1 and step["bbox"] for step in tree["descendants"])


def test_a_merger_is_shown_then_written(surveyor, town):
    body = {
        "uids": [str(each.uid) for each in town["parcels"]],
        "values": {"on": "2026-03-02", "act": "รวมโฉนด", "child": {}},
    }
    status, shown = post(surveyor, f"/draw/{SLUG}/merge", body | {"dry_run": True})
    assert status == 200, shown
    assert shown["sum_sqwah"] == 5800 and shown["geometry"]["type"].endswith("Polygon")
    assert Parcel.objects.filter(status="active").count() == 2
    status, done = post(surveyor, f"/draw/{SLUG}/merge", body)
    assert status == 200, done
    assert Parcel.objects.filter(status="active").count() == 1
    assert post(surveyor, f"/draw/{SLUG}/merge", body | {"uids": body["uids"][:1]})[0] == 409


def test_owners_of_a_past_day_are_for_those_who_may_read_them_and_logged(client, town):
    parcel = town["parcels"][0]
    path = f"/map/past/{SLUG}/{parcel.uid}?on=2026-01-01"
    sign_in(client, user_with("surveyor"))
    status, body = get(client, path)
    assert status == 200 and [each["share"] for each in body["owners"]] == ["ทั้งหมด"]
    assert PersonalDataLook.objects.filter(subject_uid=parcel.uid).exists()
    sign_in(client, user_with("planner"))
    status, body = get(client, path)
    assert status == 200 and body["owners"] is None


def test_the_past_is_closed_to_whom_the_layer_is_closed(client, town):
    sign_in(client, user_with("council_chair"))
    for path in (f"past/{SLUG}?on=2026-01-01&bbox={BBOX}", f"lineage/{SLUG}/{town['parcels'][0].uid}"):
        assert client.get(f"/map/{path}").status_code == 404
    sign_in(client, user_with("surveyor"))
    for day in ("", "tomorrow", "2999-01-01", "1500-01-01"):
        assert get(client, f"/map/past/{SLUG}?on={day}&bbox={BBOX}")[0] == 409
