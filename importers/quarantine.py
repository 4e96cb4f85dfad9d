"""Refused rows: corrected in place and judged again alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from django.contrib.gis.geos import GEOSGeometry
from django.db import transaction

from gis_core.pure.refusal import Refused
from importers import parts
from importers.cells import EMPTY
from importers.models import ImportBatch, StagedRow, Verdict
from importers.shapes import FIELD
from importers.staging import as_json, from_json
from importers.work import Work
from layers.engine.parse import parse

WAITING = (Verdict.REFUSED, Verdict.QUARANTINED)


def reasons_of(row: StagedRow) -> list[Refused]:
    """Everything that was refused about a row."""
    return [from_json(each) for each in [*(row.faults or []), *(row.reasons or [])]]


def texts_of(work: Work, row: StagedRow) -> dict[str, Any]:
    """What stands in the row by column of the register: as corrected, else as in the file, else what every row has."""
    texts = {name: text.format(batch=row.batch_id, row=row.row_no) for name, text in work.form.fixed.items()}
    for name, source in parts.sources(work.batch.mapping).items():
        cell = source.cell(row.raw)
        read = work.form.read.get(name)
        texts[name] = "" if cell is None else str(read(cell) if read else cell)
    return texts | (row.corrected or {})


def correct(work: Work, row: StagedRow, typed: Mapping[str, Any], shape: Any = None) -> list[Refused]:
    """Take what was typed for a row (by column; `shape` GeoJSON or None to keep it) and judge the row again, in the
    round that is not written yet. Returns what is still refused.
    """
    with transaction.atomic():
        row = StagedRow.objects.select_for_update().get(batch=row.batch_id, row_no=row.row_no)
        batch = ImportBatch.objects.select_for_update().get(pk=row.batch_id)
        work.batch = batch
        row.corrected = {**(row.corrected or {}), **{name: text for name, text in typed.items() if _is_text(text)}}
        faults = read_again(work, row)
        if shape is not None:
            faults += _reshape(work, row, shape)
        elif row.geom is None or _was_shape_refused(row):
            faults += [each for each in map(from_json, row.faults or []) if each.field == FIELD]
        _note_columns(batch, row.corrected)
        row.faults = [as_json(each) for each in faults] or None
        row.reasons, row.version, row.differs, row.head = None, None, None, None
        row.round, row.verdict = batch.round, Verdict.REFUSED if faults else Verdict.NEW
        row.save()
        if not faults:
            work.judge_staged([row.row_no])
        else:
            work.count(work.judging([row.row_no]))
            batch.save(update_fields=["counts", "touched_at"])
    row.refresh_from_db()
    return reasons_of(row)


def _is_text(text: Any) -> bool:
    return isinstance(text, str | dict)


def _note_columns(batch: ImportBatch, corrected: Mapping[str, Any]) -> None:
    """Columns that only a correction fills are written too."""
    known = set(batch.found.get("corrected", []))
    if set(corrected) - known:
        batch.found["corrected"] = sorted(known | set(corrected))
        batch.save(update_fields=["found"])


def read_again(work: Work, row: StagedRow) -> list[Refused]:
    """The values of a row from its cells and its corrections."""
    reader, faults = work.reader, []
    columns = {heading: [cell] for heading, cell in row.raw.items()}
    values, cell_faults = reader.values(columns, 1, row.batch_id, row.row_no)
    row.values, corrected = orjson.loads(values[0]), row.corrected or {}
    faults = [each for each in cell_faults[0] if each.field not in corrected]
    for name, text in corrected.items():
        cells = reader.cells_of(name)
        value, refused = cells.parse_one(_period(text))
        row.values.pop(cells.column, None)
        if refused is not None:
            faults.append(refused)
        elif value is not EMPTY:
            row.values[cells.column] = value
    return faults


def _period(text: Any) -> Any:
    """A form's two ends as a file writes them."""
    if isinstance(text, dict):
        return f"{text.get('from', '')} – {text.get('to', '')}" if any(text.values()) else ""
    return text


def _reshape(work: Work, row: StagedRow, shape: Any) -> list[Refused]:
    try:
        found = parse(work.register.model._meta.get_field(FIELD), shape, work.user)
    except Refused as refused:
        return [refused]
    row.geom = found if isinstance(found, GEOSGeometry) else None
    return []


def _was_shape_refused(row: StagedRow) -> bool:
    return any(each.get("field") == FIELD for each in row.faults or [])


def leave_out(work: Work, row: StagedRow, is_left: bool) -> None:
    """Keep a row from being written, or let it in again, judged anew."""
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update().get(pk=row.batch_id)
        work.batch = batch
        row.round = batch.round
        row.verdict = Verdict.LEFT if is_left else (Verdict.REFUSED if row.faults else Verdict.NEW)
        if not is_left:
            row.reasons, row.version, row.differs, row.head = None, None, None, None
        row.save(update_fields=["verdict", "round", "reasons", "version", "differs", "head"])
        if is_left or row.faults:
            work.count(work.judging([row.row_no]))
            batch.save(update_fields=["counts", "touched_at"])
        else:
            work.judge_staged([row.row_no])
