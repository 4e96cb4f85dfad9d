"""Every row is judged as a form would judge it, and told in Thai; what is written is one change set."""

from __future__ import annotations

import pytest
from django.contrib.gis.geos import MultiPolygon, Point, Polygon

from gis_core.access.actor import acting_as, system_user
from gis_core.features import check
from gis_core.features.models import Change, Feature
from gis_core.ground.models import AdminArea, NamedPlace
from importers import match
from importers.models import ImportBatch, KnownHeadings, StagedRow
from importers.work import State
from layers.engine import records
from layers.registry import registry
from tests.importers.doing import box, bring, geojson_of, judge, refusals, verdicts, write
from tests.people import user_with

pytestmark = pytest.mark.django_db
AREAS, PLACES = "base_map-admin_area", "base_map-named_place"
HERE = (101.15, 16.43)


@pytest.fixture
def surveyor():
    return user_with("surveyor")


def areas(*rows):
    """A file of areas: (code, level, name[, side])."""
    return geojson_of(
        *(
            ({"รหัสพื้นที่": code, "ระดับ": level, "ชื่อพื้นที่": thai}, box(101.0 + n * 0.01, 16.0, *side))
            for n, (code, level, thai, *side) in enumerate(rows)
        )
    )


def test_new_rows_become_records_of_one_change_set(surveyor):
    work = write(
        bring(AREAS, surveyor, areas(("670101", "ตำบล", "ในเมือง"), ("670102", "tambon", "ตะเบาะ")), "a.geojson")
    )
    assert verdicts(work) == {"new": 2} and work.batch.state == State.COMMITTED
    found = AdminArea.objects.get(code="670101")
    assert (found.level, found.geom.geom_type) == ("tambon", "MultiPolygon")
    changes = {Feature.objects.get(uid=area.uid).change_id for area in AdminArea.objects.all()}
    change = Change.objects.get(pk=changes.pop())
    assert not changes and (change.actor, change.batch_id) == (surveyor, work.batch.change_set)
    assert StagedRow.objects.get(batch=work.batch, row_no=1).record_uid == found.uid
    assert check.check() == []


def test_nothing_is_written_before_the_commit(surveyor):
    work = bring(AREAS, surveyor, areas(("670101", "ตำบล", "ในเมือง")), "a.geojson")
    assert work.batch.state == State.JUDGED and not AdminArea.objects.exists()


def test_known_rows_are_the_same_or_changed_and_say_in_what(surveyor):
    write(bring(AREAS, surveyor, areas(("670101", "ตำบล", "ในเมือง"), ("670102", "ตำบล", "ตะเบาะ")), "a.geojson"))
    uids = set(AdminArea.objects.values_list("uid", flat=True))
    second = bring(
        AREAS, surveyor, areas(("๖๗๐๑๐๑", "ตำบล", "ในเมือง"), ("670102", "ตำบล", "ตะเบาะใหม่", 0.0005)), "b.geojson"
    )
    assert verdicts(second) == {"same": 1, "changed": 1}, "Thai digits name the same area"
    assert StagedRow.objects.get(batch=second.batch, row_no=2).differs == ["thai", "geom"]
    write(second)
    assert AdminArea.objects.get(code="670102").thai == "ตะเบาะใหม่"
    assert set(AdminArea.objects.values_list("uid", flat=True)) == uids


def test_only_the_chosen_columns_are_overwritten(surveyor):
    write(bring(AREAS, surveyor, areas(("670102", "ตำบล", "ตะเบาะ")), "a.geojson"))
    before = AdminArea.objects.get().geom
    second = bring(AREAS, surveyor, areas(("670102", "ตำบล", "ชื่อใหม่", 0.0006)), "b.geojson")
    second.batch.overwrite = ["thai"]
    second.batch.save()
    write(second)
    area = AdminArea.objects.get()
    assert (area.thai, area.geom) == ("ชื่อใหม่", before)


def test_a_choice_keeping_everything_writes_nothing(surveyor):
    write(bring(AREAS, surveyor, areas(("670102", "ตำบล", "ตะเบาะ")), "a.geojson"))
    second = bring(AREAS, surveyor, areas(("670102", "ตำบล", "ชื่อใหม่")), "b.geojson")
    second.batch.overwrite = []
    second.batch.save()
    row = Feature.objects.filter(uid=AdminArea.objects.get().uid)
    version = row.get().version
    write(second)
    assert (AdminArea.objects.get().thai, row.get().version) == ("ตะเบาะ", version)


def test_cells_and_shapes_are_refused_like_in_a_form(surveyor):
    bow = {"type": "Polygon", "coordinates": [[[101, 16], [101.1, 16.1], [101.1, 16], [101, 16.1], [101, 16]]]}
    rows = [
        ({"code": "1", "level": "ประเทศ", "thai": "ก"}, box(101, 16)),
        ({"code": "2", "level": "tambon", "thai": "ข"}, bow),
        ({"code": "3", "level": "tambon", "thai": "ค"}, HERE),
        ({"code": "4", "level": "tambon", "thai": None}, box(101.2, 16)),
        ({"code": "5", "level": "tambon", "thai": "จ"}, None),
        ({"code": "ยาวเกินสิบตัวอักษร", "level": "tambon", "thai": "ฉ"}, box(101.3, 16)),
        ({"code": "7", "level": "tambon", "thai": "ช", "moo": "สอง"}, box(101.4, 16)),
        ({"code": "8", "level": "tambon", "thai": "ซ"}, box(101.5, 16)),
        ({"code": "8", "level": "tambon", "thai": "ซ้ำ"}, box(101.6, 16)),
        ({"code": "10", "level": "tambon", "thai": "ในมหาสมุทร"}, box(0, 0)),
    ]
    work = judge(bring(AREAS, surveyor, geojson_of(*rows), "a.geojson"))
    assert refusals(work) == {
        1: {"CHOICE"},
        2: {"BAD_GEOM"},
        3: {"GEOM_KIND"},
        4: {"REQUIRED"},
        5: {"BAD_GEOM"},
        6: {"MAX_LENGTH"},
        7: {"FORMAT"},
        9: {"TWICE"},
        10: {"CRS"},
    }
    write(work)
    assert AdminArea.objects.get().code == "8"
    assert verdicts(work) == {"new": 1, "quarantined": 9}


def test_a_row_matched_by_place_comes_once(surveyor):
    file = geojson_of(({"NAME": "บ้านหนองแก", "VILL_ID": 4, "TAM_NAME": "ท่าฉนวน"}, HERE))
    write(bring(PLACES, surveyor, file, "v.geojson"))
    assert NamedPlace.objects.get().register_no == "ส.00001"
    assert verdicts(bring(PLACES, surveyor, file, "v.geojson")) == {"same": 1}


def test_numbers_are_given_in_the_order_of_the_file(surveyor):
    file = geojson_of(*(({"ชื่อสถานที่": f"วัด {n}", "ประเภท": "วัด"}, (101 + n / 100, 16)) for n in range(5)))
    write(bring(PLACES, surveyor, file, "w.geojson"))
    found = NamedPlace.objects.order_by("register_no").values_list("register_no", "thai")
    assert list(found) == [(f"ส.{n + 1:05}", f"วัด {n}") for n in range(5)]


def test_an_unknown_number_is_refused_and_a_known_one_matches(surveyor):
    write(bring(PLACES, surveyor, geojson_of(({"ชื่อสถานที่": "วัดเก่า", "ประเภท": "วัด"}, HERE)), "w.geojson"))
    file = geojson_of(
        ({"เลขทะเบียน": "ส.๐๐๐๐๑", "ชื่อสถานที่": "วัดใหม่"}, HERE), ({"เลขทะเบียน": "ส.99", "ชื่อสถานที่": "วัดลอย"}, HERE)
    )
    work = judge(bring(PLACES, surveyor, file, "w.geojson"))
    assert refusals(work) == {2: {"NUMBER_UNKNOWN"}}
    write(work)
    assert NamedPlace.objects.get().thai == "วัดใหม่"


def test_nobody_imports_outside_his_area():
    area = MultiPolygon(Polygon.from_bbox((101.1, 16.4, 101.2, 16.5)), srid=4326)
    local = user_with("surveyor", area=area)
    with acting_as(system_user(), "x"):
        NamedPlace.objects.create(thai="ไกล", kind="temple", register_no="ส.7", geom=Point(99, 15))
    file = geojson_of(
        ({"เลขทะเบียน": None, "ชื่อสถานที่": "ใน", "ประเภท": "วัด"}, HERE),
        ({"เลขทะเบียน": None, "ชื่อสถานที่": "นอก", "ประเภท": "วัด"}, (99, 15)),
        ({"เลขทะเบียน": "ส.7", "ชื่อสถานที่": "ย้าย", "ประเภท": "วัด"}, HERE),
    )
    assert refusals(bring(PLACES, local, file, "w.geojson")) == {2: {"OUT_OF_AREA"}, 3: {"NO_RIGHT"}}


def test_two_people_importing_the_same_file_write_it_once(surveyor):
    other, file = user_with("surveyor", name="other"), areas(("670101", "ตำบล", "ในเมือง"))
    first, second = bring(AREAS, surveyor, file, "a.geojson"), bring(AREAS, other, file, "a.geojson")
    assert verdicts(first) == verdicts(second) == {"new": 1}
    write(first)
    write(second)
    second.batch.refresh_from_db()
    assert (second.batch.state, verdicts(second)) == (State.JUDGED, {"same": 1})
    assert "มีผู้แก้ทะเบียน" in second.batch.message and AdminArea.objects.count() == 1


def test_a_record_changed_between_is_looked_at_again(surveyor):
    write(bring(AREAS, surveyor, areas(("670101", "ตำบล", "ในเมือง")), "a.geojson"))
    work = bring(AREAS, surveyor, areas(("670101", "ตำบล", "จากไฟล์")), "b.geojson")
    register = registry.by_slug[AREAS]
    records.update(register, AdminArea.objects.get().uid, {"thai": "จากเพื่อน"}, user=surveyor, reason="x")
    write(work)
    assert work.batch.state == State.JUDGED and AdminArea.objects.get().thai == "จากเพื่อน"
    write(work)
    assert work.batch.state == State.COMMITTED and AdminArea.objects.get().thai == "จากไฟล์"


def test_confirmed_headings_are_remembered(surveyor):
    work = bring(AREAS, surveyor, geojson_of(({"x1": "670101", "x2": "ตำบล", "x3": "ก"}, box(101, 16))), "a.geojson")
    assert work.batch.state == State.ASKING
    match.remember(work.register, ["x1", "x2", "x3"], {"x1": "code", "x2": "level", "x3": "thai"})
    again = bring(AREAS, surveyor, geojson_of(({"x3": "ข", "x1": "670102", "x2": "ตำบล"}, box(101, 16))), "b.geojson")
    assert verdicts(again) == {"new": 1} and KnownHeadings.objects.count() == 1


def test_a_database_rule_nobody_judged_stops_the_commit_and_names_the_rows(surveyor, monkeypatch):
    """As when a constraint of the table is stricter than the form."""
    from importers.judging import Judging

    monkeypatch.setattr(Judging, "twins_in_file", lambda self: None)
    work = bring(AREAS, surveyor, areas(("1", "ตำบล", "ก"), ("2", "ตำบล", "ข"), ("1", "ตำบล", "ค")), "a.geojson")
    assert verdicts(work) == {"new": 3}
    write(work)
    assert work.batch.state == State.JUDGED and not AdminArea.objects.exists()
    assert refusals(work) == {3: {"DUP_AREA"}}
    write(work)
    assert AdminArea.objects.count() == 2


def test_a_second_click_writes_nothing_more(surveyor):
    work = bring(AREAS, surveyor, areas(("1", "ตำบล", "ก")), "a.geojson")
    write(work)
    changes = Change.objects.count()
    from importers import commit

    commit.commit(work)
    assert Change.objects.count() == changes and ImportBatch.objects.get(pk=work.batch.pk).round == 2
