"""Values as people read them: Thai dates, labels of choices, rai-ngan-wah, thousands, titles of references."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from gis_core.access.visible import visible
from gis_core.pure.chainage import format_chainage
from gis_core.pure.thai_area import area_as_labelled
from gis_core.pure.thai_calendar import format_date, format_datetime
from layers.bound import BoundRegister, Column
from map_ui.references import References

MAX_FACTS = 5
#: Columns that hold a year of the Buddhist era, which is no amount.
YEAR = "_be"
#: Columns of money, whose satang stand below each other.
BAHT = "_baht"
SATANG_DIGITS = 2


def text_of(column: Column, value: Any) -> str:
    """One value of a column as text; "" for nothing."""
    if value is None or value == "":
        return ""
    if column.choices:
        return column.choices.get(str(value), str(value))
    if column.name.endswith(YEAR):
        return str(value)
    if column.name.endswith(BAHT):
        return f"{value:,.2f}"
    if column.kind == "area":
        return area_as_labelled(value, column.thai)
    formatter = _FORMATS.get(column.kind)
    return formatter(value) if formatter else str(value)


def _number(value: Any) -> str:
    if isinstance(value, Decimal):
        is_long = isinstance(value.as_tuple().exponent, int) and value.as_tuple().exponent < -SATANG_DIGITS
        value = value.normalize() if is_long or value == value.to_integral_value() else value
        return f"{value:,f}"
    return f"{value:,}"


def _period(value: Any) -> str:
    lower = format_date(value.lower) if value.lower else ""
    upper = format_date(value.upper) if value.upper else ""
    return f"ตั้งแต่ {lower}" + (f" ถึงก่อน {upper}" if upper else "") if lower else f"ถึงก่อน {upper}"


def _moment(value: date | datetime) -> str:
    return format_datetime(timezone.localtime(value)) if isinstance(value, datetime) else format_date(value)


_FORMATS = {
    "chainage": format_chainage,
    "number": _number,
    "date": _moment,
    "datetime": _moment,
    "boolean": lambda value: "ใช่" if value else "ไม่ใช่",
    "period": _period,
}


def masked(register: BoundRegister, column: Column, value: Any, unmask: bool) -> str:
    """The text of a value, masked where the register says so and the reader may not unmask."""
    mask = register.declared.masks.get(column.name)
    if mask and value and not unmask:
        return mask(str(value))
    return text_of(column, value)


def facts_of(
    found: Iterable[Any], registers: Mapping[int, BoundRegister | None], user: Any
) -> dict[Any, list[tuple[str, str]]]:
    """A few facts of each record by its uid, one query a register."""
    by_kind: dict[int, list[Any]] = {}
    for row in found:
        by_kind.setdefault(row.kind, []).append(row)
    facts: dict[Any, list[tuple[str, str]]] = {}
    for kind, rows in by_kind.items():
        register = registers.get(kind)
        if register is not None:
            facts |= _facts(register, [row.record_id for row in rows], user)
    return facts


def _facts(register: BoundRegister, ids: list[int], user: Any) -> dict[Any, list[tuple[str, str]]]:
    readable = {column.name for column in register.readable(user)}
    columns = [c for c in register.list_columns if c.name in readable and c.name != register.title][:MAX_FACTS]
    query = register.model._default_manager.filter(visible(register, user).q(), pk__in=ids)
    references = [c.name for c in columns if c.kind == "reference"]
    if references:
        query = query.select_related(*references)
    if register.has_geometry:
        query = query.defer("geom")
    records = list(query)
    named = References(user)
    named.load(getattr(record, name) for record in records for name in references)
    facts = {}
    for record in records:
        pairs = [(c.thai, _fact(register, c, getattr(record, c.name), named)) for c in columns]
        facts[record.uid] = [pair for pair in pairs if pair[1]]
    return facts


def _fact(register: BoundRegister, column: Column, value: Any, named: References) -> str:
    """A referred record is named only as far as the reader may see it; personal values stay masked on a card."""
    return named.text(value) if column.kind == "reference" else masked(register, column, value, unmask=False)
