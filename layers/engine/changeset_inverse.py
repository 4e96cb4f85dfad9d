"""Writing the state before a set again: set-based from the history, by ordinary statements, so that triggers index and
version what is put back as they do anything else.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.db import IntegrityError, connection, models, transaction

from layers.engine.changeset_plan import Plan, run
from layers.engine.changeset_tables import TrackedTable

#: Rows a statement writes; between two of them a background job shows how far it is.
PIECE = 5_000
#: What two rows may not both have at one moment, however they end: a unique value, an overlapping period.
COLLISIONS = ("23505", "23P01")
Step = Callable[[int], None]


def apply(plan: Plan, step: Step) -> None:
    """Delete what the set added, put changed rows back, insert what it removed. `step(n)` is told how many rows are
    done. Keys are asked when the transaction ends, so tables need no order among themselves.
    """
    done = 0
    for write in (_delete, _update, _insert):
        for table in plan.by_role("own", "line", "held"):
            for piece in _pieces(table, write.__name__.strip("_")):
                done += write(plan, table, piece)
                step(done)


def _pieces(table: TrackedTable, action: str) -> Iterator[tuple[int, int]]:
    """Ranges of the plan's numbers that hold at most PIECE rows of this kind."""
    bounds = run(
        "SELECT min(n), max(n) FROM (SELECT n, (row_number() OVER (ORDER BY n) - 1) / %(piece)s AS part"
        " FROM changeset_row WHERE layer_id = %(layer)s AND action = %(action)s) p GROUP BY part ORDER BY part",
        {"layer": table.layer, "action": action, "piece": PIECE},
    )
    yield from bounds


def _write(sql: str, params: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.rowcount


def _given(plan: Plan, table: TrackedTable, piece: tuple[int, int], action: str) -> dict[str, Any]:
    return {"layer": table.layer, "since": plan.since, "first": piece[0], "last": piece[1], "action": action}


MINE = "r.layer_id = %(layer)s AND r.action = %(action)s AND r.n BETWEEN %(first)s AND %(last)s"


def _before(table: TrackedTable) -> str:
    """The rows of the plan with the version before the set, as `p` (columns), `h` (JSON and shape)."""
    empty = json.dumps(_defaults(table.model)).replace("'", "''").replace("%", "%%")
    return f"""changeset_row r JOIN gis_history h ON h.layer_id = r.layer_id AND h.record_id = r.record_id
            AND h.version = r.base AND h.recorded_to >= %(since)s
        CROSS JOIN LATERAL jsonb_populate_record(NULL::{table.sql.table}, '{empty}'::jsonb || h.row_data) p"""


def _defaults(model: Any) -> dict[str, Any]:
    """Values of columns that are younger than a version and may not be empty."""
    found = {}
    for field in model._meta.concrete_fields:
        if not field.null and field.has_default() and field.name not in ("id", "uid") and not field.is_relation:
            value = field.get_default()
            if isinstance(value, bool | int | float | str):
                found[field.column] = value
            elif field.empty_strings_allowed and isinstance(field, models.CharField | models.TextField):
                found[field.column] = ""
    return found


def _delete(plan: Plan, table: TrackedTable, piece: tuple[int, int]) -> int:
    return _write(
        f"DELETE FROM {table.sql.table} t USING changeset_row r WHERE t.id = r.record_id AND {MINE}",
        _given(plan, table, piece, "delete"),
    )


def _insert(plan: Plan, table: TrackedTable, piece: tuple[int, int]) -> int:
    return _write(_insertion(table), _given(plan, table, piece, "insert"))


def _insertion(table: TrackedTable) -> str:
    names = [connection.ops.quote_name(column) for column in table.columns]
    values = [f"p.{name}" for name in names]
    if table.sql.geometry_column:
        names.append(table.sql.geometry_column)
        values.append("h.geom")
    return f"""INSERT INTO {table.sql.table} (id, uid, {", ".join(names)})
        SELECT h.record_id, h.uid, {", ".join(values)} FROM {_before(table)} WHERE {MINE} ORDER BY r.n"""


def _update(plan: Plan, table: TrackedTable, piece: tuple[int, int]) -> int:
    given = _given(plan, table, piece, "update")
    try:
        with transaction.atomic():
            return _write(_updating(table), given)
    except IntegrityError as error:
        if getattr(error.__cause__, "sqlstate", "") not in COLLISIONS:
            raise
    return _replace(table, given)


def _updating(table: TrackedTable) -> str:
    """Columns younger than the version keep what they hold."""
    columns = [(column, connection.ops.quote_name(column)) for column in table.columns]
    sets = [f"{name} = CASE WHEN h.row_data ? '{c}' THEN p.{name} ELSE t.{name} END" for c, name in columns]
    if table.sql.geometry_column:
        sets.append(f"{table.sql.geometry_column} = h.geom")
    return f"""UPDATE {table.sql.table} t SET {", ".join(sets)} FROM {_before(table)}
        WHERE t.id = r.record_id AND {MINE}"""


def _replace(table: TrackedTable, given: dict[str, Any]) -> int:
    """Rows that exchange unique values or periods among themselves are in each other's way whatever the order: they
    leave together and come back together, which is one version of each.
    """
    with transaction.atomic():
        _write(f"DELETE FROM {table.sql.table} t USING changeset_row r WHERE t.id = r.record_id AND {MINE}", given)
        return _write(_insertion(table), given)
