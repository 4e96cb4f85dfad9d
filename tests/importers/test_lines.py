"""Child lines in a file of their parents: the floors of a building, one a row."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gis_core.ground.models import Building, BuildingFloor, OwnershipSpell, Parcel
from gis_core.pure.citizen_id import is_citizen_id
from importers import quarantine
from importers.models import StagedRow
from importers.undo import undo
from layers import checks
from layers.declare import ImportMap, LinesMap
from layers.engine import records
from layers.registry import registry
from map_ui.importing import ImportPage
from tests.importers.doing import bring, csv_of, geojson_of, refusals, verdicts, write
from tests.modules.finance.property_register import ground
from tests.people import sign_in, user_with

pytestmark = pytest.mark.django_db
BUILDINGS, PARCELS = "property_register-building", "property_register-parcel"
HEADINGS = ("รหัสสิ่งปลูกสร้าง", "ชั้นที่", "การใช้ประโยชน์", "เนื้อที่ชั้น (ตร.ม.)")


@pytest.fixture(autouse=True)
def town(db):
    town = ground.town()
    ground.parcel(1, 0, 0, 40, 40)
    return town


@pytest.fixture
def surveyor():
    return user_with("surveyor")


def building(code: str = "01A001/001", floors: Any = 2, **line: Any) -> tuple[dict[str, Any], Any]:
    values = {"รหัสสิ่งปลูกสร้าง": code, "รหัสแปลงที่ดิน": "01A001", "ลักษณะสิ่งปลูกสร้าง": "masonry", "จำนวนชั้น": floors}
    return values | line, ground.geojson(ground.rect(10, 10, 20, 20))


def floor(number: Any, use: str, area: Any, of_building: Any = None) -> tuple[dict[str, Any], Any]:
    return dict(zip(HEADINGS, ("01A001/001", number, use, area), strict=True)) | (of_building or {}), None


def line(number: Any, use: str, area: Any) -> dict[str, Any]:
    return dict(zip(HEADINGS[1:], (number, use, area), strict=True))


def floors() -> list[tuple[int, str, float]]:
    rows = BuildingFloor.objects.order_by("floor", "use").values_list("floor", "use", "area_m2")
    return [(number, use, float(area)) for number, use, area in rows]


def three(surveyor: Any, *more: Any) -> Any:
    file = geojson_of(building(**line(1, "อยู่อาศัย", 80)), floor(1, "other", 20), floor(2, "residence", "100.5"), *more)
    return bring(BUILDINGS, surveyor, file, "อาคาร.geojson", is_in_place=True)


# -- a building and its floors -----------------------------------------------------------------------------------------
def test_rows_that_repeat_the_key_are_further_lines(surveyor):
    work = three(surveyor)
    assert (verdicts(work), refusals(work)) == ({"new": 1, "lines": 2}, {})
    assert not Building.objects.exists(), "judging leaves nothing behind"
    write(work)
    assert work.batch.state == "committed"
    assert floors() == [(1, "other", 20.0), (1, "residence", 80.0), (2, "residence", 100.5)]


def test_the_lines_go_with_the_building_when_the_import_is_taken_back(surveyor):
    work = write(three(surveyor))
    undo(work.batch, surveyor, "ผิดไฟล์")
    assert (Building.objects.count(), BuildingFloor.objects.count()) == (0, 0)


def test_what_the_register_refuses_of_a_line_refuses_the_building(surveyor):
    work = three(surveyor, floor(3, "residence", 40))
    assert refusals(work) == {1: {"FLOOR"}}
    write(work)
    assert not Building.objects.exists()
    row = StagedRow.objects.get(batch=work.batch, row_no=1)
    assert quarantine.correct(work, row, {"floors": "3"}) == []
    write(work)
    assert floors() == [(1, "other", 20.0), (1, "residence", 80.0), (2, "residence", 100.5), (3, "residence", 40.0)]


def test_a_line_that_cannot_be_read_waits_and_comes_later(surveyor):
    work = three(surveyor, floor(2, "โรงงาน", 5))
    assert verdicts(work) == {"new": 1, "lines": 2, "refused": 1}
    write(work)
    assert len(floors()) == 3
    row = StagedRow.objects.get(batch=work.batch, row_no=4)
    assert [each.field for each in quarantine.reasons_of(row)] == ["buildingfloor.use"]
    assert quarantine.correct(work, row, {"buildingfloor.use": "other"}) == []
    assert StagedRow.objects.get(batch=work.batch, row_no=4).verdict == "changed"
    write(work)
    assert floors()[2:] == [(2, "other", 5.0), (2, "residence", 100.5)]


def test_a_correction_before_the_commit_is_no_change_of_the_register(surveyor):
    other = building("01A001/002", 1, **line(5, "residence", 50)), floor(1, "other", 9, {HEADINGS[0]: "01A001/002"})
    work = three(surveyor, floor(2, "โรงงาน", 5), *other)
    assert refusals(work) == {4: {"CHOICE"}, 5: {"FLOOR"}}
    row = StagedRow.objects.get(batch=work.batch, row_no=4)
    assert quarantine.correct(work, row, {"buildingfloor.use": "other"}) == []
    write(work)
    assert (work.batch.state, verdicts(work)) == ("committed", {"new": 1, "lines": 4, "quarantined": 1})
    assert len(floors()) == 4
    row = StagedRow.objects.get(batch=work.batch, row_no=5)
    assert quarantine.correct(work, row, {"floors": "5"}) == []
    write(work)
    assert BuildingFloor.objects.filter(building__building_code="01A001/002").count() == 2


def test_a_line_may_not_say_otherwise_what_its_head_says(surveyor):
    work = three(surveyor, floor(2, "other", 5, {"จำนวนชั้น": 7}), floor(None, "", None))
    assert refusals(work) == {4: {"LINE_DIFFERS"}, 5: {"TWICE"}}


# -- a sheet of floors alone -------------------------------------------------------------------------------------------
def sheet(surveyor: Any, *rows: Any) -> Any:
    work = bring(BUILDINGS, surveyor, csv_of(HEADINGS, *rows), "ชั้น.csv")
    assert work.batch.state == "judged", "nothing is asked about a sheet of keys and lines"
    return work


def test_a_sheet_of_lines_adds_and_changes_and_takes_nothing_away(surveyor):
    write(three(surveyor))
    code = "01A001/001"
    work = sheet(surveyor, (code, 1, "residence", 80), (code, 2, "residence", "99"), (code, 2, "vacant", "1.5"))
    assert verdicts(work) == {"changed": 1, "lines": 2}
    before = set(BuildingFloor.objects.values_list("uid", flat=True))
    write(work)
    assert floors() == [(1, "other", 20.0), (1, "residence", 80.0), (2, "residence", 99.0), (2, "vacant", 1.5)]
    after = set(BuildingFloor.objects.values_list("uid", flat=True))
    assert before < after, "a line that is changed stays the same one"
    undo(work.batch, surveyor, "ผิดแผ่น")
    assert floors() == [(1, "other", 20.0), (1, "residence", 80.0), (2, "residence", 100.5)]
    assert Building.objects.count() == 1


def test_the_same_lines_again_change_nothing(surveyor):
    write(three(surveyor))
    work = sheet(surveyor, ("01A001/001", 1, "residence", "80.00"), ("01A001/001", 2, "อยู่อาศัย", "100.5"))
    assert verdicts(work) == {"same": 1, "lines": 1}


def test_lines_that_may_not_be_overwritten_stay(surveyor):
    write(three(surveyor))
    work = sheet(surveyor, ("01A001/001", 2, "residence", "1"))
    work.batch.overwrite = ["floors"]
    work.batch.save()
    write(work)
    assert floors()[-1] == (2, "residence", 100.5)


def test_somebody_changes_a_building_after_the_import(surveyor):
    work = write(three(surveyor))
    made = Building.objects.get()
    records.update(
        registry.by_slug[BUILDINGS], made.uid, {"floors": "4"}, user=surveyor, reason="ต่อเติม", expected_version=1
    )
    undo(work.batch, surveyor, "ผิดไฟล์", keep=[str(made.uid)])
    assert len(floors()) == 3


# -- owners of a parcel ------------------------------------------------------------------------------------------------
OWNERS = ("รหัสแปลงที่ดิน", "เขตย่อย", "ไร่-งาน-ตร.ว.", "เลขประจำตัวผู้ถือกรรมสิทธิ์", "ส่วน", "ของ", "ถือกรรมสิทธิ์ตั้งแต่")


NUMBERS = tuple(number for number in map(str, range(1103700000000, 1103700000100)) if is_citizen_id(number))[:2]


def owned(code: str, *owners: tuple[str, int, int]) -> list[tuple[dict[str, Any], Any]]:
    """A parcel whose further rows hold further owners."""
    rows = []
    for n, (owner, num, den) in enumerate(owners):
        block, area = ("01A", "1-0-0") if n == 0 else ("", "")
        values = (code, block, area, owner, num, den, "1/2/2568")
        shape = ground.geojson(ground.area(100, 0, 140, 40)) if n == 0 else None
        rows.append((dict(zip(OWNERS, values, strict=True)), shape))
    return rows


def test_owners_come_with_their_parcel_and_go_with_it():
    assessor = user_with("assessor")
    one, other = (ground.person(f"คนที่{number[-3:]}", national_id=number) for number in NUMBERS)
    file = geojson_of(*owned("01A002", (one.national_id, 1, 3), (other.national_id, 2, 3)))
    work = write(bring(PARCELS, assessor, file, "แปลง.geojson", is_in_place=True))
    assert verdicts(work) == {"new": 1, "lines": 1}
    spells = OwnershipSpell.objects.filter(parcel__parcel_code="01A002").order_by("share_num")
    assert [(s.person, s.share_num, s.valid.lower) for s in spells] == [
        (one, 1, date(2025, 2, 1)), (other, 2, date(2025, 2, 1))
    ]  # fmt: skip
    undo(work.batch, assessor, "ผิดไฟล์")
    assert not OwnershipSpell.objects.filter(person__in=(one, other)).exists()


def test_a_parcel_with_the_same_word_twice_is_found_once():
    with ground.write():
        Parcel.objects.filter(parcel_code="01A001").update(deed_no="01A001")
    file = csv_of((*OWNERS[:3], "เลขที่ดิน"), (" ๐๑A๐๐๑", "01A", "1-0-0", 77))
    assert verdicts(bring(PARCELS, user_with("assessor"), file, "แปลง.csv")) == {"changed": 1}


def test_shares_that_do_not_make_a_whole_refuse_the_parcel():
    assessor = user_with("assessor")
    one, other = (ground.person(f"คนที่{number[-3:]}", national_id=number) for number in NUMBERS)
    file = geojson_of(*owned("01A002", (one.national_id, 1, 3), (other.national_id, 1, 3)))
    assert refusals(bring(PARCELS, assessor, file, "แปลง.geojson", is_in_place=True)) == {1: {"SHARE"}}


def test_an_owner_whom_nobody_knows_is_told_at_his_row():
    file = geojson_of(*owned("01A002", ("1999999999981", 1, 1)))
    work = bring(PARCELS, user_with("assessor"), file, "แปลง.geojson", is_in_place=True)
    row = StagedRow.objects.get(batch=work.batch, row_no=1)
    assert [each.field for each in quarantine.reasons_of(row)] == ["ownershipspell.person"]


def test_the_preview_shows_owners_to_nobody_who_may_not_see_them():
    assessor = user_with("assessor")
    one = ground.person("หนึ่ง", national_id=NUMBERS[0])
    work = bring(
        PARCELS, assessor, geojson_of(*owned("01A002", (one.national_id, 1, 1))), "ก.geojson", is_in_place=True
    )
    shown = [set(ImportPage(work, reader, False).headings) for reader in (assessor, user_with("engineer"))]
    assert shown[0] - shown[1] == set(OWNERS[3:])


# -- however many --------------------------------------------------------------------------------------------------
def statements(assessor: Any, owner: Any, count: int, south: int) -> int:
    """Statements of judging and writing so many parcels side by side, each with two owners of a half."""
    rows = []
    for n in range(count):
        both = owned(f"01A{south + n:03}", (owner.national_id, 1, 2), (NUMBERS[1], 1, 2))
        both[0] = both[0][0], ground.geojson(ground.area(100 + 10 * n, south, 108 + 10 * n, south + 40))
        rows += both
    with CaptureQueriesContext(connection) as queries:
        work = write(bring(PARCELS, assessor, geojson_of(*rows), "แปลง.geojson", is_in_place=True))
    assert (work.batch.state, verdicts(work)) == ("committed", {"new": count, "lines": count}), refusals(work)
    return len(queries)


def test_owners_of_many_parcels_take_no_more_statements_than_those_of_few():
    assessor, owner = user_with("assessor"), ground.person("หนึ่ง", national_id=NUMBERS[0])
    ground.person("สอง", national_id=NUMBERS[1])
    few, many = statements(assessor, owner, 2, 100), statements(assessor, owner, 9, 200)
    assert many <= few
    assert OwnershipSpell.objects.filter(person=owner).count() == 11


def test_floors_of_many_buildings_take_no_more_statements_than_those_of_few(surveyor):
    asked = []
    for count, first in ((2, 10), (8, 20)):
        rows = []
        for n in range(first, first + count):
            shape = ground.geojson(ground.rect(1 + 2 * (n - first), first, 2 + 2 * (n - first), first + 1))
            code = f"01A001/{n:03}"
            rows += [(building(code, **line(1, "residence", 1))[0], shape), floor(2, "other", 1, {HEADINGS[0]: code})]
        with CaptureQueriesContext(connection) as queries:
            work = write(bring(BUILDINGS, surveyor, geojson_of(*rows), "อาคาร.geojson", is_in_place=True))
        assert work.batch.state == "committed", refusals(work)
        asked.append(len(queries))
    assert asked[1] <= asked[0]
    assert (Building.objects.count(), BuildingFloor.objects.count()) == (10, 20)


# -- the pages ---------------------------------------------------------------------------------------------------------
def test_the_preview_and_the_row_show_lines(client, surveyor):
    work = three(surveyor, floor(2, "โรงงาน", 5))
    sign_in(client, surveyor)
    text = client.get(f"/import/{work.batch.uid}/?verdict=").content.decode()
    assert "รายการของแถวที่ 1" in text and "รายการย่อย" in text
    page = client.get(f"/import/{work.batch.uid}/row/4/").content.decode()
    assert 'name="buildingfloor.use"' in page and "ชั้นและการใช้ประโยชน์: การใช้ประโยชน์" in page
    posted = {"building_code": "01A001/001", "buildingfloor.floor": "2", "buildingfloor.use": "vacant"}
    answer = client.post(f"/import/{work.batch.uid}/row/4/", posted | {"buildingfloor.area_m2": "5"})
    assert answer.status_code == 302, answer.content.decode()
    row = StagedRow.objects.get(batch=work.batch, row_no=4)
    assert (row.verdict, row.head) == ("lines", 1)


def test_a_wrong_declaration_is_told():
    wrong = ImportMap(lines=(LinesMap("floor", {}), LinesMap("buildingfloor", {"ก": "stairs"}, match_on=("flor",))))

    class Bound:
        import_maps = (wrong,)
        lines = registry.by_slug[BUILDINGS].lines

    found = list(checks._imported_lines(Bound()))
    assert len(found) == 3 and "floor" in found[0] and "flor" in found[1] and "stairs" in found[2]
