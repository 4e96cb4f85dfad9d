"""Rows of a register as cells: text, link, kind. Masks and levels are applied here, once for list, panels and print."""

from __future__ import annotations

import colorsys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from layers.bound import BoundRegister, Column
from layers.declare import ByValue
from map_ui.display import text_of
from map_ui.references import References, title_of

HIDDEN_TEXT = "••••••"
NUMERIC = ("number", "area", "chainage")
LEAST_SATURATION = 0.15
#: Upper limits of hues in degrees.
HUES = ((18, "red"), (66, "amber"), (175, "green"), (330, "blue"), (360, "red"))


@dataclass(frozen=True)
class Cell:
    """One value ready to show. `kind` is the column's; `tone` colours a state; `is_masked` when a hidden value
    stands behind.
    """

    column: Column
    text: str
    url: str = ""
    tone: str = ""
    is_masked: bool = False

    @property
    def kind(self) -> str:
        return "status" if self.column.name == "status" else self.column.kind

    @property
    def is_number(self) -> bool:
        return self.column.kind in NUMERIC


@dataclass(frozen=True)
class Row:
    """A record's cells. `title` and `url` lead to its page."""

    uid: Any
    title: str
    url: str
    cells: tuple[Cell, ...]


def is_closed(register: BoundRegister, column: Column) -> bool:
    """Whether a column's value shows only after it was opened, and the look was logged."""
    return column.level.is_personal or column.name in register.declared.masks


def cell(register: BoundRegister, column: Column, record: Any, references: References, opened: bool = False) -> Cell:
    """The cell of one column; `opened` shows what is otherwise masked."""
    if is_closed(register, column) and not opened:
        return _masked(register, column, record)
    value = getattr(record, column.name)
    if column.kind == "reference":
        return Cell(column, references.text(value), references.url(value))
    tone = tone_of(register, str(value)) if column.name == "status" else ""
    return Cell(column, text_of(column, value), tone=tone)


def _masked(register: BoundRegister, column: Column, record: Any) -> Cell:
    raw = getattr(record, column.field.attname)
    if raw in (None, ""):
        return Cell(column, "")
    mask = register.declared.masks.get(column.name)
    return Cell(column, mask(str(raw)) if mask else HIDDEN_TEXT, is_masked=True)


def tone_of(register: BoundRegister, status: str) -> str:
    """The tone of a state: that of its colour on the map, else by its place in the work (begun blue, between
    amber, over
    grey; the first of a plain list green)."""
    classes = register.layer.classes if register.layer else None
    if isinstance(classes, ByValue) and classes.column == "status" and status in classes.colors:
        return _tone_of_color(classes.colors[status])
    states = list(register.by_name["status"].choices) if "status" in register.by_name else []
    if status not in states:
        return "grey"
    flow = register.workflow
    if flow is None:
        return "green" if states.index(status) == 0 else "grey"
    if status == flow.initial:
        return "blue"
    return "amber" if flow.from_state(status) else "grey"


def _tone_of_color(color: str) -> str:
    """The nearest tone of a "#rrggbb" colour."""
    red, green, blue = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    hue, _, saturation = colorsys.rgb_to_hls(red, green, blue)
    if saturation < LEAST_SATURATION:
        return "grey"
    return next(tone for limit, tone in HUES if hue * 360 <= limit)


def references_in(columns: Iterable[Column], records: Iterable[Any]) -> list[Any]:
    """Every record the given columns refer to."""
    names = [column.name for column in columns if column.kind == "reference"]
    return [getattr(record, name) for record in records for name in names]


def open_columns(register: BoundRegister, user: Any) -> tuple[Column, ...]:
    """The list's columns this reader may see; hidden ones only where a mask or the right to open them exists."""
    names = {column.name for column in register.readable(user)} | {"status", "register_no"}
    return tuple(column for column in register.list_columns if column.name in names)


def rows_of(register: BoundRegister, columns: Sequence[Column], records: Sequence[Any], user: Any) -> list[Row]:
    """Table rows of records of one register."""
    references = References(user)
    references.load(references_in(columns, records))
    return [
        Row(
            record.uid,
            title_of(register, record),
            register.record_url(record.uid),
            tuple(cell(register, column, record, references) for column in columns),
        )
        for record in records
    ]
