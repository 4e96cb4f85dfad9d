"""Whatever is divided, merged, corrected and taken back, in whatever order: the land and the shares stay whole."""

from __future__ import annotations

import time
from collections import Counter
from fractions import Fraction
from typing import Any

import pytest
import shapely
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from gis_core.features import clock
from gis_core.ground import queries
from gis_core.ground.models import Parcel, ParcelLineage
from gis_core.pure.refusal import Refusals
from layers.engine import changesets, coverage
from tests.modules.finance.property_register import fabric_made as made

pytestmark = pytest.mark.django_db
SIDE = 80.0
#: On a busy machine fewer sequences are tried, never a longer wait.
SECONDS = 50
#: What may be refused on the way; anything else is a fault of the engine.
ALLOWED = {
    "SLIVER",
    "BAD_GEOM",
    "CUT",
    "NOT_ADJACENT",
    "MERGE_OWNERS",
    "OVERLAP",
    "RNW",
    "REQUIRED",
    "INVALID",
    "MIN_VALUE",
}
UNDO_ALLOWED = {"EDITED_LATER", "ALREADY_UNDONE", "IN_USE", "OVERLAP", "BAD_GEOM", "SLIVER", "NOT_FOUND", "CONFLICT"}


class Fabric(RuleBasedStateMachine):
    """A square of 80 m that is always covered by the live parcels, once. Nothing more is done after `until`; `acts`
    counts what was done in all sequences.
    """

    user: Any = None
    until: float = 0
    acts: Counter[str] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.batches: list[Any] = []
        self.done: list[str] = []
        self.deeds = sum(p.area_sqwah for p in self.live())

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    @property
    def is_late(self) -> bool:
        return time.monotonic() > self.until

    def live(self) -> list[Parcel]:
        return list(Parcel.objects.filter(status="active").order_by("id"))

    def one(self, which: int) -> Parcel:
        live = self.live()
        return live[which % len(live)]

    def tried(self, name: str, work: Any, allowed: set[str]) -> None:
        if self.is_late:
            return
        try:
            with transaction.atomic():
                self.batches.append(work())
            self.done.append(name)
            self.acts[name] += 1
        except Refusals as refused:
            assert set(refused.codes) <= allowed, refused

    @rule(
        which=st.integers(0, 99),
        slope=st.floats(-2, 2),
        shift=st.floats(-0.3, 0.3),
        upright=st.booleans(),
        gift=st.booleans(),
    )
    def divide(self, which: int, slope: float, shift: float, upright: bool, gift: bool) -> None:
        parcel = self.one(which)
        shape = made.metres(parcel.geom)
        west, south, east, north = shape.extent
        x = shape.centroid.x - made.X + shift * (east - west)
        y = shape.centroid.y - made.Y + shift * (north - south)
        cut = (
            made.line((x - 200 * slope, y - 200), (x + 200 * slope, y + 200))
            if upright
            else made.line((x - 200, y - 200 * slope), (x + 200, y + 200 * slope))
        )

        def work() -> Any:
            pieces = made.divide(parcel, cut, self.user, [], dry_run=True).pieces
            children = [{"area_sqwah": piece.proposed} for piece in pieces]
            if gift and len(children) > 1:
                children[0] |= {"gift": True}
            return made.divide(parcel, cut, self.user, children).batch_id

        self.tried("divide with a gift" if gift else "divide", work, ALLOWED)

    @rule(first=st.integers(0, 99), second=st.integers(0, 99))
    def merge(self, first: int, second: int) -> None:
        pair = {self.one(first).pk: self.one(first), self.one(second).pk: self.one(second)}
        if len(pair) == 2:
            self.tried("merge", lambda: made.merge(list(pair.values()), self.user).batch_id, ALLOWED)

    @rule(which=st.integers(0, 99), corner=st.integers(0, 99), dx=st.floats(-6, 6), dy=st.floats(-6, 6))
    def correct(self, which: int, corner: int, dx: float, dy: float) -> None:
        parcel = self.one(which)
        flat = made.corners(parcel.geom)
        x, y = flat[corner % len(flat)]
        if not (1 < x < SIDE - 1 and 1 < y < SIDE - 1):
            return
        there = (min(max(x + dx, 1), SIDE - 1), min(max(y + dy, 1), SIDE - 1))
        rings = [list(ring.coords) for part in parcel.geom for ring in part]
        if len(rings) > 1:
            return
        ring = rings[0]
        ring[corner % len(flat)] = made.line(there, (there[0] + 1, there[1])).coords[0]
        ring[-1] = ring[0]
        shape = {"type": "MultiPolygon", "coordinates": [[ring]]}

        def work() -> Any:
            return coverage.reshape(made.register(), parcel.uid, shape, user=self.user, reason="สอบเขต").batch_id

        self.tried("correct", work, ALLOWED)

    @rule(which=st.integers(0, 99))
    def undo(self, which: int) -> None:
        if self.batches:
            batch = self.batches[-1 - which % len(self.batches)]
            self.tried("undo", lambda: changesets.undo(batch, user=self.user, reason="ทำใหม่"), UNDO_ALLOWED)

    @invariant()
    def the_land_is_whole_and_nowhere_twice(self) -> None:
        if self.is_late:
            return
        live = self.live()
        shapes = [shapely.from_wkb(bytes(made.metres(p.geom).wkb)) for p in live]
        assert all(shapely.is_valid(shapes))
        square = shapely.box(made.X, made.Y, made.X + SIDE, made.Y + SIDE)
        assert abs(sum(s.area for s in shapes) - square.area) < 0.02, self.done
        assert shapely.symmetric_difference(shapely.union_all(shapes), square).area < 0.02, self.done
        tree = shapely.STRtree(shapes)
        pairs = [(a, b) for a, b in zip(*tree.query(shapes, predicate="intersects"), strict=True) if a < b]
        assert all(shapes[a].intersection(shapes[b]).area < 0.005 for a, b in pairs), self.done

    @invariant()
    def papers_add_up_and_everything_has_its_owners(self) -> None:
        if self.is_late:
            return
        live = self.live()
        assert sum(p.area_sqwah for p in live) == self.deeds, self.done
        held = queries.owners_on(live, clock.today())
        for parcel in live:
            shares = [Fraction(s.share_num, s.share_den) for s in held.get(parcel.pk, [])]
            assert sum(shares) == (0 if parcel.is_state_property else 1), self.done
        dead = list(Parcel.objects.exclude(status="active"))
        assert queries.owners_on(dead, clock.today()) == {}, self.done

    @invariant()
    def nobody_descends_from_himself_and_codes_are_given_once(self) -> None:
        if self.is_late:
            return
        steps = set(ParcelLineage.objects.values_list("parent_id", "child_id"))
        left = {parcel for step in steps for parcel in step}
        while left:
            roots = left - {child for parent, child in steps if parent in left}
            assert roots, "a ring"
            left -= roots
        living = set(Parcel.objects.filter(status="active").values_list("pk", flat=True))
        assert living.isdisjoint(parent for parent, _child in steps), self.done
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT code, count(DISTINCT id) FROM (SELECT parcel_code AS code, id FROM ground_parcel UNION ALL"
                " SELECT row_data ->> 'parcel_code', record_id FROM gis_history"
                " WHERE row_data ->> 'parcel_code' IS NOT NULL) given GROUP BY code HAVING count(DISTINCT id) > 1"
            )
            assert cursor.fetchall() == [], self.done


@pytest.fixture
def four_parcels(db):
    """Four parcels of one rai around a corner, each owned by the same two people."""
    made.town()
    user = made.surveyor()
    ann, bee = made.people("สมมุติ", "สมหมาย")
    for n, (x, y) in enumerate(((0, 0), (40, 0), (0, 40), (40, 40))):
        parcel = made.draw(f"01A00{n + 1}", made.box(x, y, x + 40, y + 40), user, area_sqwah="1-0-0")
        made.own(parcel, (ann, "1/3"), (bee, "2/3"))
    return user


def test_any_sequence_keeps_the_fabric_whole(four_parcels):
    Fabric.user, Fabric.until, Fabric.acts = four_parcels, time.monotonic() + SECONDS, Counter()
    run_state_machine_as_test(
        Fabric,
        settings=settings(
            max_examples=10,
            stateful_step_count=20,
            deadline=None,
            database=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert set(Fabric.acts) == {"divide", "divide with a gift", "merge", "correct", "undo"}, Fabric.acts
