"""Reports and spatial questions that a system answers itself: their parameters, and their rows as a table."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from gis_core.features.models import Feature
from gis_core.pure.refusal import Refusals, Refused
from gis_core.pure.thai_calendar import format_date, parse_date
from gis_core.pure.thai_text import to_arabic_digits
from layers.declare import Parameter, Report, SpatialQuery
from layers.engine.index import predicate
from layers.registry import registry
from map_ui import maps
from map_ui.reports.table import ResultTable, cell

SHAPES = 500


@dataclass
class Asked:
    """A parameter with what was typed for it."""

    declared: Parameter
    raw: str
    error: str = ""

    @property
    def options(self) -> list[tuple[str, str, bool]]:
        return [(value, label, value == self.raw) for value, label in self.declared.choices]

    @property
    def value(self) -> Any:
        """The parsed value; the default for nothing. Raises Refused."""
        if not self.raw:
            return self.declared.default
        return _PARSERS[self.declared.kind](self)


def _number(asked: Asked) -> Any:
    try:
        value = Decimal(to_arabic_digits(asked.raw).replace(",", ""))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise Refused("FORMAT", f"{asked.declared.thai}: ต้องเป็นตัวเลข", field=asked.declared.name)
    if isinstance(asked.declared.default, float):
        return float(value)
    return int(value) if value == value.to_integral_value() else value


def _choice(asked: Asked) -> str:
    if asked.raw not in dict(asked.declared.choices):
        raise Refused("CHOICE", f"{asked.declared.thai}: ไม่มีตัวเลือกนี้", field=asked.declared.name)
    return asked.raw


_PARSERS = {
    "number": _number,
    "choice": _choice,
    "text": lambda asked: asked.raw,
    "date": lambda asked: parse_date(asked.raw, field=asked.declared.name),
}


def ask(parameters: Sequence[Parameter], given: Mapping[str, str]) -> list[Asked]:
    """What the address says for each parameter, with defaults shown."""
    return [Asked(p, given.get(p.name, _shown(p.default)).strip()[:200]) for p in parameters]


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return format_date(value, "numeric") if isinstance(value, date) else str(value)


def run(declared: Report | SpatialQuery, asked: Sequence[Asked], user: Any) -> ResultTable | None:
    """The answer; None while a parameter could not be read (its `error` says why)."""
    values: dict[str, Any] = {}
    for each in asked:
        try:
            values[each.declared.name] = each.value
        except Refused as refused:
            each.error = refused.thai
    if any(each.error for each in asked):
        return None
    try:
        rows = list(declared.run(user, **values))
    except (Refused, Refusals) as refusal:
        asked[0].error = str(refusal) if asked else ""
        if not asked:
            raise
        return None
    return _table(declared, rows, user)


def _table(declared: Report | SpatialQuery, rows: list[Mapping[str, Any]], user: Any) -> ResultTable:
    links = open_links([row["uid"] for row in rows if row.get("uid")], user)
    has_title = bool(rows) and "title" in rows[0] and "title" not in dict(declared.columns)
    headings = (["ระเบียน"] if has_title else []) + [thai for _, thai in declared.columns]
    lines = []
    for row in rows:
        link = links.get(str(row.get("uid")), "")
        cells = [cell(row.get("title"), url=link)] if has_title else []
        for name, thai in declared.columns:
            cells.append(cell(row.get(name), url="" if cells else link, of=thai))
        lines.append(cells)
    shapes = [_shape(row) for row in rows[:SHAPES] if row.get("geom")]
    note = getattr(declared, "note", "")
    return ResultTable(declared.thai, headings, lines, note=note, geojson=maps.collection(shapes) if shapes else "")


def _shape(row: Mapping[str, Any]) -> dict[str, Any]:
    raw = row["geom"]
    geometry = json.loads(raw) if isinstance(raw, str) else json.loads(raw.json) if hasattr(raw, "json") else raw
    named = {"title": str(row.get("title") or "")}
    if row.get("color"):
        named["color"] = str(row["color"])
    return {"type": "Feature", "geometry": geometry, "properties": named}


def open_links(uids: Sequence[Any], user: Any) -> dict[str, str]:
    """Addresses of records by uid, only of those the reader may see; one query."""
    if not uids:
        return {}
    test, values = predicate(user, wanted=lambda _register: True)
    query = f"SELECT f.uid, f.kind FROM gis_feature f WHERE f.uid = ANY(%(uids)s) AND ({test})"
    found = Feature.objects.raw(query, {**values, "uids": [str(uid) for uid in uids]})
    registers = {r.kind_id: r for r in registry.registers}
    return {str(row.uid): registers[row.kind_id].record_url(row.uid) for row in found}
