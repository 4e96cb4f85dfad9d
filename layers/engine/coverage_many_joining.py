"""The shapes of a file joined to their neighbours and to each other, as a shape drawn by itself is: all together and
inside the change that writes them.

How they come to lie is worked out of what will be written, by a thread of its own while the database writes it: the one
takes about as long as the other. Where what will be written is committed already, the thread reads it by a connection
of its own too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from typing import Any, NamedTuple

import numpy as np
import shapely
from django.db import connection, transaction

from gis_core.pure.garbage import uncollected
from layers.bound import BoundRegister
from layers.engine import coverage_near, coverage_sql, fixed_rows
from layers.engine.coverage_corners import Fabric, compare, give_way

#: What a degree of longitude has at least, up to the northern end of the country, as `coverage_degrees` says it.
LEAST_M_OF_DEGREE = 111_320.0 * 0.93
UUID = np.dtype("V16")
#: Shapes read at once.
PIECE = 20_000
#: The rows' numbers lie beyond all numbers of records; those of new records beyond those of known ones.
FIRST_ROW, NEW_ROW = 1 << 61, 1 << 60


class Joining(NamedTuple):
    """What is being joined; at its end, the uids of the records whose shapes come to lie otherwise, and how (EWKB, in
    hex).
    """

    register: BoundRegister
    joined: Future[list[tuple[str, str]]]


@contextmanager
def begun(
    register: BoundRegister, rows_sql: str, params: Mapping[str, Any], *, is_committed: bool
) -> Iterator[Joining | None]:
    """Begin to join what is going to be written to its live neighbours; `write` ends it, once the rows are written.

    `rows_sql` selects row_no, uid, is_new, geom, geom_changed and what tells which are live, of the records as they
    will be; `is_committed` says that another connection reads the same. Vertices within the joining distance of a
    neighbour's corner or edge come to lie on it: those of the file give way to stored ones, later rows to earlier. A
    neighbour only gets vertices on its edges, which it lacks. The containers must be locked and the shapes judged.
    """
    if register.declared.coverage is None:
        yield None
        return
    with coverage_sql.figures_held(register), ThreadPoolExecutor(1) as beside:
        if is_committed:
            joined = beside.submit(copy_context().run, _read_and_join, register, rows_sql, params)
        else:
            joined = beside.submit(_join, _near(register, rows_sql, params))
        yield Joining(register, joined)


def write(joining: Joining | None) -> int:
    """Write the shapes that came to lie otherwise; returns how many. The rows themselves must be there."""
    if joining is None:
        return 0
    joined = joining.joined.result()
    return _write(joining.register, joined) if joined else 0


class _Near(NamedTuple):
    """What lies near each other: shapes (WKB) in pieces, the uids of their records, and of each pair by place `one`,
    which gives way, and the `other`.
    """

    shapes: list[list[bytes]]
    uids: Any
    one: Any
    other: Any
    reach: float
    join_m: float


def _read_and_join(register: BoundRegister, rows_sql: str, params: Mapping[str, Any]) -> list[tuple[str, str]]:
    """In a thread, whose own connection is closed at the end of the reading."""
    try:
        with transaction.atomic():
            near = _near(register, rows_sql, params)
    finally:
        connection.close()
    return _join(near)


def _near(register: BoundRegister, rows_sql: str, params: Mapping[str, Any]) -> _Near:
    given = coverage_sql.parameters(register, first_row=FIRST_ROW, new_row=NEW_ROW)
    reach = given["join_m"] / LEAST_M_OF_DEGREE
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.coverage_rows")
        cursor.execute(
            coverage_sql.statement(register, "future_rows").replace("@rows@", rows_sql), given | dict(params)
        )
        coverage_sql.analyze_rows(cursor)
        found = [
            (one["id"].astype(int), other["id"].astype(int))
            for one, other, _ in coverage_near.pairs(register, cursor, reach)
        ]
        one, other = (np.concatenate([np.empty(0, int), *(pair[side] for pair in found)]) for side in (0, 1))
        numbers, places = np.unique(np.concatenate((one, other)), return_inverse=True)
        shapes, uids = _read(register, cursor, numbers)
    return _Near(shapes, uids, places[: len(one)], places[len(one) :], reach, given["join_m"])


def _read(register: BoundRegister, cursor: Any, numbers: Any) -> tuple[list[list[bytes]], Any]:
    """Shapes (WKB, in pieces) and uids in the order of their numbers: stored ones, then those of the rows."""
    shapes, uids = [], b""
    for source, key, of_source in (
        (register.model._meta.db_table, "id", numbers[numbers < FIRST_ROW]),
        ("coverage_rows", "row_no", numbers[numbers >= FIRST_ROW]),
    ):
        sql = f"SELECT ST_AsBinary(geom), uuid_send(uid) FROM {source} WHERE {key} = ANY(%s::bigint[]) ORDER BY {key}"
        for start in range(0, len(of_source), PIECE):
            cursor.execute(sql, [fixed_rows.array_of(of_source[start : start + PIECE])])
            rows = cursor.fetchall()
            shapes.append([bytes(shape) for shape, _uid in rows])
            uids += b"".join(uid for _shape, uid in rows)
    return shapes, np.frombuffer(uids, UUID)


@uncollected()
def _join(near: _Near) -> list[tuple[str, str]]:
    """The uids of what comes to lie otherwise, and how; what would not be a sound shape stays as it was."""
    if not len(near.uids):
        return []
    was, now = _laid(near)
    changed = np.flatnonzero(now.differs(was))
    # in pieces: as shapes they take ten times the room of their corners
    pieces = (changed[start : start + PIECE] for start in range(0, len(changed), PIECE))
    return [row for piece in pieces for row in _told(near.uids, now, piece)]


def _told(uids: Any, now: Fabric, which: Any) -> Iterator[tuple[str, str]]:
    areas = now.areas(which)
    sound = shapely.is_valid(areas)
    shapes = shapely.to_wkb(shapely.set_srid(areas[sound], 4326), hex=True, include_srid=True)
    return zip((uid.tobytes().hex() for uid in uids[which[sound]]), shapes, strict=True)


def _laid(near: _Near) -> tuple[Fabric, Fabric]:
    """The shapes as they were and joined. Takes them out of `near`, piece by piece."""
    one, other, reach = near.one, near.other, near.reach
    pieces = []
    while near.shapes:
        pieces.append(Fabric.of(shapely.from_wkb(near.shapes.pop(0))))
    was = now = Fabric.joined(pieces)
    del pieces
    touch, loose = compare(now, one, other, reach)
    every = np.arange(len(touch))
    is_open = np.isin(every, loose.pair[loose.is_apart(now, one, reach)])
    if is_open.any():
        now = give_way(now, one[touch], other[touch], is_open[touch], reach, near.join_m)
        was = was.bare()
        moved = now.differs(was)
        again = np.isin(every, loose.pair) | moved[one] | moved[other]
        _touch, loose = compare(now, one[again], other[again], reach)
    on = loose.is_on
    return was, now.noded(loose.edge[on], now.xy[loose.corner[on]])


def _write(register: BoundRegister, joined: list[tuple[str, str]]) -> int:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.coverage_joined")
        cursor.execute(
            "CREATE TEMPORARY TABLE coverage_joined (uid uuid, geom geometry(Geometry, 4326)) ON COMMIT DROP"
        )
    with connection.connection.cursor() as raw, raw.copy("COPY coverage_joined (uid, geom) FROM STDIN") as copy:
        for row in joined:
            copy.write_row(row)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE coverage_joined (uid)")
    return len(coverage_sql.ask(register, "many_joined"))
