"""The table of a shapefile. Read as raw bytes, because only the bytes tell in which encoding they are written."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from importers.readers.limits import MAX_FIELDS, SAMPLE_BYTES, SAMPLE_ROWS
from importers.readers.table import FieldType, Value, refuse

#: Language driver bytes that Thai programs write.
_DRIVERS = {0x50: "cp874", 0x7C: "cp874", 0x57: "cp1252", 0x03: "cp1252", 0x01: "cp437", 0x02: "cp850"}
_DELETED = b"*"
_KNOWN = b"CNFLDIBOT@"
_BROKEN = "ไฟล์ .dbf เสียหรือส่งมาไม่ครบ กรุณาส่งออกจากโปรแกรมต้นทางใหม่"


@dataclass(frozen=True)
class DbfField:
    """One column: its raw name, kind letter, place in the record."""

    raw_name: bytes
    letter: str
    offset: int
    length: int
    decimals: int

    @property
    def type(self) -> FieldType:
        """The kind of its values."""
        if self.letter in "NF":
            return "integer" if not self.decimals and self.length <= 18 and self.letter == "N" else "number"
        found: dict[str, FieldType] = {
            "L": "boolean",
            "D": "date",
            "I": "integer",
            "B": "number",
            "O": "number",
            "T": "datetime",
            "@": "datetime",
        }
        return found.get(self.letter, "text")


class Dbf:
    """An opened table. Errors: Refused ``FILE_TRUNCATED`` for missing records, ``FILE_BROKEN`` for a bad header."""

    def __init__(self, path: Path) -> None:
        self.size = path.stat().st_size
        self.file = path.open("rb")
        try:
            self._read_header()
        except BaseException:
            self.file.close()
            raise

    def _read_header(self) -> None:
        head = self.file.read(32)
        if len(head) < 32:
            refuse("FILE_TRUNCATED", _BROKEN)
        self.count, self.start, self.width = struct.unpack_from("<IHH", head, 4)
        self.driver = _DRIVERS.get(head[29])
        descriptors = self.file.read(max(0, self.start - 32))
        self.fields, self.memos = _fields(descriptors)
        end = max((field.offset + field.length for field in self.fields), default=1)
        if self.start < 33 or self.width < end or not self.fields:
            refuse("FILE_BROKEN", _BROKEN)
        if self.start + self.count * self.width > self.size:
            there = max(0, (self.size - self.start) // self.width)
            refuse("FILE_TRUNCATED", f"ไฟล์ .dbf ขาดหาย: ระบุ {self.count:,} แถว แต่มี {there:,} แถว กรุณาส่งใหม่ให้ครบ")
        self._layout = np.dtype(
            {
                "names": ["deleted", *(f"c{at}" for at in range(len(self.fields)))],
                "formats": ["S1", *(f"V{field.length}" for field in self.fields)],
                "offsets": [0, *(field.offset for field in self.fields)],
                "itemsize": self.width,
            }
        )

    def records(self, first: int, count: int) -> np.ndarray[Any, Any]:
        """Raw records from `first` (counted from 0)."""
        self.file.seek(self.start + first * self.width)
        block = self.file.read(min(count, self.count - first) * self.width)
        return np.frombuffer(block, dtype=self._layout, count=len(block) // self.width)

    def kept(self, records: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """Which records are not marked as deleted."""
        is_kept: np.ndarray[Any, Any] = records["deleted"] != _DELETED
        return is_kept

    def samples(self) -> list[bytes]:
        """Raw text values of records spread over the table, and the column names: what the encoding is told from."""
        found = [field.raw_name for field in self.fields]
        texts = [at for at, field in enumerate(self.fields) if field.letter == "C"]
        taken = 0
        for first in np.unique(np.linspace(0, max(0, self.count - 1), min(self.count, SAMPLE_ROWS // 8)).astype(int)):
            for record in self.records(int(first), 8):
                values = [bytes(record[f"c{at}"]).strip(b"\0 ") for at in texts]
                found += values
                taken += sum(map(len, values))
            if taken > SAMPLE_BYTES:
                break
        return found

    def column(self, records: np.ndarray[Any, Any], at: int, encoding: str) -> list[Value]:
        """The values of one column of some records."""
        field = self.fields[at]
        raw = np.ascontiguousarray(records[f"c{at}"]).view(f"S{field.length}")
        return list(_reader(field, encoding)(raw.tolist()))

    def close(self) -> None:
        """Let go of the file."""
        self.file.close()


def _fields(descriptors: bytes) -> tuple[list[DbfField], int]:
    """The readable columns, and how many hold something else (memos in another file, pictures)."""
    fields, others, offset = [], 0, 1
    for start in range(0, len(descriptors) - 31, 32):
        if descriptors[start] in (0x0D, 0):
            break
        part = descriptors[start : start + 32]
        letter = chr(part[11])
        length, decimals = part[16], part[17]
        if letter == "C":
            length, decimals = length + 256 * decimals, 0
        if letter.encode("latin-1") in _KNOWN and length:
            fields.append(DbfField(part[:11].split(b"\0")[0], letter, offset, length, decimals))
        else:
            others += 1
        offset += length
        if len(fields) > MAX_FIELDS:
            break
    return fields, others


Cells = list[bytes]


def _reader(field: DbfField, encoding: str) -> Callable[[Cells], Iterable[Value]]:
    if field.letter in "NF":
        return _integers if field.type == "integer" else _numbers
    if field.letter in "IBOT@":
        return lambda cells: (_binary(field, cell) for cell in cells)
    if field.letter == "L":
        return lambda cells: (_LOGICAL.get(cell[:1]) for cell in cells)
    if field.letter == "D":
        return lambda cells: (_date(cell) for cell in cells)
    return lambda cells: _texts(cells, encoding)


_LOGICAL = {b"T": True, b"t": True, b"Y": True, b"y": True, b"F": False, b"f": False, b"N": False, b"n": False}


def _texts(cells: Cells, encoding: str) -> Iterable[Value]:
    """All cells are decoded at once. A text cut by the width of its column may end in half a character, which goes."""
    whole = b"\n".join(cells)
    if whole.count(b"\n") != len(cells) - 1:
        return [_text(cell, encoding) for cell in cells]
    text = whole.decode(encoding, "replace")
    if "\0" in text or "\ufffd" in text:
        return [_text(cell, encoding) for cell in cells]
    return [each.strip() or None for each in text.split("\n")]


def _text(cell: bytes, encoding: str) -> Value:
    text = cell.split(b"\0")[0].decode(encoding, "replace").rstrip()
    return text.rstrip("\ufffd").strip() or None


def _integers(cells: Cells) -> Iterable[Value]:
    for cell in cells:
        try:
            yield int(cell)
        except ValueError:
            number = _number(cell)
            whole = number is not None and number == number and abs(number) < 2**62 and number == int(number)
            yield int(number) if whole and number is not None else number


def _numbers(cells: Cells) -> Iterable[Value]:
    return (_number(cell) for cell in cells)


def _number(cell: bytes) -> float | None:
    try:
        value = float(cell.strip(b"\0 ").replace(b",", b"."))
    except ValueError:
        return None  # blanks and the asterisks of an overflown column
    return value if abs(value) < 1e300 else None


def _date(cell: bytes) -> date | None:
    try:
        return date(int(cell[:4]), int(cell[4:6]), int(cell[6:8]))
    except ValueError:
        return None


def _binary(field: DbfField, cell: bytes) -> Value:
    try:
        if field.letter == "I":
            return int.from_bytes(cell[:4], "little", signed=True)
        if field.letter in "BO" and len(cell) == 8:
            return float(struct.unpack("<d", cell)[0])
        days, milliseconds = struct.unpack("<ii", cell[:8])
        return datetime.min + timedelta(days=days - 1721426, milliseconds=milliseconds) if days else None
    except (struct.error, OverflowError, ValueError):
        return None
