"""Registers with rules in Python are written through the engine of single records, row by row.

It is the form's own path: parsing, `derive`, `check`, numbers, `after_save`, the database's constraints. To judge rows
without writing them they are written and rolled back in small pieces, so that no number or lock is held for long.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction

from gis_core.access.visible import visible
from gis_core.pure.refusal import Refusals, Refused
from importers import lines, match
from importers.cells import restored
from importers.models import StagedRow, Verdict
from importers.relation import GEOM, Relation, unit_of
from layers.declare import ByDrafts
from layers.engine import records

PIECE = 100
DRY_RUN = "ตรวจก่อนนำเข้า"
Found = list[tuple[int, Refused]]


def is_needed(relation: Relation, form: Any) -> bool:
    """Whether the register has hooks, or limits of sight, that set-based statements do not know."""
    declared, maps = relation.register.declared, match.line_maps(relation.register)
    bulk, by_drafts = form.in_bulk, isinstance(form.in_bulk, ByDrafts)
    return bool(
        (declared.derive and not by_drafts)
        or (declared.check and not by_drafts and not (bulk and bulk.check))
        or (declared.after_save and not (bulk and bulk.saved))
        or "clean" in vars(declared.model)
        or (declared.check and not by_drafts and not all(maps[key].check for key in relation.lines))
        or not (relation.register.has_geometry or _sees_all(relation))
    )


def _sees_all(relation: Relation) -> bool:
    return all(visible(relation.register, relation.user, action).everything for action in ("add", "change"))


def live_rows(relation: Relation, after: int = 0, size: int | None = None) -> Iterator[list[StagedRow]]:
    """New and changed rows in pieces, in the order of the file."""
    while True:
        query = StagedRow.objects.filter(
            batch=relation.batch,
            round=relation.batch.round,
            verdict__in=(Verdict.NEW, Verdict.CHANGED),
            row_no__gt=after,
        )
        if relation.only is not None:
            query = query.filter(row_no__in=relation.only)
        piece = list(query.order_by("row_no")[: size or PIECE])
        if not piece:
            return
        yield piece
        after = piece[-1].row_no


def rehearse(relation: Relation, rows: list[StagedRow]) -> Found:
    """What the engine would refuse of these rows; nothing of it stays."""
    found: Found = []
    further = _lines(relation, rows)
    with transaction.atomic():
        for row in rows:
            found += _try(relation, row, further, DRY_RUN, None)[1]
        transaction.set_rollback(True)
    return found


def write(relation: Relation, reason: str, batch_id: uuid.UUID, step: Callable[[int, int], None], act: Any) -> Found:
    """Write all live rows as changes of one set; returns what was refused; then the caller rolls all back."""
    found: Found = []
    done = 0
    for piece in live_rows(relation):
        made = []
        further = _lines(relation, piece)
        for row in piece:
            record, refused = _try(relation, row, further, reason, batch_id, act)
            found += refused
            if record is not None and row.version is None:
                made.append((row.row_no, record.uid))
        _note_records(relation, made)
        done += len(piece)
        step(done, 0)
    return found


def _lines(relation: Relation, rows: list[StagedRow]) -> dict[int, dict[str, Any]]:
    """By row number and key the lines of its record, those that stay among them."""
    found = lines.to_write(relation, rows)
    return {row_no: {key: given for key, (given, _stored) in of_row.items()} for row_no, of_row in found.items()}


def _try(
    relation: Relation, row: StagedRow, further: Any, reason: str, batch_id: Any, act: Any = None
) -> tuple[Any, Found]:
    try:
        with transaction.atomic():
            return _save(relation, row, further, reason, batch_id, act), []
    except Refused as refused:
        return None, [(row.row_no, refused)]
    except Refusals as refusals:
        return None, [(row.row_no, each) for each in refusals]


def _save(relation: Relation, row: StagedRow, further: Any, reason: str, batch_id: Any, act: Any) -> Any:
    register, more = relation.register, {"user": relation.user, "reason": reason, "batch_id": batch_id, **(act or {})}
    more["lines"] = further[row.row_no]
    values = values_of(relation, row)
    if row.version is None:
        unit = unit_of(register, relation.user)
        return records.create(register, values | ({"org_unit": unit} if unit else {}), **more)
    return records.update(register, row.record_uid, values, expected_version=row.version, **more)


def values_of(relation: Relation, row: StagedRow) -> dict[str, Any]:
    """What the row gives, as the engine takes it; of a known record only what differs and may be overwritten."""
    by_column = {field.column: name for name, field in relation.fields.items()}
    values = {
        by_column[column]: restored(relation.fields[by_column[column]], value)
        for column, value in row.values.items()
        if column in by_column and column not in (match.UID, match.REGISTER_NO)
    }
    if row.geom is not None and relation.register.has_geometry:
        values[GEOM] = row.geom
    if row.version is not None:
        wanted = set(row.differs or ()) & set(relation.overwritten())
        values = {name: value for name, value in values.items() if name in wanted}
    return {name: value for name, value in values.items() if name not in relation.register.declared.where}


def _note_records(relation: Relation, made: list[tuple[int, uuid.UUID]]) -> None:
    if made:
        relation.run(
            """UPDATE importers_stagedrow r SET record_uid = u.uid
            FROM unnest(%(numbers)s::integer[], %(uids)s::uuid[]) u(row_no, uid)
            WHERE r.batch_id = %(batch)s AND r.row_no = u.row_no""",
            numbers=[row_no for row_no, _ in made],
            uids=[uid for _, uid in made],
        )
