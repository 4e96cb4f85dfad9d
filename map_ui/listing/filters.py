"""Filters of a list, made from the declared columns: each reads its own part of the address and narrows the records."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import DateField, QuerySet
from django.http import QueryDict

from gis_core.pure.refusal import Refused
from layers.bound import BoundRegister, Column
from layers.engine.parse import parse
from map_ui.forms.fields import Field
from map_ui.listing import placing
from map_ui.references import References
from map_ui.tables import is_closed

VILLAGE, WITHIN = "village", "within"
RANGES = ("number", "area", "chainage", "date", "datetime")


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    is_chosen: bool


@dataclass
class Filter:
    """One filter. `widget`: choice, range, reference, text. `shown` describes the chosen values, `error` what was
    not understood.
    """

    name: str
    thai: str
    widget: str
    kind: str = ""
    options: list[Option] = field(default_factory=list)
    lower: str = ""
    upper: str = ""
    raw: str = ""
    pick: str = ""
    shown: str = ""
    error: str = ""
    narrow: Callable[[QuerySet], QuerySet] | None = None

    @property
    def is_active(self) -> bool:
        return bool(self.shown or self.error)

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of its parts in the address."""
        return (f"{self.name}__from", f"{self.name}__to") if self.widget == "range" else (self.name,)

    @property
    def chosen(self) -> list[Option]:
        return [option for option in self.options if option.is_chosen]


def build(register: BoundRegister, user: Any, given: QueryDict) -> list[Filter]:
    """The declared filters, and one for any other reference column, the village or the area that the address names."""
    open_names = {c.name for c in register.readable(user) if not is_closed(register, c)} | {"status"}
    names = [name for name in register.declared.filters if name == VILLAGE or name in open_names]
    names += [
        c.name
        for c in register.columns
        if c.kind == "reference" and c.name in open_names and c.name not in names and given.get(c.name)
    ]
    if register.is_placed and given.get(VILLAGE) and VILLAGE not in names:
        names.append(VILLAGE)
    within = [_within(register, user, given[WITHIN])] if register.is_placed and given.get(WITHIN) else []
    return within + [
        _village(register, given) if name == VILLAGE else _column(register.by_name[name], user, given) for name in names
    ]


def apply(filters: Iterable[Filter], query: QuerySet) -> QuerySet:
    """Narrow by all; a filter that was not understood leaves nothing, so that no export says more than the page."""
    for each in filters:
        if each.error:
            return query.none()
        if each.narrow:
            query = each.narrow(query)
    return query


def _column(column: Column, user: Any, given: QueryDict) -> Filter:
    if column.choices or column.kind == "boolean":
        return _choice(column, given)
    if column.kind in RANGES:
        return _range(column, user, given)
    if column.kind == "reference":
        return _reference(column, user, given)
    return _text(column, given)


def _choice(column: Column, given: QueryDict) -> Filter:
    labels = dict(column.choices) or {"true": "ใช่", "false": "ไม่ใช่"}
    wanted = [value for value in given.getlist(column.name) if value in labels]
    options = [Option(value, label, value in wanted) for value, label in labels.items()]
    found = Filter(column.name, column.thai, "choice", column.kind, options, shown=", ".join(labels[v] for v in wanted))
    if wanted:
        values = [value == "true" for value in wanted] if column.kind == "boolean" else wanted
        found.narrow = lambda query: query.filter(**{f"{column.name}__in": values})
    return found


def _range(column: Column, user: Any, given: QueryDict) -> Filter:
    lower, upper = (given.get(f"{column.name}__{end}", "").strip() for end in ("from", "to"))
    found = Filter(column.name, column.thai, "range", column.kind, lower=lower, upper=upper)
    tests: dict[str, Any] = {}
    try:
        if lower:
            tests[f"{column.name}__gte"] = _limit(column, lower, user)
        if upper and column.kind == "datetime":
            tests[f"{column.name}__lt"] = _limit(column, upper, user) + timedelta(days=1)
        elif upper:
            tests[f"{column.name}__lte"] = _limit(column, upper, user)
    except Refused as refused:
        found.error = _without_name(column, refused)
    if tests:
        found.narrow = lambda query: query.filter(**tests)
        found.shown = f"{lower or '…'} ถึง {upper or '…'}"
    return found


def _without_name(column: Column, refused: Refused) -> str:
    """What is wrong, for a place that names the column itself."""
    return refused.thai.removeprefix(f"{column.thai}: ")


def _limit(column: Column, raw: str, user: Any) -> Any:
    field_ = DateField(column.thai, name=column.name) if column.kind == "datetime" else column.field
    value = parse(field_, raw, user)
    if value is None:
        raise Refused("FORMAT", f"{column.thai}: อ่านค่าไม่ได้", field=column.name)
    return value


def _reference(column: Column, user: Any, given: QueryDict) -> Filter:
    raw = given.get(column.name, "").strip()
    found = Filter(
        column.name, column.thai, "reference", column.kind, raw=raw, pick=Field(column, column.name).pick_url
    )
    if raw:
        try:
            target = parse(column.field, raw, user)
            references = References(user)
            found.shown, found.raw = references.text(target), references.code(target)
            found.narrow = lambda query: query.filter(**{column.name: target})
        except Refused as refused:
            found.error = _without_name(column, refused)
    return found


def _text(column: Column, given: QueryDict) -> Filter:
    raw = given.get(column.name, "").strip()
    found = Filter(column.name, column.thai, "text", column.kind, raw=raw, shown=raw)
    if raw:
        found.narrow = lambda query: query.filter(**{f"{column.name}__icontains": raw})
    return found


def _village(register: BoundRegister, given: QueryDict) -> Filter:
    wanted = given.getlist(VILLAGE)
    options = [Option(area.code, str(area), area.code in wanted) for area in placing.villages()]
    chosen = [option for option in options if option.is_chosen]
    found = Filter(VILLAGE, "หมู่บ้าน", "choice", "village", options, shown=", ".join(o.label for o in chosen))
    if chosen:
        found.narrow = lambda query: _lying_in(register, query, [option.value for option in chosen])
    elif wanted and any(wanted):
        found.error = "ไม่พบหมู่บ้านนี้"
    return found


def _within(register: BoundRegister, user: Any, uid: str) -> Filter:
    area = placing.area_seen(uid, user)
    if area is None:
        return Filter(WITHIN, "ในพื้นที่", "choice", error="ไม่พบพื้นที่นี้ หรือบัญชีนี้ไม่มีสิทธิดู")
    found = Filter(WITHIN, "ในพื้นที่", "choice", options=[Option(str(area.uid), area.title, True)], shown=area.title)
    found.narrow = lambda query: query.filter(uid__in=placing.within(register, area.uid))
    return found


def _lying_in(register: BoundRegister, query: QuerySet, codes: list[str]) -> QuerySet:
    return query.filter(uid__in=placing.in_villages(register, codes))
