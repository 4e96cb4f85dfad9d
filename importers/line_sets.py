"""Child lines of many records at once: their rows become lines of records, which are written in pieces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from gis_core.features.bases import time_ordered_uuid
from gis_core.pure.refusal import Refused
from importers import lines
from importers.many_records import insert_many
from importers.models import StagedRow
from importers.one_by_one import live_rows
from importers.relation import GEOM, Relation
from layers.bound import BoundLines
from layers.engine.records import line_faults, snapshot
from layers.engine.rows import readable_lines

#: Rows that are read, judged and written together.
PIECE = 1_000


@dataclass
class Lines:
    """The lines of one key that one record is going to have, in the order in which refusals count them."""

    bound: BoundLines
    uid: Any
    kept: list[Any] = field(default_factory=list)
    new: list[Any] = field(default_factory=list)
    changed: dict[str, list[Any]] = field(default_factory=dict)


def write(relation: Relation) -> list[tuple[int, Refused]]:
    """Write the lines of all live rows, whose records are written, inside the open change: each piece by one statement
    a table. What was refused is returned; then the caller rolls all back.
    """
    for rows in live_rows(relation, size=PIECE) if relation.lines else ():
        sets, found = sets_of(relation, rows)
        if found:
            return found
        write_sets(sets.values())
    return []


def write_sets(of_rows: Iterable[Sequence[Lines]]) -> None:
    """Write the lines of some records, which are written."""
    by_key: dict[str, list[Lines]] = {}
    for each in (each for of_row in of_rows for each in of_row):
        by_key.setdefault(each.bound.key, []).append(each)
    for sets in by_key.values():
        _write(sets)


def _write(sets: Sequence[Lines]) -> None:
    bound = sets[0].bound
    parents = bound.model._meta.get_field(bound.parent_field).related_model._default_manager
    numbers = dict(parents.filter(uid__in=[each.uid for each in sets]).values_list("uid", "pk"))
    for each in sets:
        for line in each.new:
            setattr(line, f"{bound.parent_field}_id", numbers[each.uid])
    insert_many([line for each in sets for line in each.new])
    changed = {name for each in sets for name in each.changed}
    if changed:
        lines_ = {line.pk: line for each in sets for some in each.changed.values() for line in some}
        bound.model._default_manager.bulk_update(list(lines_.values()), sorted(changed))


# -- rows as lines -----------------------------------------------------------------------------------------------------
def sets_of(relation: Relation, rows: Sequence[StagedRow]) -> tuple[dict[int, list[Lines]], list[tuple[int, Refused]]]:
    """By row number the lines of the records that get any, and what is wrong with one of them."""
    open_to = {bound.key for bound in readable_lines(relation.register, relation.user)}
    found: list[tuple[int, Refused]] = []
    sets: dict[int, list[Lines]] = {}
    wanted = lines.to_write(relation, rows)
    for row in rows:
        for key, (given, stored) in wanted[row.row_no].items():
            if key not in open_to:
                found.append((row.row_no, Refused("READ_ONLY", f"ไม่มีรายการย่อย {key}", field=key)))
                continue
            of_key = Lines(lines.bound_lines(relation.register, key), row.record_uid)
            faults = list(_fill(of_key, given, {str(line.uid): line for line in stored}))
            found += [(row.row_no, each) for each in faults]
            if not faults:
                sets.setdefault(row.row_no, []).append(of_key)
    return sets, found


def _fill(of_key: Lines, given: Sequence[dict[str, Any]], stored: dict[str, Any]) -> Iterator[Refused]:
    model = of_key.bound.model
    for number, values in enumerate(given, start=1):
        line = stored.get(str(values.get("uid")))
        before = snapshot(line) if line is not None else None
        if line is None:
            line = model(uid=time_ordered_uuid())
            of_key.new.append(line)
        for name, value in values.items():
            if name != "uid":
                set_value(line, model._meta.get_field(name), value)
        of_key.kept.append(line)
        yield from line_faults(of_key.bound, line, number, trusted=_pointing(line))
        for name, value in snapshot(line).items() if before is not None else ():
            if value != before[name]:
                of_key.changed.setdefault(name, []).append(line)


def _pointing(line: Any) -> list[str]:
    """Foreign keys that were looked up when the file was read, and are the database's to hold."""
    fields = line._meta.concrete_fields
    return [f.name for f in fields if isinstance(f, models.ForeignKey) and getattr(line, f.attname) is not None]


def set_value(record: Any, field_: models.Field[Any, Any], value: Any) -> None:
    """Give a record, or a line of one, what a row has for a column."""
    is_plain = isinstance(field_, models.ForeignKey) or field_.name == GEOM
    setattr(record, field_.attname, value if is_plain else field_.to_python(value))
