"""CountBy and SumBy: over the records of a list, so that the reader's right and the list's filters hold in them too."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, QuerySet, Sum

from layers.bound import BoundRegister, Column
from layers.declare import CountBy, SumBy
from layers.engine.villages import with_village
from map_ui.display import text_of
from map_ui.listing.filters import VILLAGE
from map_ui.listing.placing import villages
from map_ui.references import References
from map_ui.reports.table import ResultCell, ResultTable, cell

NOTHING = "(ไม่ระบุ)"


class Dimension:
    """What is counted by: a column, or the village in which a record (for a line: its middle) lies."""

    def __init__(self, register: BoundRegister, name: str) -> None:
        self.register = register
        self.name = name
        self.column: Column | None = None if name == VILLAGE else register.by_name[name]
        self.thai = self.column.thai if self.column else "หมู่บ้าน"
        self.labels: dict[Any, str] = {}
        self.keys: dict[Any, str] = {}

    def on(self, query: QuerySet, alias: str) -> QuerySet:
        """The query with this dimension as the annotation `alias`."""
        if self.column:
            return query.annotate(**{alias: F(self.column.field.attname)})
        return with_village(query, alias)

    def read_labels(self, values: Iterable[Any], user: Any) -> None:
        present = {value for value in values if value not in (None, "")}
        if self.column is None:
            self.labels = {area.code: str(area) for area in villages()}
        elif self.column.kind == "reference":
            references = References(user)
            model = self.column.field.related_model
            references.load_ids({model: present})
            targets = {value: references.stored(model, value) for value in present}
            self.labels = {value: references.text(target) for value, target in targets.items()}
            self.keys = {value: str(target.uid) for value, target in targets.items() if hasattr(target, "uid")}
        else:
            self.labels = {value: text_of(self.column, value) for value in present}

    def label(self, value: Any) -> str:
        return self.labels.get(value, str(value)) if value not in (None, "") else NOTHING

    def heading(self, value: Any) -> str:
        """The label at the head of a column, where a bare number would not say what it is."""
        is_bare = self.column is not None and self.column.kind == "number" and value is not None
        return f"{self.thai} {self.label(value)}" if is_bare else self.label(value)

    def parameters(self, value: Any) -> dict[str, str]:
        """The list's filter for one value; nothing when the list has no such filter."""
        if value in (None, ""):
            return {}
        if self.name not in self.register.declared.filters and not (self.column and self.column.kind == "reference"):
            return {}
        if self.column and self.column.kind in ("number", "area", "chainage"):
            return {f"{self.name}__from": str(value), f"{self.name}__to": str(value)}
        if isinstance(value, bool):
            return {self.name: str(value).lower()}
        return {self.name: self.keys.get(value, str(value))}

    def order(self, values: Iterable[Any]) -> list[Any]:
        """Choices and villages in their own order, other values by size, nothing last."""
        order = list(self.column.choices) if self.column and self.column.choices else list(self.labels)
        place = {value: number for number, value in enumerate(order)}
        numeric = self.column is not None and self.column.kind == "number"
        return sorted(
            values, key=lambda v: (v in (None, ""), v if numeric and v is not None else place.get(v, len(place)))
        )


def count_by(register: BoundRegister, declared: CountBy, query: QuerySet, user: Any) -> ResultTable:
    """Number of records by one column, or a table of one against the other."""
    first = Dimension(register, declared.first)
    second = Dimension(register, declared.second) if declared.second else None
    query = first.on(query.order_by(), "d1")
    query = second.on(query, "d2") if second else query
    names = ("d1", "d2") if second else ("d1",)
    found = {tuple(row[:-1]): row[-1] for row in query.values(*names).annotate(n=Count("pk")).values_list(*names, "n")}
    first.read_labels({key[0] for key in found}, user)
    if second is None:
        return _one_way(register, first, {key[0]: n for key, n in found.items()})
    second.read_labels({key[1] for key in found}, user)
    return _two_way(register, first, second, found)


def _one_way(register: BoundRegister, first: Dimension, counts: dict[Any, int]) -> ResultTable:
    total, most = sum(counts.values()), max(counts.values(), default=1)
    rows = [
        [
            cell(value, first.label(value)),
            cell(counts[value], url=_link(register, first.parameters(value)), share=round(100 * counts[value] / most)),
            cell(round(100 * counts[value] / total, 1)),
        ]
        for value in first.order(counts)
    ]
    totals = [cell("รวม"), cell(total), cell(100 if total else 0)]
    return ResultTable(f"จำนวน{register.thai} ตาม{first.thai}", [first.thai, "จำนวน", "ร้อยละ"], rows, totals)


def _two_way(register: BoundRegister, first: Dimension, second: Dimension, found: dict[Any, int]) -> ResultTable:
    down, across = first.order({key[0] for key in found}), second.order({key[1] for key in found})
    rows = []
    for one in down:
        cells = [
            cell(
                found.get((one, two), 0),
                url=_cross_link(register, first, second, one, two) if (one, two) in found else "",
            )
            for two in across
        ]
        rows.append([cell(one, first.label(one)), *cells, cell(sum(found.get((one, two), 0) for two in across))])
    sums = [sum(found.get((one, two), 0) for one in down) for two in across]
    totals = [cell("รวม"), *(cell(n) for n in sums), cell(sum(sums))]
    headings = [first.thai, *(second.heading(two) for two in across), "รวม"]
    return ResultTable(f"จำนวน{register.thai} ตาม{first.thai}และ{second.thai}", headings, rows, totals)


def _link(register: BoundRegister, parameters: dict[str, str]) -> str:
    return f"{register.url}?{urlencode(parameters)}" if parameters else ""


def _cross_link(register: BoundRegister, first: Dimension, second: Dimension, one: Any, two: Any) -> str:
    parts = (first.parameters(one), second.parameters(two))
    return _link(register, parts[0] | parts[1]) if all(parts) else ""


def sum_by(register: BoundRegister, declared: SumBy, query: QuerySet, user: Any) -> ResultTable:
    """Sum of a number column by another column, with the number of records."""
    column, by = register.by_name[declared.column], Dimension(register, declared.by)
    query = by.on(query.order_by(), "d1").values("d1").annotate(n=Count("pk"), total=Sum(declared.column))
    nothing = Decimal(0)
    found = {key: (n, total or nothing) for key, n, total in query.values_list("d1", "n", "total")}
    by.read_labels(found, user)
    most = max((float(total) for _, total in found.values()), default=0) or 1
    rows: list[list[ResultCell]] = []
    for value in by.order(found):
        n, total = found[value]
        link = _link(register, by.parameters(value))
        share = round(100 * float(total) / most)
        rows.append([cell(value, by.label(value)), cell(n, url=link), cell(total, text_of(column, total), share=share)])
    whole = sum((total for _, total in found.values()), start=nothing)
    totals = [cell("รวม"), cell(sum(n for n, _ in found.values())), cell(whole, text_of(column, whole))]
    return ResultTable(f"{column.thai}รวม ตาม{by.thai}", [by.thai, "จำนวน", column.thai], rows, totals)
