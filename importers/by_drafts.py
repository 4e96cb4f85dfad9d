"""Registers with rules in Python for many drafts at once: rows become drafts, judged and written in pieces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.db import models

from gis_core.features import clock
from gis_core.numbering import series
from gis_core.pure.refusal import Refusals, Refused
from importers.many_records import insert_many
from importers.models import StagedRow
from importers.one_by_one import live_rows, values_of
from importers.relation import GEOM, Relation, unit_of
from layers.declare import ByDrafts, Draft
from layers.engine.records import snapshot

PIECE = 1_000
NEVER_WRITTEN = ("id", "uid")


def refusals(relation: Relation, hooks: ByDrafts) -> Iterator[tuple[int, Refused]]:
    """Why rows are refused; nothing is written."""
    for rows in live_rows(relation, size=PIECE):
        drafts, found = drafts_of(relation, rows)
        yield from found
        if hooks.check:
            for row_no, refused in zip(drafts, hooks.check(list(drafts.values())), strict=True):
                yield from ((row_no, each) for each in refused)


def write(relation: Relation, hooks: ByDrafts) -> list[tuple[int, Refused]]:
    """Write all live rows inside the open change, each piece by one statement a table. What was refused is returned;
    then the caller rolls all back.
    """
    for rows in live_rows(relation, size=PIECE):
        drafts, found = drafts_of(relation, rows)
        if found:
            return found
        _insert(relation, [draft for draft in drafts.values() if draft.is_new])
        _update(relation, [draft for draft in drafts.values() if not draft.is_new])
        if hooks.saved:
            hooks.saved(list(drafts.values()))
    return []


# -- rows as drafts ----------------------------------------------------------------------------------------------------
def drafts_of(relation: Relation, rows: Sequence[StagedRow]) -> tuple[dict[int, Draft], list[tuple[int, Refused]]]:
    """By row number the draft of each row, what follows from others derived; and what deriving refuses."""
    register, today = relation.register, clock.today()
    known = [row.record_uid for row in rows if row.version is not None]
    stored = {record.uid: record for record in register.model._default_manager.filter(uid__in=known)}
    unit = unit_of(register, relation.user)
    drafts: dict[int, Draft] = {}
    found: list[tuple[int, Refused]] = []
    for row in rows:
        record = stored.get(row.record_uid) if row.version is not None else None
        before = snapshot(record) if record is not None else None
        if record is None:
            record = _new(relation, row, unit)
        for name, value in values_of(relation, row).items():
            set_value(record, relation.fields[name], value)
        try:
            drafts[row.row_no] = _derived(relation, Draft(snapshot(record), record, before, {}, today))
        except Refused as refused:
            found.append((row.row_no, refused))
        except Refusals as several:
            found += [(row.row_no, each) for each in several]
    return drafts, found


def _new(relation: Relation, row: StagedRow, unit: int | None) -> Any:
    register = relation.register
    record = register.model(**register.declared.where, uid=row.record_uid)
    if unit and "org_unit" in relation.fields:
        record.org_unit_id = unit
    if register.workflow and hasattr(record, "status") and not record.status:
        record.status = register.workflow.initial
    return record


def set_value(record: Any, field: models.Field[Any, Any], value: Any) -> None:
    """Give a record, or a line of one, what a row has for a column."""
    is_plain = isinstance(field, models.ForeignKey) or field.name == GEOM
    setattr(record, field.attname, value if is_plain else field.to_python(value))


def _derived(relation: Relation, draft: Draft) -> Draft:
    derive = relation.register.declared.derive
    if derive is None:
        return draft
    derive(draft)
    return replace(draft, values=snapshot(draft.record))


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
