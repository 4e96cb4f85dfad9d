"""What others did to a record after somebody opened it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from layers.bound import BoundRegister
from layers.engine import history
from layers.engine.conflicts import Stamps
from layers.engine.line_history import line_versions


def changes_since(register: BoundRegister, record: Any, version: int, stamps: Stamps | None = None) -> set[int]:
    """Numbers of the changes by which others wrote the record or its lines after the given versions."""
    found = {each.change.pk for each in history.versions(register, record.uid) if each.number > version}
    for bound in register.lines:
        known = (stamps or {}).get(bound.key)
        if known is None:
            continue
        for line in line_versions(bound, record):
            if line.number > known.get(str(line.uid), 0) and line.until is None:
                found.add(line.change.pk)
            if line.is_deleted and line.ended_by is not None and known.get(str(line.uid)) == line.number:
                found.add(line.ended_by.pk)
    return found


def told(register: BoundRegister, record: Any, version: int, readable: Iterable[str]) -> list[dict[str, Any]]:
    """For a machine: the names of the open columns others changed since a version, by whom and when."""
    open_columns = {c.field.column: c for c in register.columns if c.name in set(readable)}
    found = []
    for each in history.versions(register, record.uid):
        if each.number > version:
            names = [open_columns[name].name for name, _old, _new in each.changes if name in open_columns]
            names += ["geom"] if each.geometry_changed else []
            found.append(
                {"version": each.number, "by": str(each.change.actor), "at": each.at.isoformat(), "fields": names}
            )
    return found
