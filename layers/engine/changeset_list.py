"""The latest sets of changes: one statement a page, whatever the number of changes a set has."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from layers.bound import BoundRegister
from layers.engine.changeset_plan import run
from layers.engine.changeset_tables import tables
from layers.engine.sql import statement
from layers.registry import registry

#: Records are counted up to this; beyond it a set has "more than".
COUNTED = 1_000


@dataclass(frozen=True)
class Wanted:
    """Which sets: by these users (None: all but the system), within these times, of a register, older than `before`."""

    actors: list[int] | None = None
    since: datetime | None = None
    until: datetime | None = None
    register: BoundRegister | None = None
    before: int | None = None


@dataclass(frozen=True)
class Listed:
    """A set: its first change, how many records it touched (up to COUNTED + 1) and the names of their registers."""

    batch_id: uuid.UUID
    first: int
    count: int
    registers: tuple[str, ...]


def latest(wanted: Wanted, limit: int) -> list[Listed]:
    """Sets that touched records or their lines, newest first."""
    known = tables()
    told = [layer for layer, table in known.items() if table.role in ("own", "line", "held")]
    register = wanted.register
    rows = run(
        statement("list_sets"),
        {
            "actors": wanted.actors,
            "since": wanted.since,
            "until": wanted.until,
            "kind": register.kind_id if register else None,
            "layer": register.layer_id if register else None,
            "before": wanted.before,
            "told": told,
            "limit": limit,
            "counted": COUNTED + 1,
        },
    )
    return [Listed(batch, first, count, _names(kinds, layers)) for batch, first, count, kinds, layers in rows]


def _names(kinds: list[int] | None, layers: list[int] | None) -> tuple[str, ...]:
    """Registers of living rows by their kind, of rows that are gone by their table."""
    found = [r.thai for r in registry.registers if r.kind_id in (kinds or ())]
    return tuple(dict.fromkeys(found + [r.thai for r in registry.registers if r.layer_id in (layers or ())]))


def firsts(batches: list[uuid.UUID]) -> list[int]:
    """The first change of each set."""
    rows = run("SELECT min(id) FROM gis_change WHERE batch_id = ANY(%(b)s) GROUP BY batch_id", {"b": batches})
    return [first for (first,) in rows]


def marks(batches: list[uuid.UUID]) -> dict[uuid.UUID, tuple[int, Any, Any]]:
    """Set -> (number of changes, the set it undoes, the set that undid it)."""
    rows = run(
        """SELECT c.batch_id, count(*), (array_agg(c.undoes) FILTER (WHERE c.undoes IS NOT NULL))[1],
            (SELECT u.batch_id FROM gis_change u WHERE u.undoes = c.batch_id ORDER BY u.id DESC LIMIT 1)
        FROM gis_change c WHERE c.batch_id = ANY(%(b)s) GROUP BY c.batch_id""",
        {"b": batches},
    )
    return {batch: (count, undoes, undone_by) for batch, count, undoes, undone_by in rows}
