"""The shapes of a file joined to their neighbours and to each other, as a shape drawn by itself is: statements over all
of them, inside the change that wrote them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection

from layers.bound import BoundRegister
from layers.engine import coverage_near, coverage_sql

TABLES = "pg_temp.coverage_rows, pg_temp.coverage_near, pg_temp.coverage_pairs, pg_temp.coverage_joining"

#: What a degree of longitude has at least, up to the northern end of the country, as `coverage_degrees` says it.
LEAST_M_OF_DEGREE = 111_320.0 * 0.93


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
        changed = 0
        if coverage_near.find(register, cursor, given["join_m"] / LEAST_M_OF_DEGREE):
            cursor.execute(coverage_sql.statement(register, "many_pairs"), given)
            cursor.execute("SELECT EXISTS (SELECT 1 FROM coverage_pairs WHERE is_open)")
            changed = _join(register, cursor) if cursor.fetchone()[0] else 0
        cursor.execute(f"DROP TABLE IF EXISTS {TABLES}")
    return changed


def _join(register: BoundRegister, cursor: Any) -> int:
    cursor.execute(coverage_sql.statement(register, "many_joining"))
    cursor.execute("ALTER TABLE coverage_joining ADD PRIMARY KEY (id)")
    cursor.execute("CREATE INDEX ON coverage_pairs (one)")
    cursor.execute(
        "SELECT one, other FROM coverage_pairs WHERE one IN (SELECT id FROM coverage_joining)"
        " AND other IN (SELECT id FROM coverage_joining) ORDER BY one"
    )
    found = turns(cursor.fetchall())
    cursor.execute(
        "UPDATE coverage_joining j SET turn = t.turn FROM unnest(%s::bigint[], %s::integer[]) t(id, turn)"
        " WHERE t.id = j.id",
        [list(found), list(found.values())],
    )
    cursor.execute("CREATE INDEX ON coverage_joining (turn)")
    for turn in range(1, max(found.values(), default=0) + 1):
        coverage_sql.ask(register, "many_join", turn=turn)
    coverage_sql.ask(register, "many_nodes")
    return len(coverage_sql.ask(register, "many_joined"))


def turns(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """The turn of each record that gives way: after all those it gives way to. `pairs` of (who gives way, to whom) come
    in the order of the first, who has a higher number than whoever of the others was written too.
    """
    found: dict[int, int] = {}
    for one, other in pairs:
        found[one] = max(found.get(one, 1), found.get(other, 0) + 1)
    return found
