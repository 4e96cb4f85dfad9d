"""A journey comes in: judged, reviewed, made into a line, a stretch of a road, a surface or an inspection."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.core import signing
from django.test import Client

from gis_core.access.actor import acting_as, system_user
from gis_core.features import measure
from gis_core.features.models import Change, Feature
from gis_core.files.models import Attachment
from gis_core.networks.models import Road
from importers.tracks.roads import stored
from layers.engine import changesets
from map_ui.tracks import targets
from modules.civil_works.roads_bridges.models import ConditionSurvey
from modules.kernel.inspections.models import Inspection
from tests.contracts.form_reader import FormReader
from tests.importers.tracks import made
from tests.people import sign_in, user_with

pytestmark = pytest.mark.django_db
TRUTH = made.road()


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def engineer():
    client = Client()
    client.user = user_with("engineer")
    sign_in(client, client.user)
    return client


@pytest.fixture
def road():
    with acting_as(system_user(), "ถนนทดสอบ"):
        return Road.objects.create(road_code="ตย.ถ.1-001", name="ถนนทดสอบ", status="surveyed", geom=stored(TRUTH))


def send(client, content, name="walk.gpx"):
    return client.post(f"/import/tracks/?name={name}", content, content_type="application/octet-stream")


def brought(client, **journey):
    points, _ = made.recorded(TRUTH, **({"sigma_m": 2.0, "wild": 0.03, "rests": ((700, 60),)} | journey))
    return send(client, made.gpx_of(points)).json()["url"]


def refused_in(answer):
    return re.findall(r"<code>(.*?)</code>(.*?)</li>", answer.content.decode(), re.DOTALL)


def metres(geojson):
    shape = shapely.from_geojson(json.dumps(geojson))
    return shapely.transform(shape, lambda xy: np.column_stack(measure.from_lonlat(xy[:, 0], xy[:, 1], 32647)))


def batch_of(uid):
    return Change.objects.get(pk=Feature.objects.get(uid=uid).change_id).batch_id


def form_of(page):
    """The fields of a page's form as they would be sent back."""
    reader = FormReader()
    reader.feed(page)
    return reader.found


def test_the_review_tells_line_rejected_points_rests_and_roads(engineer, road):
    address = brought(engineer)
    page = engineer.get(address)
    assert page.status_code == 200 and "track_review" in page.content.decode()
    answer = engineer.get(f"{address}line", {"tolerance_m": "2"}).json()
    mean, largest = made.error_m(metres(answer["line"]), TRUTH)
    assert mean < 2 and largest < 8
    assert len(answer["stops"]) == 1 and answer["stops"][0]["chainage"]
    assert {each["thai"] for each in answer["rejected"]} == {"เร็วเกินกว่าจะเป็นไปได้"}
    (run,) = answer["runs"]
    assert (run["road"], run["is_forward"]) == (str(road.uid), True)
    assert run["from"] in ("0+000", "0+001", "0+002", "0+003", "0+004")
    facts = dict(answer["facts"])
    assert facts["จุดหยุด"] == "1" and facts["เริ่มบันทึก"].startswith("20/11/2569")


def test_the_limits_move_the_result(engineer):
    address = brought(engineer)
    fine = engineer.get(f"{address}line", {"tolerance_m": "0", "smooth_m": "0"}).json()
    coarse = engineer.get(f"{address}line", {"tolerance_m": "20", "smooth_m": "0"}).json()
    assert len(coarse["line"]["coordinates"]) < len(fine["line"]["coordinates"]) / 5
    turned = engineer.get(f"{address}line", {"tolerance_m": "20", "smooth_m": "0", "is_reversed": "1"}).json()
    assert turned["line"]["coordinates"] == coarse["line"]["coordinates"][::-1]
    strict = engineer.get(f"{address}line", {"max_speed_kmh": "5", "tolerance_m": "nan", "snap_m": "x"})
    assert strict.status_code in (200, 409)


def test_against_the_chainage_is_told(engineer, road):
    points, _ = made.recorded(TRUTH.reverse(), sigma_m=1.0)
    answer = engineer.get(f"{send(engineer, made.gpx_of(points)).json()['url']}line").json()
    assert [run["is_forward"] for run in answer["runs"]] == [False]


def test_a_new_line_with_its_file_is_one_set_and_is_undone_as_one(engineer):
    address = brought(engineer)
    make = f"{address}to/line-roads_bridges-road/?tolerance_m=3"
    page = engineer.get(make).content.decode()
    fields = form_of(page) | {"road_code": "ตย.ถ.1-077", "name": "ถนนจาก GPS", "road_class": "local"}
    answer = engineer.post(make, fields)
    assert answer.status_code == 302, refused_in(answer)
    found = Road.objects.get(road_code="ตย.ถ.1-077")
    mean, largest = made.error_m(metres(json.loads(found.geom.geojson)), TRUTH)
    assert mean < 2.5 and largest < 9
    file = Attachment.objects.get(record_id=found.uid)
    assert (file.original_name, file.mime) == ("walk.gpx", "application/gpx+xml")
    batch = batch_of(found.uid)
    assert batch == batch_of(file.uid)
    changesets.undo(batch, user=engineer.user, reason="ลองแล้วเลิก")
    assert not Road.objects.filter(road_code="ตย.ถ.1-077").exists()
    assert not Attachment.objects.filter(uid=file.uid).exists()


def test_a_line_on_a_known_road_is_told_with_how_much_of_it_and_may_still_become_a_road(engineer, road):
    address = brought(engineer)
    (told,) = engineer.get(f"{address}line").json()["doubled"]
    assert (told["title"], told["url"]) == (str(road), f"/r/roads_bridges-road/{road.uid}/")
    length, share = re.fullmatch(r"([\d,]+) ม\. \((\d+)% ของเส้น\) ห่างไม่เกิน 10 ม\.", told["much"]).groups()
    assert int(share) > 95 and 1900 < int(length.replace(",", "")) < 2300
    assert engineer.get(f"{address}line", {"snap_m": "0"}).json()["doubled"], "also where nothing is joined"
    make = f"{address}to/line-roads_bridges-road/"
    page = engineer.get(make).content.decode()
    assert told["url"] in page and told["much"] in page
    fields = form_of(page) | {"road_code": "ตย.ถ.1-078", "name": "ทางขนาน", "road_class": "local"}
    assert engineer.post(make, fields).status_code == 302


def test_a_point_at_nought_does_not_widen_the_search_for_roads(engineer, monkeypatch):
    """Half the world's roads would be read instead of the nearest ones."""
    monkeypatch.setattr("importers.tracks.roads.MOST_ROADS", 1)
    with acting_as(system_user(), "ถนนทดสอบ"):
        far = GEOSGeometry("SRID=4326;LINESTRING(99 9, 99.01 9)")
        Road.objects.create(road_code="ไกล", name="ถนนไกล", status="surveyed", geom=far)
        Road.objects.create(road_code="ใกล้", name="ถนนใกล้", status="surveyed", geom=stored(TRUTH))
    points, _ = made.recorded(TRUTH, sigma_m=1.0)
    content = made.gpx_of(points).replace(b"<trkseg>", b'<trkseg><trkpt lat="0" lon="0"/>')
    (told,) = engineer.get(f"{send(engineer, content).json()['url']}line").json()["doubled"]
    assert "ถนนใกล้" in told["title"]


def test_a_road_that_is_only_crossed_is_not_doubled(engineer, road):
    cross = shapely.LineString(np.array([(-400, 500), (900, -300)]) + made.START)
    points, _ = made.recorded(cross, sigma_m=1.0)
    address = send(engineer, made.gpx_of(points)).json()["url"]
    assert engineer.get(f"{address}line").json()["doubled"] == []


def test_a_refused_form_keeps_what_was_typed_and_writes_nothing(engineer):
    make = f"{brought(engineer)}to/line-roads_bridges-road/"
    fields = form_of(engineer.get(make).content.decode()) | {"name": "ไม่มีรหัส", "road_code": ""}
    answer = engineer.post(make, fields)
    page = answer.content.decode()
    assert answer.status_code == 409 and "ไม่มีรหัส" in page
    assert not Road.objects.exists() and not Attachment.objects.exists()


def test_a_stretch_of_a_road(engineer, road):
    address = brought(engineer)
    (run,) = engineer.get(f"{address}line").json()["runs"]
    asked = f"?road={run['road']}&km_from={run['from'].replace('+', '%2B')}&km_to=1%2B000"
    make = f"{address}to/range-roads_bridges-condition_survey/{asked}"
    fields = form_of(engineer.get(make).content.decode())
    assert (fields["road"], fields["km_to"]) == ("ตย.ถ.1-001", "1+000")
    answer = engineer.post(make, fields | {"surveyed_on": "20/11/2568", "iri_m_per_km": "3.1"})
    assert answer.status_code == 302, refused_in(answer)
    (survey,) = ConditionSurvey.objects.filter(road=road)
    assert float(survey.km_to) == 1000
    assert measure.length_m(survey.geom) == pytest.approx(1000 - float(survey.km_from), abs=2)


def test_a_surface_section_in_the_form_of_its_road(engineer, road):
    address = brought(engineer)
    code = next(t.code for t in targets.targets(engineer.user) if t.kind == "part")
    make = f"{address}to/{code}/?road={road.uid}&km_from=0%2B000&km_to=2%2B131"
    fields = form_of(engineer.get(make).content.decode())
    key = next(name for name in fields if name.endswith(".km_to"))
    assert fields[key] == "2+131"
    stem = key.removesuffix("km_to")
    answer = engineer.post(make, fields | {f"{stem}surface": "concrete", f"{stem}width_m": "6"})
    assert answer.status_code == 302, refused_in(answer)
    (segment,) = road.surface_segments.all()
    assert (float(segment.km_from), round(float(segment.km_to)), segment.surface) == (0, 2131, "concrete")


def test_an_inspection(engineer, road):
    address = brought(engineer)
    make = f"{address}to/visit-roads_bridges-road/?road={road.uid}&km_from=0%2B000&km_to=1%2B900"
    page = engineer.get(make).content.decode()
    assert "0+000 ถึง 1+900" in page
    assert engineer.post(make, {"result": "", "note": "x", "reason": "ตรวจ"}).status_code == 409
    answer = engineer.post(make, {"result": "fix", "note": "ผิวหลุดร่อน", "reason": "ตรวจ"})
    visit = Inspection.objects.get()
    assert answer["Location"] == f"/inspection/{visit.uid}"
    assert (visit.result, visit.target_id, visit.visited_at.isoformat()) == (
        "fix",
        road.uid,
        "2026-11-20T02:00:00+00:00",
    )
    assert made.START[0] - 50 < measure.to_utm(visit.gps_point).x < made.START[0] + 50
    assert Attachment.objects.get(record_id=visit.uid).original_name == "walk.gpx"


def test_ends_and_crossings_of_known_roads_are_met_exactly(engineer, road):
    with acting_as(system_user(), "ถนนขวาง"):
        cross = shapely.LineString([TRUTH.interpolate(500).coords[0], (made.START[0] + 600, made.START[1] - 400)])
        Road.objects.create(road_code="ตย.ถ.1-002", name="ขวาง", geom=stored(cross))
    found = metres(engineer.get(f"{brought(engineer)}line", {"snap_m": "12"}).json()["line"])
    for node in (TRUTH.coords[0], TRUTH.coords[-1], TRUTH.interpolate(500).coords[0]):
        assert min(shapely.Point(c).distance(shapely.Point(node)) for c in found.coords) < 0.05


# -- doors -------------------------------------------------------------------------------------------------------------
def test_only_those_who_could_write_something_come_in(engineer):
    stranger, reader = Client(), Client()
    sign_in(reader, user_with("council_chair"))
    points, _ = made.recorded(TRUTH)
    for client, status in ((stranger, 302), (reader, 403)):
        assert client.get("/import/tracks/").status_code == status
        assert send(client, made.gpx_of(points)).status_code == status


def test_a_file_is_its_senders_alone(engineer, road):
    address = brought(engineer)
    other = Client()
    sign_in(other, user_with("surveyor"))
    for path in (address, f"{address}line", f"{address}to/line-roads_bridges-road/"):
        assert other.get(path).status_code == 404
    word = address.rstrip("/").rpartition("/")[2]
    assert engineer.get(address.replace(word, word[:-2] + "xx")).status_code == 404
    forged = signing.dumps({"u": engineer.user.pk, "f": [["0" * 64, "x.gpx"]]}, salt="other")
    assert engineer.get(f"/import/tracks/{forged}/").status_code == 404


def test_roads_out_of_the_users_area_are_no_target(road):
    client = Client()
    away = GEOSGeometry("SRID=4326;MULTIPOLYGON(((100 15, 100.1 15, 100.1 15.1, 100 15.1, 100 15)))")
    sign_in(client, user_with("engineer", area=away))
    address = brought(client)
    make = f"{address}to/visit-roads_bridges-road/?road={road.uid}"
    assert client.get(make).status_code == 404
    assert client.get(f"{address}to/visit-roads_bridges-road/?road=nonsense").status_code == 404
    assert client.get(f"{address}to/line-nothing/").status_code == 404


# -- hostile -----------------------------------------------------------------------------------------------------------
BOMB = b'<!DOCTYPE g [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><gpx><trk><name>&b;</name></trk></gpx>'
HEAD = b'<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">'
ONE = HEAD + b'<trk><trkseg><trkpt lat="16" lon="101"/></trkseg></trk></gpx>'
PIN = HEAD + b'<wpt lat="16" lon="101"><name>x</name></wpt></gpx>'


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 500,
        b"<gpx>",
        b"<gpx/>",
        BOMB,
        ONE,
        PIN,
        b"PK\x03\x04" + b"x" * 200,
        b"%PDF-1.7",
        "ไม่ใช่เส้นทาง".encode(),
    ],
    ids=["empty", "nul", "cut", "nothing", "entities", "one point", "a pin", "broken zip", "pdf", "text"],
)
def test_what_is_no_journey_is_refused_in_words(engineer, content):
    answer = send(engineer, content)
    assert answer.status_code == 409
    (refused,) = answer.json()["refusals"]
    assert refused["code"].startswith(("FILE_", "TRACK_", "XML"))
    assert any("ก" <= c <= "๛" for c in refused["thai"])


def test_coordinates_beyond_the_earth_and_a_standing_receiver_end_in_words(engineer):
    wild = made.gpx_of(made.recorded(TRUTH)[0]).replace(b'lat="16.', b'lat="916.')
    assert send(engineer, wild).status_code == 409
    still = made.gpx_of(made.points([made.START] * 30, range(30)))
    address = send(engineer, still).json()["url"]
    assert engineer.get(f"{address}line", headers={"accept": "application/json"}).status_code == 409


def test_a_place_on_the_other_side_of_the_earth_is_left_out_and_a_journey_of_such_is_refused(engineer):
    gpx = made.gpx_of(made.recorded(TRUTH)[0])
    lost = b'<trkpt lat="0.0" lon="0.0"></trkpt>'
    address = send(engineer, gpx.replace(b"<trkseg>", b"<trkseg>" + lost, 1)).json()["url"]
    answer = engineer.get(f"{address}line").json()
    assert [each["thai"] for each in answer["rejected"]] == ["อยู่ไกลเกินกว่าจะคำนวณได้"]
    only = HEAD + b"<trk><trkseg>" + lost * 3 + b"</trkseg></trk></gpx>"
    (refused,) = send(engineer, only).json()["refusals"]
    assert refused["code"] == "TRACK_PLACE"
