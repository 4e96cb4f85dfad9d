"""Two people draw, divide, merge and correct at the same moment on connections of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection

from gis_core.access.actor import acting_as, system_user
from gis_core.ground.models import Parcel, TaxBlock
from gis_core.pure.refusal import Refusals
from layers.engine import coverage, records
from tests.at_once import together
from tests.modules.finance.property_register import fabric_made as made


@pytest.fixture
def user(committed_db, django_db_blocker):
    with django_db_blocker.unblock():
        made.town()
        yield made.surveyor()
        connection.close()


def refused(results: list[Any]) -> list[tuple[str, ...]]:
    assert not [r for r in results if isinstance(r, DatabaseError)], results
    return [r.codes for r in results if isinstance(r, Refusals)]


def draw(code: str, shape: Any, user: Any) -> Callable[[], Any]:
    return lambda: made.draw(code, shape, user)


def overlap_m2() -> float:
    shapes = [made.metres(p.geom) for p in Parcel.objects.filter(status="active")]
    return sum(a.intersection(b).area for n, a in enumerate(shapes) for b in shapes[:n])


def test_of_two_overlapping_drawings_one_is_stored(user):
    for round_ in range(3):
        west = 100 * round_
        results = together(
            draw(f"01A{round_ * 2 + 1:03}", made.box(west, 0, west + 40, 40), user),
            draw(f"01A{round_ * 2 + 2:03}", made.box(west + 20, 0, west + 60, 40), user),
        )
        assert refused(results) == [("OVERLAP",)]
    assert Parcel.objects.count() == 3
    assert overlap_m2() == 0


def test_also_where_they_meet_between_two_blocks_or_in_none(user):
    """Each lies mostly in its own block; the overlap is in the road between them, or outside both."""
    with acting_as(system_user(), "ถนนระหว่างเขตย่อย"):
        TaxBlock.objects.filter(code="01B").update(geom=made.box(410, 0, 800, 400))
    results = together(draw("01A001", made.box(380, 0, 407, 40), user), draw("01B001", made.box(403, 0, 440, 40), user))
    assert refused(results) == [("OVERLAP",)]


def test_neighbours_that_give_each_other_nodes_do_not_wait_in_a_ring(user):
    made.draw("01A001", made.box(0, 0, 40, 40), user)
    results = together(
        *(draw(f"01A{n + 2:03}", made.box(40, 10 * n, 80, 10 * n + 8), user) for n in range(4)),
        *(draw(f"01A{n + 10:03}", made.box(10 * n, 40, 10 * n + 8, 80), user) for n in range(4)),
    )
    assert refused(results) == []
    assert Parcel.objects.count() == 9
    hub = Parcel.objects.get(parcel_code="01A001")
    assert len(made.exact(hub.geom)) >= 4 + 6 + 6


def test_division_and_correction_of_neighbours_wait_for_each_other(user):
    west = made.draw("01A001", made.box(0, 0, 40, 40), user)
    east = made.draw("01A002", made.box(40, 0, 80, 40), user)

    def cut() -> Any:
        return made.divide(west, made.line((-5, 20), (45, 20)), user, [{"area_sqwah": "0-2-0"}] * 2)

    def bend() -> Any:
        shape = made.polygon((40, 0), (80, 0), (80, 40), (40, 40), (35, 30))
        return coverage.reshape(made.register(), east.uid, shape, user=user, reason="สอบเขต")

    results = together(cut, bend)
    assert refused(results) == []
    assert overlap_m2() == pytest.approx(0, abs=1e-4)


def test_a_parcel_is_divided_once_and_not_merged_as_well(user):
    ann = made.people("สมมุติ")[0]
    west = made.draw("01A001", made.box(0, 0, 40, 40), user)
    east = made.draw("01A002", made.box(40, 0, 80, 40), user)
    for parcel in (west, east):
        made.own(parcel, (ann, "1/1"))

    def cut(parcel: Any) -> Callable[[], Any]:
        x = 20 if parcel is west else 60
        children = [{"area_sqwah": "0-2-0"}] * 2
        return lambda: made.divide(parcel, made.line((x, -5), (x, 45)), user, children)

    results = together(cut(west), cut(west), lambda: made.merge([west, east], user))
    codes = refused(results)
    assert len(codes) == 2
    assert all(code == ("NOT_LIVE",) for code in codes)
    assert sum(made.area(p.geom) for p in Parcel.objects.filter(status="active")) == pytest.approx(3200, abs=0.01)


def test_codes_of_divisions_at_once_differ(user):
    parcels = [made.draw(f"01A00{n + 1}", made.box(50 * n, 0, 50 * n + 40, 40), user) for n in range(3)]

    def cut(n: int) -> Callable[[], Any]:
        x = 50 * n + 20
        children = [{"area_sqwah": "0-2-0"}] * 2
        return lambda: made.divide(parcels[n], made.line((x, -5), (x, 45)), user, children, code_policy="next_lot")

    assert refused(together(cut(0), cut(1), cut(2))) == []
    codes = Parcel.objects.filter(status="active").values_list("parcel_code", flat=True)
    assert sorted(codes) == [f"01A{n:03}" for n in range(4, 10)]


def test_an_edit_of_the_sheet_beside_a_drawing_waits_and_both_are_kept(user):
    first = made.draw("01A001", made.box(0, 0, 40, 40), user)
    results = together(
        lambda: records.update(made.register(), first.uid, {"moo": "4"}, user=user, reason="แก้หมู่"),
        draw("01A002", made.box(40, 10, 80, 30), user),
    )
    assert refused(results) == []
    first.refresh_from_db()
    assert first.moo == 4
    assert len(made.exact(first.geom)) == 6
