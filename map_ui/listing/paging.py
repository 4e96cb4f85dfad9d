"""Order and pages. Neighbouring pages are found by the values of the row between them, so page 20,000 costs what
page 2 costs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Q, QuerySet

from layers.bound import BoundRegister, Column
from layers.registry import registry

SIZES = (25, 50, 100, 200)
DEFAULT_SIZE = 50
FAR = 10_000


@dataclass(frozen=True)
class SortKey:
    """One column of the order, as a path of the ORM. Empty values come last going up, first going down, as in the
    index.
    """

    path: str
    descending: bool
    nullable: bool

    @property
    def text(self) -> str:
        return f"-{self.path}" if self.descending else self.path

    def reversed(self) -> SortKey:
        return SortKey(self.path, not self.descending, self.nullable)


def keys_for(register: BoundRegister, column: Column | None, descending: bool) -> tuple[SortKey, ...]:
    """The full order: the chosen column, or what the register declares, and the record's number to tell equals
    apart.
    """
    names = [("-" if descending else "") + _sort_path(column)] if column else list(register.declared.order_by)
    keys = [SortKey(n.lstrip("-"), n.startswith("-"), _nullable(register.model, n.lstrip("-"))) for n in names]
    if not any(key.path in ("id", "pk") for key in keys):
        keys.append(SortKey("id", False, False))
    return tuple(keys)


def _sort_path(column: Column) -> str:
    """References are ordered by the title of what they refer to."""
    if column.kind != "reference":
        return column.name
    register = registry.for_model(column.field.related_model)
    title = register.title if register else ""
    if register is None or not _has(column.field.related_model, title) or title in register.declared.field_levels:
        return f"{column.name}_id"
    return f"{column.name}__{title}"


def _has(model: Any, name: str) -> bool:
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True


def _nullable(model: Any, path: str) -> bool:
    found = False
    for name in path.split("__"):
        field = (
            model._meta.pk
            if name == "pk"
            else model._meta.get_field(name.removesuffix("_id") if not _has(model, name) else name)
        )
        found = found or bool(field.null)
        model = field.related_model
    return found


def beyond(keys: Sequence[SortKey], values: Sequence[Any]) -> Q:
    """Rows that come after the row with these values in the order of `keys`."""
    test = Q(pk__in=())
    for position in range(len(keys) - 1, -1, -1):
        key, value = keys[position], values[position]
        same = Q(**{f"{key.path}__isnull": True}) if value is None else Q(**{key.path: value})
        test = _further(key, value) | (same & test)
    return _lower_bound(keys[0], values[0]) & test


def _further(key: SortKey, value: Any) -> Q:
    if value is None:
        return Q(**{f"{key.path}__isnull": False}) if key.descending else Q(pk__in=())
    further = Q(**{f"{key.path}__{'lt' if key.descending else 'gt'}": value})
    if key.nullable and not key.descending:
        further |= Q(**{f"{key.path}__isnull": True})
    return further


def _lower_bound(key: SortKey, value: Any) -> Q:
    """Implied by the rest, but a form in which PostgreSQL starts reading the index at the right place."""
    if value is None or key.nullable:
        return Q()
    return Q(**{f"{key.path}__{'lte' if key.descending else 'gte'}": value})


@dataclass(frozen=True)
class Page:
    """One page. `number` is where it stands, 0 when that is not known; `first` and `last` are its outer rows' uids."""

    records: list[Any]
    number: int
    has_previous: bool
    has_next: bool

    @property
    def first(self) -> Any:
        return self.records[0].uid if self.records else None

    @property
    def last(self) -> Any:
        return self.records[-1].uid if self.records else None


def without_shapes(query: QuerySet, register: BoundRegister, columns: Sequence[Column]) -> QuerySet:
    """The query with what its reference columns lead to, and no geometry at all."""
    names = [c.name for c in columns if c.kind == "reference" and not c.level.is_personal]
    shapes = [
        f"{name}__{field.name}"
        for name in names
        for field in register.model._meta.get_field(name).related_model._meta.concrete_fields
        if isinstance(field, GeometryField)
    ]
    shapes += [field.name for field in register.model._meta.concrete_fields if isinstance(field, GeometryField)]
    query = query.select_related(*names) if names else query
    return query.defer(*shapes) if shapes else query


def page_at(query: QuerySet, keys: Sequence[SortKey], number: int, size: int) -> Page:
    """Page `number` counted from the beginning. Far pages read numbers only before they read rows."""
    start = (number - 1) * size
    ordered = query.order_by(*(key.text for key in keys))
    if start >= FAR:
        ids = list(ordered.values_list("pk", flat=True)[start : start + size + 1])
        ordered = query.filter(pk__in=ids).order_by(*(key.text for key in keys))
        start = 0
    found = list(ordered[start : start + size + 1])
    return Page(found[:size], number, number > 1, len(found) > size)


def page_after(query: QuerySet, keys: Sequence[SortKey], row: models.Model, number: int, size: int) -> Page:
    """The page that begins after `row`."""
    values = [_value(row, key.path) for key in keys]
    found = list(query.filter(beyond(keys, values)).order_by(*(key.text for key in keys))[: size + 1])
    return Page(found[:size], number, True, len(found) > size)


def page_before(query: QuerySet, keys: Sequence[SortKey], row: models.Model | None, number: int, size: int) -> Page:
    """The page that ends before `row`; without a row the last page."""
    back = [key.reversed() for key in keys]
    if row is not None:
        query = query.filter(beyond(back, [_value(row, key.path) for key in keys]))
    found = list(query.order_by(*(key.text for key in back))[: size + 1])
    return Page(found[:size][::-1], number, len(found) > size, row is not None)


def _value(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name, None) if row is not None else None
    return row
