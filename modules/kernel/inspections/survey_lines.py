"""Child lines on a survey's sheet, as the floors of a building.

All lines of one kind travel as one text, so that before, after and the register compare as those of a column do.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from layers.bound import BoundLines, BoundRegister, Column
from layers.engine.rows import readable_lines

PREFIX = "lines."
MOST_LINES, LONGEST, LONGEST_TEXT = 200, 120, 60_000
#: What is not picked or drawn on the spot.
NOT_TYPED = ("reference", "period", "geometry")


def is_lines(name: str) -> bool:
    """Whether a name of a survey's values is that of child lines."""
    return name.startswith(PREFIX)


def open_lines(register: BoundRegister, user: Any) -> dict[str, BoundLines]:
    """By name, the child lines a surveyor may note: those the register declares and he may see."""
    return {
        PREFIX + lines.key: lines
        for lines in readable_lines(register, user)
        if lines.key in register.declared.surveyed
    }  # fmt: skip


def columns(lines: BoundLines) -> list[Column]:
    """What is typed of a line."""
    return [column for column in lines.columns if column.kind not in NOT_TYPED]


def stored(register: BoundRegister, record: Any, name: str) -> str:
    """The lines of a record as one text; "" for lines the register does not have."""
    lines = _of(register, name)
    if lines is None:
        return ""
    found = lines.model._default_manager.filter(**{lines.parent_field: record}).order_by(*lines.declared.order_by)
    typed = columns(lines)
    return _text([{"uid": str(each.uid)} | {c.name: _plain(getattr(each, c.name)) for c in typed} for each in found])


def canonical(lines: BoundLines, text: str) -> str:
    """What a phone sent, as `stored` writes it. Errors: ValueError for what are no lines of this kind."""
    if len(text) > LONGEST_TEXT:
        raise ValueError("too long")
    given = json.loads(text or "[]")
    if not isinstance(given, list) or len(given) > MOST_LINES:
        raise ValueError(text)
    names = ("uid", *(column.name for column in columns(lines)))
    rows = []
    for row in given:
        if not isinstance(row, dict) or not set(row) <= set(names):
            raise ValueError(row)
        rows.append({name: str(row[name]).strip()[:LONGEST] for name in names if name in row})
    return _text(rows)


def rows_of(text: str) -> list[dict[str, str]]:
    """The lines of such a text, as the register's own form sends them."""
    return list(json.loads(text or "[]"))


def by_key(values: Mapping[str, str]) -> dict[str, list[dict[str, str]]]:
    """The lines among a survey's values, as a register takes them."""
    return {name.removeprefix(PREFIX): rows_of(text) for name, text in values.items() if is_lines(name)}


def told(register: BoundRegister, name: str, text: str) -> str:
    """The lines as a person reads them, one after the other."""
    lines = _of(register, name)
    return "; ".join(_line(columns(lines), row) for row in rows_of(text)) if lines is not None else ""


def _line(shown: Iterable[Column], row: Mapping[str, str]) -> str:
    parts = [(column, str(column.choices.get(row.get(column.name, ""), row.get(column.name, "")))) for column in shown]
    return " ".join(text if column.choices else f"{column.thai} {text}" for column, text in parts if text)


def thai(register: BoundRegister, name: str) -> str:
    """What the lines are called."""
    lines = _of(register, name)
    return lines.thai if lines is not None else name


def _of(register: BoundRegister, name: str) -> BoundLines | None:
    return next((lines for lines in register.lines if PREFIX + lines.key == name), None)


def _text(rows: list[dict[str, str]]) -> str:
    """As `JSON.stringify` writes it, without the escapes."""
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def _plain(value: Any) -> str:
    return "" if value is None else str(value)
