"""What is here? Questions to the index when the place is known and the layers are not."""

from __future__ import annotations

import math
import uuid
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connection

SQL = Path(__file__).parent / "sql"
METRES_PER_DEGREE = 110_000.0
Predicate = tuple[str, Mapping[str, Any]]


class Found(NamedTuple):
    """A feature at a place. `place_uid` is set for a record that stands at another one; `of_kind` counts
    its kind there.
    """

    kind: int
    uid: uuid.UUID
    title: str
    status: str
    place_uid: uuid.UUID | None
    record_id: int
    distance_m: float
    of_kind: int


class Selected(NamedTuple):
    """A feature that meets a drawn shape, with its measures and those of its kind inside the shape."""

    kind: int
    uid: uuid.UUID
    title: str
    status: str
    record_id: int
    area_m2: float | None
    length_m: float | None
    of_kind: int
    area_of_kind: float | None
    length_of_kind: float | None


@cache
def _statement(name: str) -> str:
    text = (SQL / f"{name}.sql").read_text(encoding="utf-8")
    if "@visible@" not in text:
        raise ValueError(f"{name}.sql ไม่ได้ถามสิทธิของผู้อ่าน")
    return text


def _ask(name: str, visible: Predicate, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    test, values = visible
    with connection.cursor() as cursor:
        cursor.execute(_statement(name).replace("@visible@", test), {**values, **parameters})
        return cursor.fetchall()


def at_point(lon: float, lat: float, visible: Predicate, tolerance_m: float = 3.0, limit: int = 20) -> list[Found]:
    """Everything within `tolerance_m` of a point and everything that stands there, smallest shapes first;
    `limit` a kind.
    """
    reach = tolerance_m / METRES_PER_DEGREE / max(math.cos(math.radians(lat)), 0.1)
    values = {"lon": lon, "lat": lat, "tolerance_m": tolerance_m, "reach": reach, "limit": limit}
    return [Found(*row) for row in _ask("at_place", visible, values)]


def at_feature(uid: uuid.UUID, visible: Predicate, limit: int = 20) -> list[Found]:
    """Everything at the place of one feature: what stands at it and what its shape meets (shared borders do
    not count).
    """
    return [Found(*row) for row in _ask("at_feature", visible, {"uid": uid, "limit": limit})]


def in_shape(shape_ewkb: bytes, kinds: list[int], zone: int, visible: Predicate, limit: int = 200) -> list[Selected]:
    """Features of the given kinds that meet a drawn shape; areas and lengths in the UTM `zone`."""
    values = {"shape": shape_ewkb, "kinds": kinds, "zone": zone, "limit": limit}
    return [Selected(*row) for row in _ask("in_shape", visible, values)]
