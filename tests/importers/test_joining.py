"""A file's parcels are joined to their neighbours and to each other when they are written, as drawn ones are."""

from __future__ import annotations

import json

import pytest
from django.db import connection

from gis_core.features.models import Change
from gis_core.ground.models import Parcel
from importers.models import StagedRow
from importers.undo import undo
from importers.work import State
from layers.engine import coverage
from tests.importers.doing import bring, geojson_of, judge, refusals, verdicts, write
from tests.modules.finance.property_register import fabric_made as made
from tests.people import sign_in

pytestmark = pytest.mark.django_db
PARCELS = "property_register-parcel"


@pytest.fixture
def user():
    made.town()
    return made.surveyor()


def row(code, shape):
    wah = round(made.area(shape) / 4, 1)
    values = {
        "รหัสแปลงที่ดิน": code,
        "เขตย่อย": code[:3],
        "ประเภทเอกสารสิทธิ": "โฉนดที่ดิน (น.ส.4)",
        "เลขที่เอกสารสิทธิ": code[3:],
        "ไร่-งาน-ตร.ว.": f"{int(wah // 400)}-{int(wah % 400 // 100)}-{wah % 100:.1f}",
    }
    return values, json.loads(shape.geojson)


def bring_in(user, *rows):
    work = bring(PARCELS, user, geojson_of(*rows), "p.geojson", is_in_place=True)
    work = work if work.batch.state == State.JUDGED else judge(work)
    assert refusals(work) == {}
    return write(work)


def shape_of(code):
    return Parcel.objects.get(parcel_code=code).geom


def open_borders():
    """Pairs of parcels with a vertex on the other's edge, or within a centimetre of it, that is not a vertex there."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT a.parcel_code, b.parcel_code FROM ground_parcel a JOIN ground_parcel b ON a.id <> b.id
            AND ST_DWithin(a.geom, b.geom, 1e-7)
            AND ST_DWithin(ST_Difference(ST_Points(a.geom), ST_Points(b.geom)), ST_Boundary(b.geom), 0.9e-7)"""
        )
        return cursor.fetchall()


def street():
    """Three rows off by millimetres beside a stored parcel, and one that touches nothing."""
    return (
        row("01A002", made.box(40.005, 0, 80, 20)),
        row("01A003", made.box(40, 20.006, 80, 60)),
        row("01A004", made.box(80.004, 0, 120, 60)),
        row("01A005", made.box(200, 0, 240, 40)),
    )


def test_corners_within_a_centimetre_become_one_and_edges_get_the_nodes_they_lack(user):
    made.draw("01A001", made.box(0, 0, 40, 40), user)
    before = made.exact(shape_of("01A001"))
    work = bring_in(user, *street())
    assert (work.batch.state, verdicts(work)) == (State.COMMITTED, {"new": 4})
    first, second, third, fourth = (made.exact(shape_of(f"01A00{n}")) for n in (1, 2, 3, 4))
    assert first > before and len(first) == 5, "the stored neighbour got one vertex and kept its corners"
    assert len(first & second) == 2 and len(second & third) == 2 and len(first & third) == 2
    assert len(fourth & second) == 2 and len(fourth & third) == 2
    assert set(made.corners(shape_of("01A002"))) == {(40, 0), (80, 0), (80, 20), (40, 20)}
    assert open_borders() == []
    ids = list(Parcel.objects.values_list("pk", flat=True))
    assert coverage.faults_of(made.register(), ids, user) == []
    assert made.exact(shape_of("01A005")) == made.exact(made.box(200, 0, 240, 40)), (
        "what touches nothing stays as it is"
    )


def test_undo_of_the_import_gives_the_neighbour_its_old_edge_back(user):
    made.draw("01A001", made.box(0, 0, 40, 40), user)
    before = shape_of("01A001").wkt
    work = bring_in(user, *street())
    assert shape_of("01A001").wkt != before
    assert Change.objects.filter(batch_id=work.batch.change_set).count() == 1, "neighbours belong to the same change"
    undo(work.batch, user, "ทดลอง")
    assert list(Parcel.objects.values_list("parcel_code", flat=True)) == ["01A001"]
    assert shape_of("01A001").wkt == before


def test_a_known_parcel_that_a_file_moves_is_joined_too(user):
    made.draw("01A001", made.box(0, 0, 40, 40), user)
    made.draw("01A002", made.box(50, 0, 90, 40), user)
    bring_in(user, row("01A002", made.box(40.004, 10, 90, 40)))
    assert len(made.exact(shape_of("01A001")) & made.exact(shape_of("01A002"))) == 2
    assert open_borders() == []


def test_rows_that_fit_already_are_written_once(user):
    bring_in(user, row("01A001", made.box(0, 0, 40, 40)), row("01A002", made.box(40, 0, 80, 40)))
    assert open_borders() == []
    assert made.exact(shape_of("01A002")) == made.exact(made.box(40, 0, 80, 40))


def test_a_chain_of_rows_each_a_little_off_ends_joined(user):
    """Each corner is off by as much as a file's rounding, along a street and across it."""
    off = (0, 0.004, -0.003, 0.005, -0.004, 0.002)
    rows = [
        row(
            f"01A{10 * j + i + 1:03}",
            made.box(20 * i + off[i], 20 * j + off[j], 20 * (i + 1) + off[-i - 1], 20 * (j + 1) + off[-j - 1]),
        )
        for i in range(6)
        for j in range(4)
    ]
    bring_in(user, *rows)
    assert Parcel.objects.count() == 24
    assert open_borders() == []
    ids = list(Parcel.objects.values_list("pk", flat=True))
    assert coverage.faults_of(made.register(), ids, user) == []
    assert StagedRow.objects.filter(verdict="new").count() == 24


@pytest.mark.parametrize(("by_m", "is_doubted"), [(15, True), (38, True), (40, False)])
def test_a_file_most_of_which_overlaps_may_lie_beside_its_place(client, user, by_m, is_doubted):
    """As one does that was measured with another datum; a file of new parcels overlaps by its few mistakes."""
    for n in range(3):
        made.draw(f"01A00{n + 1}", made.box(40 * n, 0, 40 * n + 40, 40), user)
    moved = [row(f"01A10{n}", made.box(40 * n, by_m, 40 * n + 40, by_m + 40)) for n in range(3)]
    work = bring(PARCELS, user, geojson_of(*moved), "p.geojson", is_in_place=True)
    work = work if work.batch.state == State.JUDGED else judge(work)
    assert (set(refusals(work)) != set()) is is_doubted
    sign_in(client, user)
    page = client.get(f"/import/{work.batch.uid}/").content.decode()
    assert ("ไฟล์อาจวางผิดที่: 3 จาก 3 แถว" in page) is is_doubted
