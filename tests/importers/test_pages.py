"""The pages of an import: for its owner, and as far as needed for whoever keeps the whole register."""

from __future__ import annotations

import csv
import io

import pytest
from django.urls import reverse

from gis_core.access.visible import visible
from gis_core.ground.models import AdminArea
from importers import batches, match
from importers.models import ImportBatch, KnownHeadings, StagedRow
from importers.work import State
from layers.engine import records
from layers.registry import registry
from tests.importers.doing import box, bring, csv_of, geojson_of, judge, refusals, write
from tests.people import sign_in, user_with

pytestmark = pytest.mark.django_db
AREAS = "base_map-admin_area"


@pytest.fixture
def surveyor():
    return user_with("surveyor")


@pytest.fixture
def work(surveyor):
    rows = [
        ({"code": "1", "level": "tambon", "thai": "หนึ่ง"}, box(101, 16)),
        ({"code": "2", "level": "ประเทศ", "thai": "=สอง"}, box(101.1, 16)),
    ]
    return bring(AREAS, surveyor, geojson_of(*rows), "ตำบล.geojson")


@pytest.fixture
def page(client, work):
    sign_in(client, work.user)
    return f"/import/{work.batch.uid}/"


def test_every_address_is_closed_to_strangers_and_others(client, work):
    names = ["", "columns", "undo", "rows", "shapes", "refused.csv", "row/2/"]
    for name in names:
        answer = client.get(f"/import/{work.batch.uid}/{name}")
        assert answer.status_code == 302 and answer["Location"].startswith("/accounts/login"), name
    sign_in(client, user_with("counter_clerk"))
    assert [client.get(f"/import/{work.batch.uid}/{name}").status_code for name in names] == [404] * len(names)


def test_a_keeper_of_the_whole_register_looks_and_decides_nothing(client, work):
    sign_in(client, user_with("system_admin"))
    assert client.get(f"/import/{work.batch.uid}/").status_code == 200
    for name in ("commit", "judge", "discard", "overwrite", "columns", "settings"):
        assert client.post(f"/import/{work.batch.uid}/{name}").status_code == 404, name


def test_the_preview_tells_what_would_happen(client, page):
    text = client.get(page).content.decode()
    assert "ยังไม่มีอะไรถูกบันทึก" in text and "ไม่มีตัวเลือก “ประเทศ”" in text and "บันทึก 1 แถว" in text
    assert "หนึ่ง" not in client.get(f"{page}rows?verdict=refused").content.decode()
    assert "หนึ่ง" in client.get(f"{page}rows?verdict=new").content.decode()


def test_shapes_come_by_box_with_their_verdicts(client, page):
    assert client.get(f"{page}shapes").json()["bounds"][0] == 101
    found = client.get(f"{page}shapes?bbox=101.05,15,102,17").json()["features"]
    assert [feature["properties"] for feature in found] == [{"row": 2, "verdict": "refused"}]
    assert client.get(f"{page}shapes?bbox=x").status_code == 404


def test_why_nothing_is_drawn_is_told_by_what_the_file_holds(client, surveyor):
    sign_in(client, surveyor)
    ring = [[101 + n / 1e6, 16 + (n % 2) / 1e6] for n in range(600_000)]
    endless = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    row = {"code": "1", "level": "tambon", "thai": "หนึ่ง"}
    for shape, told, refused in ((endless, "ดูเหตุผลของแต่ละแถว", {"FILE_VERTICES"}), (None, "ไม่มีรูปแผนที่", {"BAD_GEOM"})):
        work = bring(AREAS, surveyor, geojson_of((row, shape)), "a.geojson")
        answer = client.get(f"/import/{work.batch.uid}/shapes").json()
        assert answer["bounds"] is None and told in answer["thai"]
        assert refusals(work) == {1: refused}


def test_refused_rows_leave_with_their_reasons(client, page):
    text = b"".join(client.get(f"{page}refused.csv").streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0][:2] == ["แถวที่", "เหตุที่ไม่ผ่าน"]
    assert rows[1][0] == "2" and rows[1][1].startswith("CHOICE:") and "'=สอง" in rows[1], "formulas are disarmed"
    assert client.get(f"{page}refused.xlsx").status_code == 200


def test_a_row_is_corrected_on_its_page(client, page, work):
    form = client.get(f"{page}row/2/").content.decode()
    assert 'value="=สอง"' in form and "ไม่มีตัวเลือก" in form
    shape = StagedRow.objects.get(batch=work.batch, row_no=2).geom
    posted = {"code": "2", "level": "amphoe", "thai": "สองแก้", "moo": "", "parent": "", "geom": shape.json}
    answer = client.post(f"{page}row/2/", posted)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    row = StagedRow.objects.get(batch=work.batch, row_no=2)
    assert (row.verdict, row.values["level"], row.values["thai"]) == ("new", "amphoe", "สองแก้")
    assert client.post(f"{page}row/2/leave").status_code == 302
    assert StagedRow.objects.get(batch=work.batch, row_no=2).verdict == "left"


def test_before_an_undo_one_is_told_how_many_records_go_back(client, page, work):
    judge(work)
    write(work)
    assert "ระเบียน 1 รายการที่ไฟล์นี้เขียน" in client.get(f"{page}undo").content.decode()


def test_columns_are_matched_by_hand_and_remembered(client, surveyor):
    file = geojson_of(({"x1": "670101", "x2": "ตำบล", "x3": "ก"}, box(101, 16)))
    work = bring(AREAS, surveyor, file, "a.geojson")
    sign_in(client, surveyor)
    page = f"/import/{work.batch.uid}/"
    assert "ต้องตอบก่อนจึงตรวจต่อได้" in client.get(page).content.decode()
    twice = client.post(f"{page}columns", {"column.0": "code", "column.1": "code"})
    assert twice.status_code == 409 and "จับคู่กับสองคอลัมน์" in twice.content.decode()
    client.post(f"{page}columns", {"column.0": "code", "column.1": "level", "column.2": "thai"})
    batch = ImportBatch.objects.get()
    assert batch.state == State.JUDGING and KnownHeadings.objects.count() == 1
    work.batch = batch
    assert judge(work).batch.counts == {"new": 1}


def test_the_columns_of_judged_rows_are_shown_as_they_are_matched(client, page):
    text = client.get(f"{page}columns").content.decode()
    for name in ("code", "level", "thai"):
        assert f'<option value="{name}" selected>' in text


def test_columns_that_fill_nothing_are_named_on_the_preview(client, surveyor):
    row = {"code": "1", "level": "tambon", "thai": "ก", "โทรศัพท์": "02", "<b>": "x"}
    work = bring(AREAS, surveyor, geojson_of((row, box(101, 16))), "a.geojson")
    assert work.batch.state == State.JUDGED
    sign_in(client, surveyor)
    assert "ไม่นำเข้า 2 คอลัมน์ของไฟล์: โทรศัพท์, &lt;b&gt;" in client.get(f"/import/{work.batch.uid}/").content.decode()


def test_columns_of_the_place_are_not_said_to_be_left_out(client):
    engineer = user_with("engineer")
    sheet = csv_of(("ชนิด", "วัตต์", "lat", "lon"), ("แอลอีดี", 100, 16.43, 101.15))
    work = bring("street_lamps-street_lamp", engineer, sheet, "a.csv")
    assert work.batch.state == State.JUDGED
    sign_in(client, engineer)
    assert "คอลัมน์ของไฟล์:" not in client.get(f"/import/{work.batch.uid}/").content.decode()


def test_changed_rows_show_before_and_after_and_what_is_kept(client, surveyor):
    register = registry.by_slug[AREAS]
    values = {"code": "1", "level": "tambon", "thai": "เดิม", "geom": box(101, 16)}
    records.create(register, values, user=surveyor, reason="x")
    file = geojson_of(({"code": "1", "level": "tambon", "thai": "ใหม่"}, box(101, 16)))
    work = bring(AREAS, surveyor, file, "a.geojson")
    sign_in(client, surveyor)
    page = f"/import/{work.batch.uid}/"
    assert "<s>เดิม</s>" in client.get(page).content.decode()
    client.post(f"{page}overwrite", {"overwrite": ["code"]})
    assert "คงค่าเดิม" in client.get(page).content.decode()
    work.batch.refresh_from_db()
    write(work)
    assert AdminArea.objects.get().thai == "เดิม"


def test_a_file_is_sent_in_pieces_and_asked_where_to_go_on(client, surveyor):
    sign_in(client, surveyor)
    content = geojson_of(({"code": "1", "level": "tambon", "thai": "หนึ่ง"}, box(101, 16)))
    json = {"Accept": "application/json"}
    begun = client.post(f"/import/to/{AREAS}/", {"name": "a.geojson", "size": len(content)}, headers=json).json()
    half = len(content) // 2

    def send(offset, body):
        return client.post(f"{begun['piece']}?offset={offset}", body, content_type="application/octet-stream").json()

    assert send(0, content[:half]) == {"received": half}
    assert send(0, content[:half]) == {"received": half}, "a piece that came twice is taken once"
    assert send(half + 5, b"x") == {"received": half}, "a gap is not taken"
    early = client.post(f"/import/{begun['uid']}/sent", headers=json)
    assert early.status_code == 409 and "ส่งต่อให้ครบ" in early.json()["refusals"][0]["thai"]
    assert send(half, content[half:]) == {"received": len(content)}
    assert client.post(f"/import/{begun['uid']}/sent", headers=json).json()["url"] == f"/import/{begun['uid']}/"
    assert ImportBatch.objects.get().state == State.LOOKING


def test_the_list_of_imports_and_the_button_on_a_register(client, work, page):
    text = client.get(reverse("imports")).content.decode()
    assert page in text and f"/import/to/{AREAS}/" in text
    assert f"/import/to/{AREAS}/" in client.get(f"/r/{AREAS}/").content.decode()


def test_a_commit_that_broke_down_can_be_asked_for_again(client, page, work):
    ImportBatch.objects.update(state=State.COMMITTING)
    assert "กลับไปก่อนสั่ง" in client.get(page).content.decode()
    assert client.post(f"{page}judge").status_code == 302
    assert ImportBatch.objects.get().state == State.JUDGED and not AdminArea.objects.exists()


def test_the_other_ways_in_are_shown_to_those_who_may_take_them(client):
    sign_in(client, user_with("engineer"))
    page = client.get("/import/").content.decode()
    assert all(reverse(name) in page for name in ("tracks-new", "photos-new", "imagery-new"))
    sign_in(client, user_with("auditor"))
    page = client.get("/import/").content.decode()
    assert not any(reverse(name) in page for name in ("tracks-new", "photos-new", "imagery-new"))


def test_a_file_is_offered_only_where_it_can_add_records(client):
    person = user_with("engineer")
    sign_in(client, person)
    pictures, roads = registry.by_slug["imagery-imagery"], registry.by_slug["roads_bridges-road"]
    assert not visible(pictures, person, "change").nothing
    assert [batches.may_import(register, person) for register in (pictures, roads)] == [False, True]
    page = client.get("/import/").content.decode()
    assert reverse("import-upload", args=[roads.slug]) in page
    assert reverse("import-upload", args=[pictures.slug]) not in page
    assert "นำเข้าไฟล์" in client.get(roads.url).content.decode()
    assert "นำเข้าไฟล์" not in client.get(pictures.url).content.decode()
    assert client.get(reverse("import-upload", args=[pictures.slug])).status_code == 403


@pytest.mark.parametrize(
    "key", ["kernel.inspections.field_survey", "kernel.imagery.imagery", "kernel.documents.issued"]
)
def test_what_follows_from_an_act_is_never_brought_in_by_a_file(key):
    assert not match.can_create(registry.by_key[key])


def test_whoever_may_only_look_brings_nothing_in(client):
    sign_in(client, user_with("auditor"))
    assert "นำเข้าไฟล์" not in client.get(registry.by_slug["roads_bridges-road"].url).content.decode()
    assert client.get(reverse("import-upload", args=["roads_bridges-road"])).status_code == 403
