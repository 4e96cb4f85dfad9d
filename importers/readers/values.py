"""Column names and cell values made fit for a database: no NUL, no half characters, no name twice."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from math import isnan
from types import NoneType
from typing import Any

from gis_core.pure.refusal import Refused
from importers.readers.limits import MAX_FIELD_NAME, MAX_FIELDS, MAX_TEXT
from importers.readers.table import Value, fault, refuse

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_AS_THEY_ARE: frozenset[type] = frozenset({bool, date, datetime})
_BLANKS = re.compile(r"\s+")


def field_names(raw: Iterable[str], notes: list[str]) -> list[str]:
    """Readable, unique names in the file's order; what was changed is told in `notes`.

    Errors: Refused ``FILE_COLUMNS`` for more columns than any register has.
    """
    names = [_BLANKS.sub(" ", clean(str(name))).strip()[:MAX_FIELD_NAME] for name in raw]
    if len(names) > MAX_FIELDS:
        refuse(
            "FILE_COLUMNS",
            f"ไฟล์มี {len(names):,} คอลัมน์ มากกว่าที่รับได้ {MAX_FIELDS} คอลัมน์ กรุณาลบคอลัมน์ที่ไม่ใช้แล้วส่งใหม่",
        )
    taken: set[str] = set()
    renamed = []
    for at, name in enumerate(names):
        new = _free(name or f"คอลัมน์ {at + 1}", taken)
        taken.add(new.casefold())
        if name and new != name:
            renamed.append(f"{name} → {new}")
        names[at] = new
    if renamed:
        notes.append(f"มีชื่อคอลัมน์ซ้ำ ระบบตั้งชื่อใหม่: {', '.join(renamed[:10])}")
    return names


def _free(name: str, taken: set[str]) -> str:
    if name.casefold() not in taken:
        return name
    number = 2
    while f"{name}_{number}".casefold() in taken:
        number += 1
    return f"{name}_{number}"


def clean(text: str) -> str:
    """The text without signs that a database cannot hold or nobody can see; blanks at its ends go."""
    return _UNFIT.sub(" ", text).strip() if _UNFIT.search(text) else text.strip()


def clean_column(values: list[Any], first_row: int, faults: dict[int, Refused], name: str) -> list[Value]:
    """A column's values as plain Python; a text beyond reason becomes a fault of its row."""
    kinds = set(map(type, values)) - {NoneType}
    if kinds <= _AS_THEY_ARE:
        return values
    numbers = [value for value in values if value is not None] if kinds <= {int, float} else []
    if numbers and min(numbers) >= -(2**63) and max(numbers) < 2**63 and not any(map(isnan, numbers)):
        return values
    if kinds == {str}:
        whole = "\n".join(value for value in values if value)
        if len(whole) <= MAX_TEXT or max(map(len, filter(None, values))) <= MAX_TEXT:
            if _UNFIT.search(whole):
                return [clean(value) or None if value else None for value in values]
            return [value.strip() or None if value else None for value in values]
    return [_cell(value, first_row + at, faults, name) for at, value in enumerate(values)]


def _cell(value: Any, row: int, faults: dict[int, Refused], name: str) -> Value:
    if type(value) is str:
        if len(value) > MAX_TEXT:
            faults.setdefault(row, too_long(name))
            return None
        return clean(value) or None
    if isinstance(value, float) and value != value:  # NaN is "no value" in tables
        return None
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, int) and not isinstance(value, bool) and not -(2**63) <= value < 2**63:
        return str(value) if value.bit_length() < 1000 else None
    return value  # type: ignore[no-any-return]


def too_long(name: str) -> Refused:
    """The fault of a row with an endless text."""
    return fault("FILE_TEXT", f"ข้อความในคอลัมน์ “{name}” ยาวเกิน {MAX_TEXT:,} ตัวอักษร กรุณาตัดให้สั้นลง")
