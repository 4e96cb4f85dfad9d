"""What five times as many parcels cost: the same tiles, places and searches before and after.

Run last: it grows the town.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable

from gis_core.access.models import User
from gis_core.features import find, lookup
from gis_core.ground.models import Parcel
from layers.engine import index
from layers.registry import registry
from tests.speed import town
from tests.speed.index import points, queries
from tests.speed.report import Row, milliseconds
from tests.speed.tiles import ALL, chosen_tiles
from tiles import render

TIMES = 4


def measure() -> list[Row]:
    """Median of each work over the same tiles, places and words, before and after growing."""
    parcels = next(r for r in registry.registers if r.model is Parcel and r.layer)
    test = index.predicate(User.objects.get(username="revenue_officer"))
    places, words, tiles = points(200), queries(), chosen_tiles([16], 200)
    works: dict[str, list[Callable[[], object]]] = {
        "tile, zoom 16": [lambda t=t: render.render(parcels, t, ALL) for t in tiles],
        "everything at a place": [lambda p=p: lookup.at_point(*p, test) for p in places],
        "search": [lambda w=w: find.find(w, test) for w in words],
    }
    before = {name: _median(calls) for name, calls in works.items()}
    town.grow(TIMES)
    rows = []
    for name, calls in works.items():
        value = _median(calls)
        ratio = value / before[name]
        work = f"{name}: {Parcel.objects.count():,} parcels"
        rows.append(Row(work, value, "ms", before[name], "before growing", "<= 1.3", ratio <= 1.3))
    return rows


def _median(calls: list[Callable[[], object]]) -> float:
    for call in calls:
        call()
    return statistics.median(milliseconds(call) for _ in range(3) for call in calls)
