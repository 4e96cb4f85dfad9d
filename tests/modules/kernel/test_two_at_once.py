"""Two people at the same moment: numbers without gaps or doubles, rounds in order, the second writer is told."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.db import connection

from gis_core.access.actor import acting_as, system_user
from gis_core.features import clock
from gis_core.ground.models import NamedPlace
from gis_core.numbering import series
from gis_core.pure.refusal import Refusals
from layers.engine import records
from layers.registry import registry
from modules.kernel.inspections import visits
from modules.kernel.inspections.models import Inspection
from tests.at_once import together
from tests.people import user_with
from tests.street_lamps.models import StreetLamp

WORKERS = 6


def each(work: Callable[[int], Any]) -> list[Any]:
    """`work(n)` of all workers at once; results or exceptions, by n."""
    return together(*[partial(work, n) for n in range(WORKERS)])


@pytest.fixture
def opened(committed_db, django_db_blocker):
    with django_db_blocker.unblock():
        yield
        connection.close()


def test_numbers_have_no_gap_when_some_roll_back(opened):
    user = system_user()

    def take(n: int) -> str | None:
        try:
            with acting_as(user, "ขอเลข"):
                text = series.take("test.numbers", "{seq}", clock.today())
                if n % 2:
                    raise ZeroDivisionError
                return text
        except ZeroDivisionError:
            return None

    taken = [text for text in each(take) if text is not None]
    assert sorted(taken) == ["1", "2", "3"]


def test_the_second_writer_is_told(opened):
    user = user_with("engineer")
    with acting_as(user, "เพิ่ม"):
        place = NamedPlace.objects.create(thai="วัด", kind="temple", geom=Point(100.5, 15.0, srid=4326))
    places = registry.for_model(NamedPlace)

    def write(n: int) -> Any:
        return records.update(places, place.uid, {"thai": f"ชื่อ {n}"}, user=user, reason="แก้", expected_version=1)

    found = each(write)
    refused = [each for each in found if isinstance(each, Refusals)]
    assert len(refused) == WORKERS - 1
    assert {each.codes for each in refused} == {("CONFLICT",)}


def test_visits_to_one_place_are_counted_one_after_the_other(opened):
    user = user_with("engineer")
    with acting_as(user, "เพิ่ม"):
        lamp = StreetLamp.objects.create(lamp_type="led", power_w=9, geom=Point(100.5, 15.0, srid=4326))

    def visit(n: int) -> int:
        with acting_as(user, "ตรวจ"):
            visits._lock(lamp)
            following = visits._next_round(lamp.uid)
            Inspection.objects.create(
                target_id=lamp.uid, round=following, inspector=user, visited_at=clock.now(), result="pass"
            )
            return following

    assert sorted(each(visit)) == list(range(1, WORKERS + 1))
