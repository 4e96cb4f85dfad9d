"""The shapes of a file joined to their neighbours and to each other, as a shape drawn by itself is: all together and
inside the change that writes them.

How they come to lie is worked out of what will be written, by a thread of its own while the database writes it: the one
takes about as long as the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np
import shapely
from django.db import connection

from gis_core.pure.garbage import uncollected
from layers.bound import BoundRegister
from layers.engine import coverage_near, coverage_sql, fixed_rows
from layers.engine.coverage_corners import Fabric, compare, give_way

TABLES = "pg_temp.coverage_rows, pg_temp.coverage_joined"
#: What a degree of longitude has at least, up to the northern end of the country, as `coverage_degrees` says it.
LEAST_M_OF_DEGREE = 111_320.0 * 0.93
#: Shapes read at once.
PIECE = 20_000
#: The rows' numbers lie beyond all numbers of records; those of new records beyond those of known ones.
FIRST_ROW, NEW_ROW = 1 << 61, 1 << 60


class Joining(NamedTuple):
    """What is being joined: shapes by number; at the end of it, which of them come to lie otherwise and how (EWKB)."""

    register: BoundRegister
    numbers: Any
    joined: Future[tuple[Any, Any]]


@contextmanager
def begun(register: BoundRegister, rows_sql: str, params: Mapping[str, Any]) -> Iterator[Joining | None]:
    """Begin to join what is going to be written to its live neighbours; `write` ends it, once the rows are written.

    `rows_sql` selects row_no, uid, is_new, geom, geom_changed and what tells which are live, of the records as they
    will be. Vertices within the joining distance of a neighbour's corner or edge come to lie on it: those of the file
    give way to stored ones, later rows to earlier. A neighbour only gets vertices on its edges, which it lacks. The
    containers must be locked and the shapes judged. None where nothing lies near anything.
    """
    if register.declared.coverage is None:
        yield None
        return
    with coverage_sql.figures_held(register), ThreadPoolExecutor(1) as beside:
        yield _begin(register, rows_sql, params, beside)


def _begin(
    register: BoundRegister, rows_sql: str, params: Mapping[str, Any], beside: ThreadPoolExecutor
) -> Joining | None:
    given = coverage_sql.parameters(register, first_row=FIRST_ROW, new_row=NEW_ROW)
    reach = given["join_m"] / LEAST_M_OF_DEGREE
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLES}")
        cursor.execute(
            coverage_sql.statement(register, "future_rows").replace("@rows@", rows_sql), given | dict(params)
        )
        coverage_sql.analyze_rows(cursor)
        found = coverage_near.pairs(register, cursor, reach)
        if not found:
            return None
        one, other = (np.concatenate([pair[side]["id"] for pair in found]).astype(int) for side in (0, 1))
        numbers, places = np.unique(np.concatenate((one, other)), return_inverse=True)
        shapes = _read(register, cursor, numbers)
    pair = places[: len(one)], places[len(one) :]
    return Joining(register, numbers, beside.submit(_join, shapes, *pair, reach, given["join_m"]))


def write(joining: Joining | None) -> int:
    """Write the shapes that came to lie otherwise; returns how many. The rows themselves must be there."""
    if joining is None:
        return 0
    places, shapes = joining.joined.result()
    return _write(joining.register, joining.numbers[places], shapes) if len(shapes) else 0


@uncollected()
def _join(shapes: list[list[bytes]], one: Any, other: Any, reach: float, join_m: float) -> tuple[Any, Any]:
    """Shapes in pieces; pairs by place, `one` gives way to `other`. Those that come to lie otherwise, by place, and
    how (EWKB, in hex); what would not be a sound shape stays as it was.
    """
    was, now = _laid(shapes, one, other, reach, join_m)
    changed = np.flatnonzero(now.differs(was))
    areas = now.areas(changed)
    sound = shapely.is_valid(areas)
    return changed[sound], shapely.to_wkb(shapely.set_srid(areas[sound], 4326), hex=True, include_srid=True)


def _laid(shapes: list[list[bytes]], one: Any, other: Any, reach: float, join_m: float) -> tuple[Fabric, Fabric]:
    """The shapes as they were and joined."""
    pieces = []
    while shapes:
        pieces.append(Fabric.of(shapely.from_wkb(shapes.pop(0))))
    was = now = Fabric.joined(pieces)
    del pieces
    touch, loose = compare(now, one, other, reach)
    every = np.arange(len(touch))
    is_open = np.isin(every, loose.pair[loose.is_apart(now, one, reach)])
    if is_open.any():
        now = give_way(now, one[touch], other[touch], is_open[touch], reach, join_m)
        was = was.bare()
        moved = now.differs(was)
        again = np.isin(every, loose.pair) | moved[one] | moved[other]
        _touch, loose = compare(now, one[again], other[again], reach)
    on = loose.is_on
    return was, now.noded(loose.edge[on], now.xy[loose.corner[on]])


def _read(register: BoundRegister, cursor: Any, numbers: Any) -> list[list[bytes]]:
    """Shapes (WKB) in the order of their numbers, in pieces: stored ones, then those of the rows."""
    found = []
    for source, key, of_source in (
        (register.model._meta.db_table, "id", numbers[numbers < FIRST_ROW]),
        ("coverage_rows", "row_no", numbers[numbers >= FIRST_ROW]),
    ):
        sql = f"SELECT ST_AsBinary(geom) FROM {source} WHERE {key} = ANY(%s::bigint[]) ORDER BY {key}"
        for start in range(0, len(of_source), PIECE):
            cursor.execute(sql, [fixed_rows.array_of(of_source[start : start + PIECE])])
            found.append([bytes(raw) for (raw,) in cursor.fetchall()])
    return found


def _write(register: BoundRegister, numbers: Any, shapes: Any) -> int:
    ids = _ids(register, numbers).tolist()
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE coverage_joined (id bigint, geom geometry(Geometry, 4326)) ON COMMIT DROP"
        )
    with connection.connection.cursor() as raw, raw.copy("COPY coverage_joined (id, geom) FROM STDIN") as copy:
        for number, shape in zip(ids, shapes, strict=True):
            copy.write_row((number, shape))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE coverage_joined (id)")
    return len(coverage_sql.ask(register, "many_joined"))


def _ids(register: BoundRegister, numbers: Any) -> Any:
    """The numbers of the records, those of the rows among them too, which are written now."""
    found = np.where(numbers < FIRST_ROW, numbers, 0)
    of_rows = fixed_rows.array_of(numbers[numbers >= FIRST_ROW])
    sql = coverage_sql.statement(register, "row_ids")
    rows = fixed_rows.read(sql, {"numbers": of_rows}, (("row_no", "i"), ("id", "i")))
    found[np.searchsorted(numbers, rows["row_no"])] = rows["id"]
    return found
