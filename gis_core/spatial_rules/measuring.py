"""What a spatial rule measures: for stored features in one statement, for a shape just drawn one by one."""

from __future__ import annotations

import math
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.db import connection
from shapely import from_wkb, shortest_line, to_wkb

from gis_core.features import measure
from gis_core.features.lookup import METRES_PER_DEGREE

SQL = Path(__file__).parent / "sql"
LATITUDE_DEG = 21.0  # the northern end of the country: the most degrees a metre can be


@dataclass(frozen=True)
class Measured:
    """One measure: metres, or square metres for an overlap, with its line or piece (4326). Not rounded.

    `perimeter_m` is that of an overlapping piece; `of_m2` the area of the subject it is a part of.
    """

    value: float
    geom: GEOSGeometry
    subject: uuid.UUID | None = None
    subject_version: int = 0
    against: uuid.UUID | None = None
    against_version: int | None = None
    perimeter_m: float = 0.0
    of_m2: float = 0.0

    @property
    def percent(self) -> float:
        """Share of the subject that is overlapped."""
        return 100 * self.value / self.of_m2 if self.of_m2 else 0.0


@cache
def _statement(name: str) -> str:
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


def _ask(name: str, subjects: Iterable[uuid.UUID], kinds: Sequence[int], **values: Any) -> list[Measured]:
    given = {"subjects": list(subjects), "kinds": list(kinds), "zone": measure.office_srid()} | values
    with connection.cursor() as cursor:
        cursor.execute(_statement(name), given)
        rows = cursor.fetchall()
    return [
        Measured(value, GEOSGeometry(memoryview(shape)), subject, version, against, its, perimeter, *rest)
        for subject, version, against, its, value, perimeter, shape, *rest in rows
    ]


def _degrees(metres: float) -> float:
    return metres / METRES_PER_DEGREE / math.cos(math.radians(LATITUDE_DEG))


def nearest(subjects: Iterable[uuid.UUID], kinds: Sequence[int], reach_m: float) -> list[Measured]:
    """Edge to edge from each feature to the nearest feature of the kinds; none in reach, none in the list."""
    return _ask("nearest_edges", subjects, kinds, reach_m=reach_m, reach=_degrees(reach_m))


def overlaps(subjects: Iterable[uuid.UUID], kinds: Sequence[int]) -> list[Measured]:
    """Every piece the features share with features of the kinds, the largest of each first."""
    return _ask("overlaps", subjects, kinds)


def protrusions(subjects: Iterable[uuid.UUID], kinds: Sequence[int], reach_m: float = 1000.0) -> list[Measured]:
    """How far each feature reaches out of the area it lies in best; negative is the depth inside."""
    return _ask("protrusions", subjects, kinds, reach=_degrees(reach_m))


# -- shapes that are not stored ----------------------------------------------------------------------------------------
def _utm(geom: GEOSGeometry) -> Any:
    return from_wkb(bytes(measure.to_utm(geom).wkb))


def _stored(shape: Any) -> GEOSGeometry:
    return measure.to_wgs84(GEOSGeometry(memoryview(to_wkb(shape)), srid=measure.office_srid()))


def distance_between(a: GEOSGeometry, b: GEOSGeometry) -> Measured:
    """Edge to edge between two shapes as stored."""
    first, second = _utm(a), _utm(b)
    return Measured(first.distance(second), _stored(shortest_line(first, second)))


def overlap_of(a: GEOSGeometry, b: GEOSGeometry) -> Measured | None:
    """The piece of `a` that lies in `b`, or None when they share no more than an edge."""
    first, second = _utm(a), _utm(b)
    piece = first.intersection(second)
    if not piece.area:
        return None
    areas = piece if piece.geom_type.endswith("Polygon") else _areas(piece)
    return Measured(piece.area, _stored(areas), perimeter_m=areas.length, of_m2=first.area)


def _areas(collection: Any) -> Any:
    parts = [part for part in collection.geoms if part.area]
    union = parts[0]
    for part in parts[1:]:
        union = union.union(part)
    return union
