"""A file's parcels judged together, set-based: against the register and against each other."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from django.contrib.gis.geos import GEOSGeometry
from django.db import connection

from gis_core.access.actor import acting_as, system_user
from gis_core.ground.models import Parcel, TaxBlock
from layers.engine import coverage, coverage_near
from tests.modules.finance.property_register import fabric_made as made
from tests.worked_examples import worked_examples

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    made.town()
    return made.surveyor()


def judged(user, shapes, uids=None):
    """{row: refusals} of shapes in the order of a file."""
    uids = uids or {}
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE IF NOT EXISTS file_rows (row_no bigint, uid uuid, geom geometry(Geometry, 4326))"
        )
        cursor.execute("DELETE FROM file_rows")
        cursor.executemany(
            "INSERT INTO file_rows VALUES (%s, %s, ST_GeomFromEWKB(%s))",
            [(n, uids.get(n), bytes(shape.ewkb)) for n, shape in enumerate(shapes, 1)],
        )
    found: dict[int, list] = {}
    rows = "SELECT row_no, uid, geom FROM file_rows WHERE row_no > %(least)s"
    for row, refused in coverage.judge_many(made.register(), rows, {"least": 0}, user):
        found.setdefault(row, []).append(refused)
    return found


@pytest.mark.parametrize("row", worked_examples(__file__, "overlaps"))
def test_worked_examples(user, row):
    """The same pair of parcels through the editor and through a file is judged alike."""
    first, second = (made.box(*map(float, row[name].split())) for name in ("first", "second"))
    found = judged(user, [first, second])
    assert (1 in found, 2 in found) == ((True, True) if row["refused"] == "yes" else (False, False))
    with acting_as(system_user(), "วาง"):
        block = TaxBlock.objects.get(code="01A")
        Parcel.objects.create(parcel_code="01A001", block=block, area_sqwah=100, geom=first)
    drawn = coverage.judge(made.register(), second, user)
    assert ("OVERLAP" in [r.code for r in drawn.refusals]) == (row["refused"] == "yes")
    assert (1 in judged(user, [second])) == (row["refused"] == "yes")


def test_both_rows_of_a_pair_are_told_with_the_piece(user):
    found = judged(user, [made.box(0, 0, 40, 40), made.box(100, 0, 140, 40), made.box(30, 0, 60, 40)])
    assert sorted(found) == [1, 3]
    (one,) = found[1]
    assert one.code == "OVERLAP"
    assert "แถวที่ 3 ของแฟ้มเดียวกัน" in one.thai
    piece = GEOSGeometry(json.dumps(one.geometry), srid=4326)
    assert made.area(piece) == pytest.approx(400, abs=0.1)


def test_many_refusals_ask_the_figures_once(user, django_assert_max_num_queries):
    shapes = [made.box(n / 10, 0, 40 + n / 10, 40) for n in range(20)]
    with django_assert_max_num_queries(40):
        found = judged(user, shapes)
    assert len(found) == 20


def test_the_register_is_named_and_a_replaced_record_is_not_compared_with(user):
    old = made.draw("01A001", made.box(0, 0, 40, 40), user)
    new = made.box(0, 0, 40, 38)
    (one,) = judged(user, [new])[1]
    assert "แปลง 01A001 เนื้อที่ทับ 1,520.00 ตร.ม." in one.thai
    assert judged(user, [new], {1: old.uid}) == {}


def test_a_row_that_moves_away_makes_room_for_another(user):
    old = made.draw("01A001", made.box(0, 0, 40, 40), user)
    assert judged(user, [made.box(100, 0, 140, 40), made.box(0, 0, 40, 40)], {1: old.uid}) == {}


def test_other_faults(user):
    found = judged(user, [made.box(-20, 0, 40, 40), made.box(60, 0, 61.9, 2), made.box(100, 0, 140, 40)])
    assert {row: [r.code for r in each] for row, each in found.items()} == {1: ["OUTSIDE"], 2: ["BAD_GEOM"]}
    assert all(r.geometry for each in found.values() for r in each)


def test_a_parcel_of_another_area_is_not_named(user):
    made.draw("01A001", made.box(0, 0, 40, 40), user)
    limited = made.surveyor("limited", area=made.box(60, 0, 300, 300))
    (one,) = judged(limited, [made.box(20, 0, 80, 40)])[1]
    assert "01A001" not in one.thai
    assert one.geometry is None


def test_the_plan_uses_the_indexes(user):
    """Neither table is compared with all of another: what is asserted is the access, not the time."""
    shapes = [made.box(20 * (n % 18), 20 * (n // 18), 20 * (n % 18) + 20, 20 * (n // 18) + 20) for n in range(320)]
    with acting_as(system_user(), "วาง"):
        block = TaxBlock.objects.get(code="01A")
        Parcel.objects.bulk_create(
            Parcel(parcel_code=f"01A{n + 1:03}", block=block, area_sqwah=Decimal(100), geom=shape)
            for n, shape in enumerate(shapes)
        )
    assert len(judged(user, shapes)) == 320
    assert (
        judged(
            user,
            shapes,
            {n + 1: uid for n, uid in enumerate(Parcel.objects.order_by("id").values_list("uid", flat=True))},
        )
        == {}
    )


@pytest.mark.parametrize("plus", [-3, 1_000])
def test_few_rows_among_many_records_look_for_their_own_neighbours(user, monkeypatch, plus):
    monkeypatch.setattr(coverage_near, "PLUS", plus)  # of three rows: any record is one too many to read all
    with acting_as(system_user(), "วาง"):
        block = TaxBlock.objects.get(code="01A")
        stored = Parcel.objects.create(parcel_code="01A001", block=block, area_sqwah=100, geom=made.box(0, 0, 40, 40))
    shapes = [made.box(40, 0, 80, 40), made.box(30, 40, 60, 80), made.box(35, 0, 39, 80)]
    found = judged(user, shapes)
    assert {row: sorted(r.code for r in refused) for row, refused in found.items()} == {
        2: ["OVERLAP"],
        3: ["OVERLAP", "OVERLAP"],
    }
    assert set(judged(user, shapes, {3: stored.uid})) == {2, 3}


def test_stored_records_are_judged_by_number(user):
    with acting_as(system_user(), "ข้อมูลเดิม"):
        block = TaxBlock.objects.get(code="01A")
        one, two = (
            Parcel.objects.create(
                parcel_code=f"01A00{n}", block=block, area_sqwah=100, geom=made.box(30 * n, 0, 30 * n + 40, 40)
            )
            for n in (1, 2)
        )
    faults = coverage.faults_of(made.register(), [one.pk, two.pk], user)
    assert [(f.code, f.thai.startswith("แปลง 01A00")) for f in faults] == [("OVERLAP", True)]
    assert coverage.faults_of(made.register(), [], user) == []
