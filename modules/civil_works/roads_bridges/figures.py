"""The office's figures for roads on a day, read from the rate tables; inside `held()` each table is read once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from gis_core.pure import rate_lookup
from gis_core.pure.rate_lookup import RateRow
from layers.declare import Rates
from modules.kernel.rates.lookup import rows_of

IRI_GRADES, BRIDGE_GRADES = "iri_grades", "bridge_grades"
LIMITS, PRIORITIES = "road_limits", "road_priorities"
STANDARDS, AXLES, REPAIR_COSTS = "road_standards", "axle_limits", "repair_costs"
ALL = tuple(
    Rates(f"roads.{name}", f"rates/{name}.csv")
    for name in (IRI_GRADES, BRIDGE_GRADES, LIMITS, PRIORITIES, STANDARDS, AXLES, REPAIR_COSTS)
)

_held: ContextVar[dict[str, tuple[RateRow, ...]] | None] = ContextVar("roads_figures", default=None)


@contextmanager
def held() -> Iterator[None]:
    """Many records in one go: a table is asked for once, however many records are checked."""
    token = _held.set(_held.get() or {})
    try:
        yield
    finally:
        _held.reset(token)


def rows(table: str) -> tuple[RateRow, ...]:
    """All rows of one of the tables above."""
    kept = _held.get()
    if kept is None:
        return rows_of(f"roads.{table}")
    if table not in kept:
        kept[table] = rows_of(f"roads.{table}")
    return kept[table]


@dataclass(frozen=True)
class Limits:
    """The figures of one day by key."""

    values: dict[str, Decimal]

    def __getitem__(self, key: str) -> Decimal:
        return self.values[key]

    @property
    def carriageway(self) -> tuple[Decimal, Decimal]:
        return self["carriageway_min_m"], self["carriageway_max_m"]

    @property
    def iri(self) -> tuple[Decimal, Decimal]:
        return self["iri_min"], self["iri_max"]


def limits(on: date) -> Limits:
    """The limits in force on a day."""
    return _of(LIMITS, on)


def priorities(on: date) -> Limits:
    """Weights and full marks of the priority score on a day."""
    return _of(PRIORITIES, on)


def repair_costs(on: date) -> dict[str, Decimal]:
    """Baht for a square metre by surface on a day."""
    return _of(REPAIR_COSTS, on).values


def _of(table: str, on: date) -> Limits:
    found = rows(table)
    return Limits({key: rate_lookup.rate(found, key, on).value for key in dict.fromkeys(row.key for row in found)})
