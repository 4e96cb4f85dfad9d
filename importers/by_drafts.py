"""Registers with rules in Python for many drafts at once: rows become drafts, judged and written in pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import prefetch_related_objects

from gis_core.features import clock
from gis_core.features.bases import PlaceLink
from gis_core.numbering import series
from gis_core.pure.refusal import Refusals, Refused
from importers import line_sets, match
from importers.line_sets import PIECE, Lines
from importers.many_records import insert_many
from importers.models import StagedRow
from importers.one_by_one import live_rows, values_of
from importers.relation import Relation, unit_of
from layers.declare import ByDrafts, Draft
from layers.engine.records import snapshot

NEVER_WRITTEN = ("id", "uid")


@dataclass
class Piece:
    """Some rows of a file by row number: the records they make, the lines of these, and what is wrong with them."""

    drafts: dict[int, Draft] = field(default_factory=dict)
    lines: dict[int, list[Lines]] = field(default_factory=dict)
    found: list[tuple[int, Refused]] = field(default_factory=list)


#: Is told the number of the last row of each piece that is done.
Told = Callable[[int], None]


def refusals(relation: Relation, hooks: ByDrafts, told: Told) -> Iterator[tuple[int, Refused]]:
    """Why rows are refused; nothing is written."""
    for rows in live_rows(relation, size=PIECE):
        piece = _piece_of(relation, rows)
        yield from piece.found
        yield from _refused(relation, hooks, piece)
        told(rows[-1].row_no)


def write(relation: Relation, hooks: ByDrafts, told: Told) -> list[tuple[int, Refused]]:
    """Write all live rows with their lines inside the open change, each piece by one statement a table. What was
    refused is returned; then the caller rolls all back.
    """
    for rows in live_rows(relation, size=PIECE):
        piece = _piece_of(relation, rows)
        found = [*piece.found, *(_refused(relation, hooks, piece) if hooks.rows_meet else ())]
        if found:
            return found
        drafts = list(piece.drafts.values())
        _insert(relation, [draft for draft in drafts if draft.is_new])
        _update(relation, [draft for draft in drafts if not draft.is_new])
        line_sets.write_sets(piece.lines.values())
        if hooks.saved:
            hooks.saved(drafts)
        told(rows[-1].row_no)
    return []


def line_refusals(relation: Relation, told: Told) -> Iterator[tuple[int, Refused]]:
    """Why rows are refused for their lines, of a register whose own rules are statements; nothing is written."""
    maps = match.line_maps(relation.register)
    for rows in live_rows(relation, size=PIECE):
        piece = _piece_of(relation, rows)
        yield from piece.found
        for key in relation.lines:
            check = maps[key].check
            mine = {row_no: draft for row_no, draft in piece.drafts.items() if key in draft.lines}
            if check and mine:
                yield from _by_row(mine, check(list(mine.values())))
        told(rows[-1].row_no)


def _refused(relation: Relation, hooks: ByDrafts, piece: Piece) -> Iterator[tuple[int, Refused]]:
    drafts, check = list(piece.drafts.values()), relation.register.declared.check
    if drafts and hooks.check:
        yield from _by_row(piece.drafts, hooks.check(drafts))
    elif check:
        yield from _by_row(piece.drafts, [check(draft) for draft in drafts])


def _by_row(drafts: Mapping[int, Draft], answers: Sequence[Iterable[Refused]]) -> Iterator[tuple[int, Refused]]:
    for row_no, refused in zip(drafts, answers, strict=True):
        yield from ((row_no, each) for each in refused)


# -- rows as drafts ----------------------------------------------------------------------------------------------------
def _piece_of(relation: Relation, rows: Sequence[StagedRow]) -> Piece:
    """The draft of each row with what follows from others derived, but for rows with something wrong that the form
    would tell before it derives anything.
    """
    piece = Piece()
    if relation.lines:
        piece.lines, piece.found = line_sets.sets_of(relation, rows)
    wrong = {row_no for row_no, _ in piece.found}
    records = _records(relation, [row for row in rows if row.row_no not in wrong])
    # what rules follow from each record is read for all of them at once
    prefetch_related_objects([record for record, _ in records.values()], *_references(relation))
    for row_no, (record, before) in records.items():
        try:
            piece.drafts[row_no] = _draft(relation, record, before, piece.lines.get(row_no, ()))
        except Refused as refused:
            piece.found.append((row_no, refused))
        except Refusals as several:
            piece.found += [(row_no, each) for each in several]
    return piece


def _references(relation: Relation) -> list[str]:
    fields = relation.fields.values()
    return [field.name for field in fields if field.many_to_one and not isinstance(field, PlaceLink)]


def _records(relation: Relation, rows: Sequence[StagedRow]) -> dict[int, tuple[Any, dict[str, Any] | None]]:
    """By row number what the row makes of its record, and what that held before; None of a new one."""
    stored, unit = _stored(relation, rows), unit_of(relation.register, relation.user)
    found = {}
    for row in rows:
        record = stored.get(row.record_uid) if row.version is not None else None
        before = snapshot(record) if record is not None else None
        if record is None:
            record = _new(relation, row, unit)
        for name, value in values_of(relation, row).items():
            line_sets.set_value(record, relation.fields[name], value)
        found[row.row_no] = record, before
    return found


def _stored(relation: Relation, rows: Sequence[StagedRow]) -> dict[Any, Any]:
    known = [row.record_uid for row in rows if row.version is not None]
    return {record.uid: record for record in relation.register.model._default_manager.filter(uid__in=known)}


def _draft(relation: Relation, record: Any, before: dict[str, Any] | None, sets: Sequence[Lines]) -> Draft:
    """Raises what deriving refuses, and Refusals where the record's state lets nobody edit it."""
    register = relation.register
    if before is not None and register.workflow and (closed := register.workflow.edit_refusals(before["status"])):
        raise Refusals(closed)
    lines = {each.bound.key: [snapshot(line) for line in each.kept] for each in sets}
    draft = Draft(snapshot(record), record, before, lines, clock.today())
    derive = register.declared.derive
    if derive is None:
        return draft
    derive(draft)
    return replace(draft, values=snapshot(record))


def _new(relation: Relation, row: StagedRow, unit: int | None) -> Any:
    register = relation.register
    record = register.model(**register.declared.where, uid=row.record_uid)
    if unit and "org_unit" in relation.fields:
        record.org_unit_id = unit
    if register.workflow and hasattr(record, "status") and not record.status:
        record.status = register.workflow.initial
    return record


# -- writing -----------------------------------------------------------------------------------------------------------
def _insert(relation: Relation, drafts: Sequence[Draft]) -> None:
    declared = relation.register.declared
    if declared.number and drafts:
        key, year = relation.register.key, declared.number_year
        numbers = series.take_many(key, declared.number, clock.today(), len(drafts), year)
        for draft, number in zip(drafts, numbers, strict=True):
            draft.record.register_no = number
    insert_many([draft.record for draft in drafts])


def _update(relation: Relation, drafts: Sequence[Draft]) -> None:
    """Columns that differ in any of the records; the triggers tell which records do."""
    names = {
        name for draft in drafts for name, value in (draft.before or {}).items() if draft.values.get(name) != value
    }.difference(NEVER_WRITTEN)
    if names:
        relation.register.model._default_manager.bulk_update([draft.record for draft in drafts], sorted(names))
