"""Refused rows wait, are corrected in place, judged alone and written into the same change set; an import is undone."""

from __future__ import annotations

import pytest
from django.utils import timezone

from gis_core.ground.models import AdminArea
from gis_core.pure.refusal import Refusals
from importers import batches, quarantine
from importers.models import ImportBatch, StagedRow, Verdict
from importers.undo import undo
from importers.work import State
from layers.engine import records
from layers.registry import registry
from tests.importers.doing import box, bring, geojson_of, refusals, verdicts, write
from tests.people import user_with

pytestmark = pytest.mark.django_db
AREAS = "base_map-admin_area"


@pytest.fixture
def surveyor():
    return user_with("surveyor")


@pytest.fixture
def work(surveyor):
    rows = [
        ({"code": "1", "level": "tambon", "thai": "หนึ่ง"}, box(101, 16)),
        ({"code": "2", "level": "ประเทศ", "thai": "สอง"}, box(101.1, 16)),
        ({"code": "3", "level": "tambon", "thai": "สาม"}, None),
    ]
    return bring(AREAS, surveyor, geojson_of(*rows), "a.geojson")


def row(work, number):
    return StagedRow.objects.get(batch=work.batch, row_no=number)


def test_a_row_is_corrected_before_the_commit(work):
    assert quarantine.correct(work, row(work, 2), {"level": "amphoe"}) == []
    assert [r.code for r in quarantine.correct(work, row(work, 3), {"thai": "ยังไม่มีรูป"})] == ["BAD_GEOM"]
    assert quarantine.correct(work, row(work, 3), {}, box(101.2, 16)) == []
    work.batch.refresh_from_db()
    assert verdicts(work) == {"new": 3}
    write(work)
    assert list(AdminArea.objects.order_by("code").values_list("thai", "level")) == [
        ("หนึ่ง", "tambon"),
        ("สอง", "amphoe"),
        ("ยังไม่มีรูป", "tambon"),
    ]


def test_a_row_is_corrected_after_the_commit_and_written_alone(work):
    write(work)
    assert verdicts(work) == {"new": 1, "quarantined": 2} and AdminArea.objects.count() == 1
    first = work.batch.change_set
    quarantine.correct(work, row(work, 2), {"level": "amphoe"})
    write(work)
    assert sorted(AdminArea.objects.values_list("code", flat=True)) == ["1", "2"]
    assert (work.batch.change_set, work.batch.round, verdicts(work)) == (first, 3, {"new": 2, "quarantined": 1})


def test_a_correction_that_clashes_is_refused(work):
    write(work)
    found = quarantine.correct(work, row(work, 2), {"level": "amphoe", "code": "1"})
    assert not found and row(work, 2).verdict == Verdict.CHANGED, "the code names a known area, which it would change"
    assert set(row(work, 2).differs) == {"level", "thai", "geom"}


def test_a_row_is_left_out_and_let_in(work):
    quarantine.leave_out(work, row(work, 1), True)
    work.batch.refresh_from_db()
    assert verdicts(work)["left"] == 1
    quarantine.leave_out(work, row(work, 1), False)
    work.batch.refresh_from_db()
    assert verdicts(work)["new"] == 1


def test_an_import_is_undone_with_what_was_corrected_later(work, surveyor):
    write(work)
    quarantine.correct(work, row(work, 2), {"level": "amphoe"})
    write(work)
    assert AdminArea.objects.count() == 2
    work.batch.state = State.UNDOING
    work.batch.save()
    undo(work.batch, surveyor, "ผิดไฟล์")
    assert AdminArea.objects.count() == 0 and work.batch.state == State.UNDONE


def test_rows_somebody_edited_are_told_and_chosen(surveyor):
    rows = [({"code": str(n), "level": "tambon", "thai": f"ที่ {n}"}, box(101 + n / 10, 16)) for n in range(3)]
    work = write(bring(AREAS, surveyor, geojson_of(*rows), "a.geojson"))
    edited = AdminArea.objects.get(code="1")
    colleague = user_with("surveyor", name="colleague")
    records.update(registry.by_slug[AREAS], edited.uid, {"thai": "แก้แล้ว"}, user=colleague, reason="ชื่อใหม่")
    work.batch.state = State.UNDOING
    work.batch.save()
    with pytest.raises(Refusals) as told:
        undo(work.batch, surveyor, "ผิดไฟล์")
    assert set(told.value.codes) == {"EDITED_LATER"} and AdminArea.objects.count() == 3
    undo(work.batch, surveyor, "ผิดไฟล์", keep=[str(edited.uid)])
    assert work.batch.message == "คงไว้ตามที่มีผู้แก้ภายหลัง 1 ระเบียน"
    assert AdminArea.objects.get().thai == "แก้แล้ว"


def test_old_imports_are_cleared_of_peoples_data(work, surveyor):
    written = write(bring(AREAS, surveyor, geojson_of(({"code": "9", "level": "tambon", "thai": "ก"}, box(102, 16)))))
    old = timezone.now() - timezone.timedelta(days=31)
    ImportBatch.objects.update(touched_at=old)
    assert batches.clear_old() == 2
    assert not StagedRow.objects.exists()
    assert list(ImportBatch.objects.values_list("pk", flat=True)) == [written.batch.pk], (
        "so that it can still be undone"
    )
    assert AdminArea.objects.count() == 1


def test_only_its_owner_or_a_keeper_of_the_whole_register_sees_an_import(work):
    assert batches.find(work.batch.uid, user_with("counter_clerk")) is None
    assert batches.find(work.batch.uid, user_with("system_admin")) == work.batch
    assert batches.find(work.batch.uid, work.batch.owner) == work.batch


def test_reasons_stand_with_the_refused_rows(work):
    assert refusals(work) == {2: {"CHOICE"}, 3: {"BAD_GEOM"}}
    assert "ไม่มีตัวเลือก" in quarantine.reasons_of(row(work, 2))[0].thai
