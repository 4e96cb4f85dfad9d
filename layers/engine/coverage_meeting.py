"""Which of many shapes share ground: of those whose boxes do, the ones whose insides meet.

Worked out here, by threads of their own while the next shapes are read, because neighbours that share an edge are
nearly all of them, and the database takes twice as long to say that they only touch.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
import shapely

from layers.bound import BoundRegister
from layers.engine import coverage_near, fixed_rows

PAIR = (("one", "i"), ("other", "i"), ("is_stored", "b"))
INSIDES_MEET = "2********"
#: Pieces that are related at once.
AT_ONCE = 2


def find(register: BoundRegister, cursor: Any, least: float) -> None:
    """Fill coverage_meeting with pairs of coverage_rows, and of a row and a live record that none of them replaces.
    Boxes that share no more than `least` (square degrees) are passed over: so little is no overlap that counts.
    """
    cursor.execute("DROP TABLE IF EXISTS pg_temp.coverage_meeting")
    cursor.execute(
        "CREATE TEMPORARY TABLE coverage_meeting (one bigint, other bigint, is_stored boolean) ON COMMIT DROP"
    )
    with ThreadPoolExecutor(AT_ONCE) as beside:
        for one, other, is_stored in _meeting(register, cursor, least, beside):
            fixed_rows.write("coverage_meeting", PAIR, (one, other, np.full(len(one), is_stored)))


def _meeting(
    register: BoundRegister, cursor: Any, least: float, beside: ThreadPoolExecutor
) -> Iterator[tuple[Any, Any, bool]]:
    """(one, other, whether the other is stored) in pieces; some pieces are related while the next is read."""
    waiting: deque[Future[tuple[Any, Any, bool]]] = deque()
    for one, other, is_stored in coverage_near.pairs(register, cursor, 0.0):
        near = _common(one, other) > least
        pair = one["id"][near].astype(int), other["id"][near].astype(int)
        if is_stored:
            shapes = _shapes(cursor, "coverage_rows", "row_no", pair[:1])
            shapes += _shapes(cursor, register.model._meta.db_table, "id", pair[1:])
        else:
            shapes = _shapes(cursor, "coverage_rows", "row_no", pair)
        if len(waiting) == AT_ONCE:
            yield waiting.popleft().result()
        waiting.append(beside.submit(_related, *pair, *shapes, is_stored))
    for each in waiting:
        yield each.result()


def _related(one: Any, other: Any, shapes: _Shapes, others: _Shapes, is_stored: bool) -> tuple[Any, Any, bool]:
    meet = shapely.relate_pattern(shapes.each[shapes.places], others.each[others.places], INSIDES_MEET)
    return one[meet], other[meet], is_stored


class _Shapes(NamedTuple):
    """Some shapes, and for each number asked for which of them is its own."""

    each: Any
    places: Any


def _shapes(cursor: Any, table: str, key: str, numbers: tuple[Any, ...]) -> list[_Shapes]:
    """The shapes of several arrays of numbers in which the same may come again, each read once."""
    asked, places = np.unique(np.concatenate(numbers), return_inverse=True)
    sql = f"SELECT ST_AsBinary(geom) FROM {table} WHERE {key} = ANY(%s::bigint[]) ORDER BY {key}"
    cursor.execute(sql, [fixed_rows.array_of(asked)])
    each = shapely.from_wkb([bytes(raw) for (raw,) in cursor.fetchall()])
    ends = np.cumsum([len(array) for array in numbers])[:-1]
    return [_Shapes(each, of_array) for of_array in np.split(places, ends)]


def _common(one: Any, other: Any) -> Any:
    """What boxes share, in square degrees."""
    width = np.minimum(one["east"], other["east"]) - np.maximum(one["west"], other["west"])
    height = np.minimum(one["north"], other["north"]) - np.maximum(one["south"], other["south"])
    return np.maximum(width, 0) * np.maximum(height, 0)
