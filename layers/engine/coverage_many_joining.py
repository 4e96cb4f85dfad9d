"""The shapes of a file joined to their neighbours and to each other, as a shape drawn by itself is: all together and
inside the change that wrote them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely
from django.db import connection

from gis_core.pure.garbage import uncollected
from layers.bound import BoundRegister
from layers.engine import coverage_near, coverage_sql
from layers.engine.coverage_corners import Fabric, compare, give_way

TABLES = "pg_temp.coverage_rows, pg_temp.coverage_joined"
#: What a degree of longitude has at least, up to the northern end of the country, as `coverage_degrees` says it.
LEAST_M_OF_DEGREE = 111_320.0 * 0.93
#: Shapes read at once.
PIECE = 20_000


def join_written(register: BoundRegister, rows_sql: str, params: Mapping[str, Any]) -> int:
    """Join what was written to its live neighbours and give both the nodes they lack; returns how many changed.

    `rows_sql` selects uid of the written records whose shape is new or another. Vertices within the joining distance
    of a neighbour's corner or edge come to lie on it: those of the file give way to stored ones, later rows to earlier.
    A neighbour only gets vertices on its edges. The containers must be locked and the shapes judged.
    """
    if register.declared.coverage is None:
        return 0
    with coverage_sql.figures_held(register), connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLES}")
        given = coverage_sql.parameters(register)
        written = coverage_sql.statement(register, "written_rows").replace("@rows@", rows_sql)
        cursor.execute(written, given | dict(params))
        coverage_sql.analyze_rows(cursor)
        found = coverage_near.pairs(register, cursor, given["join_m"] / LEAST_M_OF_DEGREE)
        changed = 0
        if found:
            one, other = (np.concatenate([pair[side]["id"] for pair in found]).astype(int) for side in (0, 1))
            del found
            changed = _join(register, cursor, one, other, given["join_m"])
        cursor.execute(f"DROP TABLE IF EXISTS {TABLES}")
    return changed


@uncollected()
def _join(register: BoundRegister, cursor: Any, one: Any, other: Any, join_m: float) -> int:
    """Pairs by number; `one` gives way to `other`."""
    reach = join_m / LEAST_M_OF_DEGREE
    numbers, places = np.unique(np.concatenate((one, other)), return_inverse=True)
    pair = places[: len(one)], places[len(one) :]
    was = now = _read(register, cursor, numbers)
    touch, loose = compare(now, *pair, reach)
    every = np.arange(len(touch))
    is_open = np.isin(every, loose.pair[loose.is_apart(now, pair[0], reach)])
    if is_open.any():
        now = give_way(now, pair[0][touch], pair[1][touch], is_open[touch], reach, join_m)
        was = was.bare()
        moved = now.differs(was)
        again = np.isin(every, loose.pair) | moved[pair[0]] | moved[pair[1]]
        _touch, loose = compare(now, pair[0][again], pair[1][again], reach)
    on = loose.is_on
    return _write(register, cursor, numbers, was, now.noded(loose.edge[on], now.xy[loose.corner[on]]))


def _read(register: BoundRegister, cursor: Any, numbers: Any) -> Fabric:
    """The shapes of some records, in the order of their numbers."""
    sql = f"SELECT ST_AsBinary(geom) FROM {register.model._meta.db_table} WHERE id = ANY(%s) ORDER BY id"
    found = []
    for start in range(0, len(numbers), PIECE):
        piece = numbers[start : start + PIECE].tolist()
        cursor.execute(sql, [piece])
        found.append(Fabric.of(shapely.from_wkb([bytes(raw) for (raw,) in cursor.fetchall()])))
    return Fabric.joined(found)


def _write(register: BoundRegister, cursor: Any, numbers: Any, was: Fabric, now: Fabric) -> int:
    """Write the shapes that are others now; what would not be a sound shape stays as it was."""
    changed = np.flatnonzero(now.differs(was))
    shapes = now.areas(changed)
    sound = shapely.is_valid(shapes)
    changed, shapes = changed[sound], shapes[sound]
    if not len(changed):
        return 0
    cursor.execute("CREATE TEMPORARY TABLE coverage_joined (id bigint, geom geometry(Geometry, 4326)) ON COMMIT DROP")
    texts = shapely.to_wkb(shapely.set_srid(shapes, 4326), hex=True, include_srid=True)
    with connection.connection.cursor() as raw, raw.copy("COPY coverage_joined (id, geom) FROM STDIN") as copy:
        for number, text in zip(numbers[changed].tolist(), texts, strict=True):
            copy.write_row((number, text))
    return len(coverage_sql.ask(register, "many_joined"))
