"""A file becomes staged rows: read in pieces, parsed, copied in binary; a piece is there whole or not at all."""

from __future__ import annotations

import os
import struct
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from django.db import connection, transaction

from gis_core.pure.ahead import ahead
from gis_core.pure.garbage import uncollected
from gis_core.pure.refusal import Refused
from importers import batches, match, parts
from importers.cells import Cells
from importers.json_text import dumps
from importers.models import ImportBatch, Verdict
from importers.readers import Source
from importers.shapes import FIELD, Shapes
from layers.bound import BoundRegister
from layers.declare import ImportMap
from layers.engine.fixed_rows import END, HEAD

Step = Callable[[int, int], None]
COPY = """COPY importers_stagedrow (batch_id, row_no, raw, "values", geom, verdict, faults, round, record_uid)
    FROM STDIN WITH (FORMAT BINARY)"""
#: jsonb travels as its text behind a version byte, geometry as EWKB, identities as their bytes.
JSONB = b"\x01"
#: How many fields there are; batch and number behind their sizes. The size of a field; that of one that is NULL.
START, SIZE = struct.Struct(">hiqii"), struct.Struct(">i")
NULL = SIZE.pack(-1)
#: Round and identity behind their sizes, the end of a row.
LAST = struct.Struct(">ihi16s")
NEW, REFUSED = Verdict.NEW.value.encode(), Verdict.REFUSED.value.encode()
PIECE_ROWS = 8_192
#: Batch, number, cells, values, shape, verdict, faults, round, identity, as they travel.
Row = tuple[int, int, bytes, bytes, bytes | None, bytes, bytes | None, int, bytes]


class RowReader:
    """Cells of one file to values of one register."""

    def __init__(self, register: BoundRegister, form: ImportMap, mapping: Mapping[str, str], user: Any) -> None:
        self.register, self.user, self.form = register, user, form
        known = match.targets(register)
        self.sources = parts.sources(mapping)
        self.cells = {
            name: Cells(register, name, user, form.read.get(name))
            for name in [*self.sources, *form.fixed]
            if name in known and not known[name].is_key
        }
        self.fixed = {name: self.cells[name].parse_one(text)[0] for name, text in form.fixed.items() if "{" not in text}
        self.numbered = {name: text for name, text in form.fixed.items() if "{" in text}
        self.shapes = Shapes(register) if register.has_geometry else None

    def values(
        self, columns: Mapping[str, list[Any]], count: int, batch: int, first_row: int
    ) -> tuple[list[bytes], list[list[Refused]]]:
        """Values by database column, as JSON objects, and the refusals of each row."""
        fixed = [self.cells[name].kept((value, None)) for name, value in self.fixed.items()]
        members: list[list[Any]] = [[member] * count for member in fixed]
        for name, pattern in self.numbered.items():
            texts = (pattern.format(batch=batch, row=first_row + n) for n in range(count))
            members.append([self.cells[name].kept((text, None)) for text in texts])
        faults: list[list[Refused]] = [[] for _ in range(count)]
        for name, source in self.sources.items():
            cells = source.column(columns, count)
            if cells is None:
                continue
            if name in self.cells:
                members.append(self._column(self.cells[name], cells, faults))
            elif name in (match.UID, match.REGISTER_NO):
                members.append([self._key(name, cell) for cell in cells])
        if not members:
            return [b"{}"] * count, faults
        # of a column that is said twice the database takes the last
        return [b"{" + b",".join(filter(None, row)) + b"}" for row in zip(*members, strict=True)], faults

    def cells_of(self, name: str) -> Cells:
        """The parser of a column, also of one that no heading fills."""
        if name not in self.cells:
            self.cells[name] = Cells(self.register, name, self.user)
        return self.cells[name]

    @staticmethod
    def _column(reader: Cells, cells: list[Any], faults: list[list[Refused]]) -> list[Any]:
        kept = reader.parse_all(cells)
        if set(map(type, kept)) <= {bytes}:
            return kept
        for n, member in enumerate(kept):
            if isinstance(member, Refused):
                faults[n].append(member)
        return [b"" if isinstance(member, Refused) else member for member in kept]

    @staticmethod
    def _key(name: str, cell: Any) -> bytes:
        text = str(cell).strip() if cell is not None else ""
        return dumps({name: text})[1:-1] if text and (name != match.UID or _is_uuid(text)) else b""

    def geometry(self, shapes: Any) -> tuple[list[bytes | None], dict[int, Refused]]:
        """EWKB of the register's kind and refusals by position; nothing for registers without shapes."""
        if self.shapes is None:
            return [None] * len(shapes), {}
        return self.shapes.take(shapes)


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


@uncollected()
def stage(batch: ImportBatch, reader: RowReader, source: Source, step: Step) -> None:
    """Read what is not read yet. Killed at any point, it goes on after the last piece that was kept."""
    for read in ahead(_read(reader, source)):
        piece = read.piece
        if piece.first_row + piece.count - 1 <= batch.staged_rows:
            continue
        # pieces need not be cut where they were before
        rows = [row for row in _rows(batch, reader, read) if row[1] > batch.staged_rows]
        with transaction.atomic():
            copy_rows(rows)
            batch.staged_rows = piece.first_row + piece.count - 1
            if not ImportBatch.objects.filter(pk=batch.pk).update(staged_rows=batch.staged_rows):
                raise batches.gone()
        step(batch.staged_rows, source.count or 0)
    batch.is_staged = True
    ImportBatch.objects.filter(pk=batch.pk).update(is_staged=True)


def restage(batch: ImportBatch) -> None:
    """Forget the staged rows, because the file is to be read otherwise."""
    with transaction.atomic():
        clear(batch)
        batch.staged_rows, batch.is_staged, batch.checked_upto, batch.counts = 0, False, 0, {}
        batch.save(update_fields=["staged_rows", "is_staged", "checked_upto", "counts", "touched_at"])


def clear(batch: ImportBatch) -> None:
    """Delete the rows; one statement, for there may be very many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM importers_stagedrow WHERE batch_id = %s", [batch.pk])


class _Read(NamedTuple):
    """A piece of the file with all of it that can be made without the database."""

    piece: Any
    raws: list[bytes]
    shapes: list[bytes | None]
    shape_faults: dict[int, Refused]


def _read(reader: RowReader, source: Source) -> Iterator[_Read]:
    for piece in source.batches(PIECE_ROWS):
        headings = list(piece.columns)
        cells = zip(*piece.columns.values(), strict=True) if headings else [()] * piece.count
        raws = [JSONB + dumps(dict(zip(headings, row, strict=True))) for row in cells]
        yield _Read(piece, raws, *reader.geometry(piece.shapes))


def _rows(batch: ImportBatch, reader: RowReader, read: _Read) -> list[Row]:
    piece = read.piece
    values, faults = reader.values(piece.columns, piece.count, batch.pk, piece.first_row)
    for position, refused in read.shape_faults.items():
        faults[position].append(refused)
    # what is wrong with a shape is no matter to a register without shapes
    for row_no, refused in piece.faults.items() if reader.shapes else ():
        found = faults[row_no - piece.first_row]
        found[:] = [refused, *(each for each in found if each.field != FIELD)]
    rows, uids = [], identities(piece.count)
    for n, raw in enumerate(read.raws):
        wrong = JSONB + dumps([as_json(each) for each in faults[n]]) if faults[n] else None
        verdict = REFUSED if wrong else NEW
        row_no, stored = piece.first_row + n, JSONB + values[n]
        rows.append((batch.pk, row_no, raw, stored, read.shapes[n], verdict, wrong, batch.round, uids[n]))
    return rows


def identities(count: int) -> list[bytes]:
    """Version 7 UUIDs in rising order, so that the indexes of the records fill from one end. The database would take
    longer to make one than to store the row.
    """
    raw = np.frombuffer(os.urandom(16 * count), dtype=np.uint8).reshape(count, 16).copy()
    raw[:, :6] = np.frombuffer((time.time_ns() // 1_000_000).to_bytes(6, "big"), dtype=np.uint8)
    place = 0x7000 | np.arange(count) * 0x1000 // max(count, 1)
    raw[:, 6], raw[:, 7], raw[:, 8] = place >> 8, place & 0xFF, raw[:, 8] & 0x3F | 0x80
    return [each.tobytes() for each in raw]


def copy_rows(rows: list[Row]) -> None:
    """Binary COPY, spelt here: field by field a client takes longer than the database. Nothing else may use the
    connection meanwhile.
    """
    connection.ensure_connection()
    with connection.connection.cursor() as cursor, cursor.copy(COPY) as copy:
        copy.write(b"".join((HEAD, *map(_spelt, rows), END)))


def _spelt(row: Row) -> bytes:
    batch, row_no, *fields, round_no, uid = row
    parts = [START.pack(9, 8, batch, 4, row_no)]
    for field in fields:
        parts += (NULL,) if field is None else (SIZE.pack(len(field)), field)
    parts.append(LAST.pack(2, round_no, 16, uid))
    return b"".join(parts)


def as_json(refused: Refused) -> dict[str, Any]:
    """A refusal as the staged row keeps it."""
    found: dict[str, Any] = {"code": refused.code, "thai": refused.thai}
    if refused.law:
        found["law"] = refused.law
    if refused.field:
        found["field"] = refused.field
    if refused.geometry:
        found["geometry"] = dict(refused.geometry)
    if refused.link:
        found["link"] = refused.link
    return found


def from_json(found: Mapping[str, Any]) -> Refused:
    more = (found.get("law", ""), found.get("field"), found.get("geometry"), found.get("link", ""))
    return Refused(found["code"], found["thai"], *more)
