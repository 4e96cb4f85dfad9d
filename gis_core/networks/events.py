"""Many events at once: the nearest road of each point, the shapes of many stretches. One statement each."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.contrib.gis.geos import GEOSGeometry, LineString, Point
from django.db import connection

from gis_core.features import measure
from gis_core.features.lookup import METRES_PER_DEGREE
from gis_core.networks.linear import LEFT, RIGHT, SAME_PLACE_M, SNAP_M, Located
from gis_core.pure.linear_referencing import END_TOLERANCE_M

SQL = Path(__file__).parent / "sql"


@dataclass(frozen=True)
class OnRoad:
    """A point on its nearest road."""

    road_id: int
    located: Located


@cache
def _statement(name: str) -> str:
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


def locate_points(points: Sequence[Point], tolerance_m: float = SNAP_M) -> list[OnRoad | None]:
    """The nearest road of each stored point with chainage, offset and side; None where no road is near enough.

    A point more than 5 m past the end of its nearest road is None too.
    """
    if not points:
        return []
    reach = tolerance_m / METRES_PER_DEGREE / max(math.cos(math.radians(max(abs(p.y) for p in points))), 0.1)
    values = {
        "lons": [p.x for p in points],
        "lats": [p.y for p in points],
        "zone": measure.office_srid(),
        "tolerance_m": tolerance_m,
        "reach": reach,
    }
    found: list[OnRoad | None] = [None] * len(points)
    with connection.cursor() as cursor:
        cursor.execute(_statement("locate_points"), values)
        for n, road_id, chainage, length, offset, turn in cursor.fetchall():
            if -END_TOLERANCE_M <= chainage <= length + END_TOLERANCE_M:
                side = (LEFT if turn > 0 else RIGHT) if offset > SAME_PLACE_M else ""
                found[n - 1] = OnRoad(road_id, Located(min(max(chainage, 0.0), length), offset, side))
    return found


def cut_sections(stretches: Iterable[tuple[int, float, float]]) -> list[LineString | None]:
    """The stored shape of each (road id, from, to) in metres of chainage; None where it is none or leaves its road.

    Up to 5 m past the end count as the end.
    """
    rows = list(stretches)
    if not rows:
        return []
    roads, starts, ends = zip(*rows, strict=True)
    values = {
        "roads": list(roads),
        "from_m": [float(value) for value in starts],
        "to_m": [float(value) for value in ends],
        "zone": measure.office_srid(),
    }
    found: list[LineString | None] = [None] * len(rows)
    with connection.cursor() as cursor:
        cursor.execute(_statement("cut_sections"), values)
        for n, shape, beyond in cursor.fetchall():
            if shape is not None and beyond <= END_TOLERANCE_M:
                found[n - 1] = GEOSGeometry(memoryview(shape))
    return found
