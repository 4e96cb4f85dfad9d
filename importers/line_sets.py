"""Child lines of many records at once: their rows become lines of drafts, judged and written in pieces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import models

from gis_core.features.bases import time_ordered_uuid
from gis_core.pure.refusal import Refused
from importers import by_drafts, lines, match
from importers.many_records import insert_many
from importers.models import StagedRow
from importers.one_by_one import live_rows
from importers.relation import Relation
from layers.bound import BoundLines
from layers.declare import Draft
from layers.engine.records import line_faults, snapshot
from layers.engine.rows import readable_lines


@dataclass
class _Lines:
    """The lines of one key that one record is going to have, in the order in which refusals count them."""

    bound: BoundLines
    uid: Any
    kept: list[Any] = field(default_factory=list)
    new: list[Any] = field(default_factory=list)
    changed: dict[str, list[Any]] = field(default_factory=dict)


def refusals(relation: Relation) -> Iterator[tuple[int, Refused]]:
    """Why rows are refused for their lines; nothing is written."""
    maps = match.line_maps(relation.register)
    for rows in live_rows(relation, size=by_drafts.PIECE):
        sets, found = _sets(relation, rows)
        yield from found
        drafts = _drafts(relation, [row for row in rows if row.row_no in sets], sets)
        for key in relation.lines:
            check = maps[key].check
            mine = {row_no: draft for row_no, draft in drafts.items() if key in draft.lines}
            if check and mine:
                for row_no, refused in zip(mine, check(list(mine.values())), strict=True):
                    yield from ((row_no, each) for each in refused)


def write(relation: Relation) -> list[tuple[int, Refused]]:
    """Write the lines of all live rows, whose records are written, inside the open change: each piece by one statement
    a table. What was refused is returned; then the caller rolls all back.
    """
    for rows in live_rows(relation, size=by_drafts.PIECE) if relation.lines else ():
        sets, found = _sets(relation, rows)
        if found:
            return found
        for key in relation.lines:
            _write([each for of_row in sets.values() for each in of_row if each.bound.key == key])
    return []


def _write(sets: Sequence[_Lines]) -> None:
    if not sets:
        return
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
def _sets(relation: Relation, rows: Sequence[StagedRow]) -> tuple[dict[int, list[_Lines]], list[tuple[int, Refused]]]:
    """By row number the lines of the records that get any, and what is wrong with one of them."""
    open_to = {bound.key for bound in readable_lines(relation.register, relation.user)}
    found: list[tuple[int, Refused]] = []
    sets: dict[int, list[_Lines]] = {}
    wanted = lines.to_write(relation, rows)
    for row in rows:
        for key, (given, stored) in wanted[row.row_no].items():
            if key not in open_to:
                found.append((row.row_no, Refused("READ_ONLY", f"ไม่มีรายการย่อย {key}", field=key)))
                continue
            of_key = _Lines(lines.bound_lines(relation.register, key), row.record_uid)
            faults = list(_fill(of_key, given, {str(line.uid): line for line in stored}))
            found += [(row.row_no, each) for each in faults]
            if not faults:
                sets.setdefault(row.row_no, []).append(of_key)
    return sets, found


def _fill(of_key: _Lines, given: Sequence[dict[str, Any]], stored: dict[str, Any]) -> Iterator[Refused]:
    model = of_key.bound.model
    for number, values in enumerate(given, start=1):
        line = stored.get(str(values.get("uid")))
        before = snapshot(line) if line is not None else None
        if line is None:
            line = model(uid=time_ordered_uuid())
            of_key.new.append(line)
        for name, value in values.items():
            if name != "uid":
                by_drafts.set_value(line, model._meta.get_field(name), value)
        of_key.kept.append(line)
        yield from line_faults(of_key.bound, line, number, trusted=_pointing(line))
        for name, value in snapshot(line).items() if before is not None else ():
            if value != before[name]:
                of_key.changed.setdefault(name, []).append(line)


def _pointing(line: Any) -> list[str]:
    """Foreign keys that were looked up when the file was read, and are the database's to hold."""
    fields = line._meta.concrete_fields
    return [f.name for f in fields if isinstance(f, models.ForeignKey) and getattr(line, f.attname) is not None]


def _drafts(relation: Relation, rows: Sequence[StagedRow], sets: dict[int, list[_Lines]]) -> dict[int, Draft]:
    """The records as they are going to be, with their lines. What is wrong with them themselves is told elsewhere."""
    drafts, _told = by_drafts.drafts_of(relation, rows)
    return {
        row_no: replace(draft, lines={of.bound.key: [snapshot(line) for line in of.kept] for of in sets[row_no]})
        for row_no, draft in drafts.items()
    }
