"""One input of a form: the text in it, its choices, what was refused about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from gis_core.features.models import Feature
from gis_core.pure.chainage import format_chainage
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_area import IN_WAH, area_as_labelled
from gis_core.pure.thai_calendar import format_date
from layers.bound import Column
from layers.registry import registry
from map_ui.references import References

Raw = str | dict[str, str]
LONG_TEXT = 200
PLACES = "/map/search"

HINTS = {
    "date": "วัน/เดือน/ปี พ.ศ. เช่น 1/2/2569 หรือ 1 ก.พ. 2569",
    "period": "วัน/เดือน/ปี พ.ศ. เว้นวันสิ้นสุดไว้หากยังมีผลอยู่",
    "area": "ไร่-งาน-ตารางวา เช่น 2-3-45.6",
    "area_in_wah": "ตารางวา เช่น 1,145.6 หรือไร่-งาน-ตารางวา เช่น 2-3-45.6",
    "chainage": "เช่น 1+250 (หลังเครื่องหมายบวกสามหลัก)",
}


@dataclass
class Field:
    """An input. `name` is its name in the form, `raw` its text; `theirs` is what somebody else has stored meanwhile.

    `target` is the record a reference names, `offered` the (value, label) it can name where these stand in the form.
    `chosen` says which of the two is kept ("" while nobody has chosen), `was_taken` that the other's value was taken
    because only he changed it.
    """

    column: Column
    name: str
    raw: Raw = ""
    shown: str = ""
    uid: str = ""
    errors: list[Refused] = field(default_factory=list)
    is_masked: bool = False
    theirs: Raw | None = None
    theirs_shown: str = ""
    chosen: str = ""
    was_taken: bool = False
    was_endless: bool = False
    target: Any = None
    offered: list[tuple[str, str]] | None = None

    @property
    def keep_theirs(self) -> bool:
        return self.chosen == "theirs"

    @property
    def id(self) -> str:
        return "f-" + self.name.replace(".", "-")

    @property
    def widget(self) -> str:
        """The template of the input."""
        if self.column.choices or self.offered is not None:
            return "choice"
        if self.column.kind == "text" and self._is_long:
            return "long_text"
        return self.column.kind

    @property
    def _is_long(self) -> bool:
        length = getattr(self.column.field, "max_length", None)
        return length is None or length > LONG_TEXT

    @property
    def is_required(self) -> bool:
        return self.column.required and not self.is_masked

    @property
    def hint(self) -> str:
        kind = "area_in_wah" if self.column.kind == "area" and IN_WAH in self.column.thai else self.column.kind
        return self.column.help_text or HINTS.get(kind, "")

    @property
    def max_length(self) -> int | None:
        return getattr(self.column.field, "max_length", None)

    @property
    def input_mode(self) -> str:
        if self.column.kind != "number":
            return ""
        return "numeric" if "Integer" in type(self.column.field).__name__ else "decimal"

    @property
    def pick_url(self) -> str:
        """Where suggestions come from: the register of the target, the whole map for a place, "" for neither."""
        target = self.column.field.related_model
        if target is Feature:
            return PLACES
        found = registry.for_model(target) if target and self.offered is None else None
        wanted = f"?{self.column.picks}" if self.column.picks else ""
        return f"{found.url}pick{wanted}" if found else ""

    @property
    def options(self) -> list[tuple[str, str, bool]]:
        """(value, label, is chosen), with an empty one first where the column may be empty or nothing is chosen yet."""
        listed = self.column.choices.items() if self.offered is None else self.offered
        found = [(value, label, value == self.raw) for value, label in listed]
        needs_empty = not self.column.required or not any(chosen for _, _, chosen in found)
        if needs_empty and "" not in self.column.choices:
            return [("", "— เลือก —" if self.column.required else "—", not self.raw), *found]
        return found

    @property
    def lower(self) -> str:
        return self.raw.get("from", "") if isinstance(self.raw, dict) else ""

    @property
    def upper(self) -> str:
        return self.raw.get("to", "") if isinstance(self.raw, dict) else ""

    def value(self) -> Any:
        """The text as the engine parses it. An empty period is nothing, or again the endless one that is stored."""
        if isinstance(self.raw, dict) and not any(self.raw.values()) and not self.was_endless:
            return ""
        return self.raw

    @property
    def is_checked(self) -> bool:
        return self.raw == "true"


def raw_of(column: Column, value: Any, references: References) -> Raw:
    """A stored value as its input holds it."""
    if value is None:
        return {"from": "", "to": ""} if column.kind == "period" else ""
    writer = _WRITERS.get(column.kind)
    if column.kind == "reference":
        return references.code(value)
    if column.kind == "area":
        return area_as_labelled(value, column.thai)
    return writer(value) if writer else str(value)


def _date(value: date) -> str:
    return format_date(value, "numeric")


def _moment(value: datetime) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%dT%H:%M")


def _period(value: Any) -> dict[str, str]:
    return {"from": _date(value.lower) if value.lower else "", "to": _date(value.upper) if value.upper else ""}


def _chainage(value: Decimal | int) -> str:
    """Whole metres as 1+250, a fraction as plain metres, so that saving an untouched form changes nothing."""
    return format_chainage(value, "") if value == int(value) else _number(value)


def _number(value: Any) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


_WRITERS = {
    "date": _date,
    "datetime": _moment,
    "period": _period,
    "number": _number,
    "chainage": _chainage,
    "boolean": lambda value: "true" if value else "",
}


def read(column: Column, name: str, posted: Mapping[str, str]) -> Raw:
    """What was typed into an input."""
    if column.kind == "period":
        return {end: posted.get(f"{name}.{end}", "").strip() for end in ("from", "to")}
    return posted.get(name, "").strip() if column.kind != "text" else posted.get(name, "")


def is_endless(value: Any) -> bool:
    """Whether a stored period has neither beginning nor end."""
    return isinstance(value, DateRange) and value.lower is None and value.upper is None and not value.isempty


def default_of(column: Column) -> Any:
    """The value a new record starts from."""
    return column.field.get_default() if column.field.has_default() else None
