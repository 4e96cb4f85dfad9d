"""A line in several parts, for a register of single lines: joined where it touches, else corrected in place."""

from __future__ import annotations

import pytest

from gis_core.networks.models import Road
from importers import quarantine
from importers.models import StagedRow
from layers.engine import records
from layers.registry import registry
from tests.importers.doing import bring, geojson_of, judge, refusals, verdicts, write
from tests.people import sign_in, user_with

pytestmark = pytest.mark.django_db
ROADS = "roads_bridges-road"
WEST, MIDDLE, EAST = (
    [[101, 16], [101.001, 16]],
    [[101.001, 16], [101.002, 16.001]],
    [[101.003, 16.001], [101.0021, 16.001]],
)


def lines(*parts):
    return {"type": "MultiLineString", "coordinates": parts}


@pytest.fixture
def work():
    rows = [
        ({"NAME": "ต่อกัน", "STATR": "", "END": "", "Diatance": 1}, lines(MIDDLE, WEST)),
        ({"NAME": "ขาดตอน", "STATR": "", "END": "", "Diatance": 1}, lines(EAST, WEST, MIDDLE)),
    ]
    found = bring(ROADS, user_with("engineer"), geojson_of(*rows), "r.geojson", is_in_place=True)
    return found if found.batch.counts else judge(found)


def row(work, number):
    return StagedRow.objects.get(batch=work.batch, row_no=number)


def test_lines_that_touch_are_one_and_others_are_told(work):
    assert refusals(work) == {2: {"GEOM_KIND"}}
    assert "2 ท่อนที่ไม่ต่อกัน" in quarantine.reasons_of(row(work, 2))[0].thai
    assert {p for p in row(work, 1).geom.coords} == {(101, 16), (101.001, 16), (101.002, 16.001)}


def test_the_form_of_one_record_joins_as_the_file_does():
    register = registry.by_slug[ROADS]
    values = {"road_code": "ตย.ถ.1-001", "name": "ก", "geom": lines(MIDDLE, WEST)}
    made = records.create(register, values, user=user_with("engineer"), reason="ทดสอบ")
    assert made.geom.geom_type == "LineString"


def test_a_broken_line_is_joined_in_the_order_of_its_ends(work, client):
    sign_in(client, work.user)
    address = f"/import/{work.batch.uid}/row/2/"
    page = client.get(address).content.decode()
    assert "ต่อเป็นเส้นเดียว" in page and f"นข{work.batch.pk}-2" in page, "its code is shown as it will be"
    client.post(f"{address}parts", {"how": "join"})
    assert verdicts(work) == {"new": 2}
    xs = [x for x, _ in row(work, 2).geom.coords]
    assert xs in (sorted(xs), sorted(xs, reverse=True)) and len(xs) == 5


def test_a_broken_line_is_divided_into_rows_of_its_own(work, client):
    sign_in(client, work.user)
    address = f"/import/{work.batch.uid}/row/2/"
    client.post(f"{address}parts", {"how": "divide"})
    assert verdicts(work) == {"new": 3} and row(work, 3).raw == row(work, 2).raw
    assert "แยกจากแถวที่ 2" in client.get(f"/import/{work.batch.uid}/row/3/").content.decode()
    work.batch.refresh_from_db()
    write(work)
    assert Road.objects.filter(name="ขาดตอน").count() == 2
    assert Road.objects.values("road_code").distinct().count() == 3, "each has a code of its own"


def test_a_shape_of_one_part_is_neither_joined_nor_divided(work, client):
    sign_in(client, work.user)
    for how in ("join", "divide"):
        assert client.post(f"/import/{work.batch.uid}/row/1/parts", {"how": how}).status_code == 409
    assert verdicts(work) == {"new": 1, "refused": 1}


def test_what_is_judged_and_written_in_pieces_tells_how_far_it_is(work, monkeypatch):
    monkeypatch.setattr("importers.by_drafts.PIECE", 2)
    rows = [({"NAME": f"ทาง {n}", "STATR": "", "END": "", "Diatance": 1}, lines(WEST)) for n in range(5)]
    found = bring(ROADS, work.user, geojson_of(*rows), "s.geojson", is_in_place=True)
    told = []
    found.step = lambda done, total=0, message="": told.append((message, done, total))
    write(judge(found))
    for message in ("ตรวจตามกฎของทะเบียน", "บันทึกทั้งชุด"):
        assert [each[1:] for each in told if each[0] == message and each[1]] == [(2, 5), (4, 5), (5, 5)]
