"""Other registers' records that refer to a record: counted in one statement, each as far as the reader may see it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models

from gis_core.features.bases import PlaceLink
from gis_core.features.following import STAYS
from layers.bound import BoundRegister, Column
from layers.engine.rows import rows
from layers.registry import registry
from map_ui.tables import is_closed

COUNT_LIMIT = 1000


@dataclass(frozen=True)
class Related:
    """`count` records of `register` name the record in `column`; counting stops at `COUNT_LIMIT`."""

    register: BoundRegister
    column: Column
    count: int
    url: str

    @property
    def is_more(self) -> bool:
        return self.count > COUNT_LIMIT


def related(register: BoundRegister, record: Any, user: Any) -> list[Related]:
    """What refers to the record, registers without any left out."""
    found = [(other, column) for other, column in _columns(register) if _may_ask(other, column, user)]
    if not found:
        return []
    counts = _count([(other, column, _value(column, record)) for other, column in found], user)
    return [
        Related(other, column, counts.get(number, 0), f"{other.url}?{column.name}={record.uid}")
        for number, (other, column) in enumerate(found)
        if counts.get(number)
    ]


def staying(register: BoundRegister, records: Sequence[Any], user: Any) -> dict[Any, list[Related]]:
    """By public identifier of some records, what refers to each and stayed with it when others followed it."""
    found = [
        (other, column)
        for other, column in _columns(register)
        if getattr(other.model, "follows", {}).get(column.name) == STAYS and _may_ask(other, column, user)
    ]
    if not found or not records:
        return {}
    asked = [(other, column, record) for other, column in found for record in records]
    counts = _count([(other, column, _value(column, record)) for other, column, record in asked], user)
    kept: dict[Any, list[Related]] = {}
    for number, (other, column, record) in enumerate(asked):
        if counts.get(number):
            url = f"{other.url}?{column.name}={record.uid}"
            kept.setdefault(record.uid, []).append(Related(other, column, counts[number], url))
    return kept


def _columns(register: BoundRegister) -> Iterator[tuple[BoundRegister, Column]]:
    for other in registry.registers:
        for column in other.columns:
            if column.kind != "reference":
                continue
            if isinstance(column.field, PlaceLink) or column.field.related_model is register.model:
                yield other, column


def _may_ask(other: BoundRegister, column: Column, user: Any) -> bool:
    return not is_closed(other, column) and column.name in {c.name for c in other.readable(user)}


def _value(column: Column, record: Any) -> Any:
    return record.uid if isinstance(column.field, PlaceLink) else record.pk


def _count(found: list[tuple[BoundRegister, Column, Any]], user: Any) -> dict[int, int]:
    """Number in `found` -> records; nothing for a register of which the reader sees none."""
    parts, params = [], []
    for number, (other, column, value) in enumerate(found):
        query: models.QuerySet = rows(other, user).filter(**{column.field.attname: value})
        try:
            sql, values = query.order_by().values("pk")[: COUNT_LIMIT + 1].query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(f"SELECT {number}, count(*) FROM ({sql}) q{number}")
        params += values
    if not parts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        return dict(cursor.fetchall())
