"""The same parcels drawn one by one and brought in all at once by a file end as the same fabric."""

from __future__ import annotations

import random
from collections.abc import Iterator

import numpy as np
import pytest
import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.db import transaction

from gis_core.ground.models import Parcel
from layers.engine import coverage
from tests.importers.test_joining import bring_in, open_borders, row, user  # noqa: F401 - user is a fixture
from tests.modules.finance.property_register import fabric_made as made

pytestmark = pytest.mark.django_db
MILLIMETRE = 1e-8
SIDE, WIDE, HIGH = 40, 3, 3


def street(seed: int) -> Iterator[tuple[str, GEOSGeometry]]:
    """Lots side by side whose corners are each off by up to 3 mm; every other row stands half a lot aside, so that
    corners of one row lie in the middle of edges of the next.
    """
    chance = random.Random(seed)

    def off() -> float:
        return chance.uniform(-0.003, 0.003)

    for high in range(HIGH):
        aside = SIDE / 2 * (high % 2)
        for wide in range(WIDE):
            west, south = aside + wide * SIDE, high * SIDE
            shape = made.box(west + off(), south + off(), west + SIDE + off(), south + SIDE + off())
            yield f"01A{1 + high * WIDE + wide:03}", shape


def fabric() -> dict[str, shapely.Geometry]:
    return {code: shapely.from_wkb(bytes(geom.wkb)) for code, geom in Parcel.objects.values_list("parcel_code", "geom")}


def furthest(one: shapely.Geometry, other: shapely.Geometry) -> float:
    """How far a corner of one lies from the nearest corner of the other, in degrees."""
    first, second = shapely.get_coordinates(one), shapely.get_coordinates(other)
    apart = np.hypot(*(first[:, None, :] - second[None, :, :]).transpose(2, 0, 1))
    return float(max(apart.min(axis=0).max(), apart.min(axis=1).max()))


def is_whole(who) -> bool:
    ids = list(Parcel.objects.values_list("pk", flat=True))
    return open_borders() == [] and coverage.faults_of(made.register(), ids, who) == []


@pytest.mark.parametrize("seed", range(6))
def test_a_file_joins_as_drawing_in_its_order_does(user, seed):  # noqa: F811
    lots = list(street(seed))
    with transaction.atomic():
        for code, shape in lots:
            made.draw(code, shape, user)
        drawn, drawn_whole = fabric(), is_whole(user)
        transaction.set_rollback(True)
    bring_in(user, *(row(code, shape) for code, shape in lots))
    filed = fabric()
    assert drawn_whole and is_whole(user)
    assert drawn.keys() == filed.keys()
    apart = {code: furthest(drawn[code], filed[code]) for code in drawn}
    assert max(apart.values()) < MILLIMETRE, apart
