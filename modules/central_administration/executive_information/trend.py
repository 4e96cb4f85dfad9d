"""A figure by months of a fiscal year beside the same months of the year before. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from gis_core.pure.thai_calendar import fiscal_year, fiscal_year_bounds

MONTHS = (10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8, 9)


@dataclass(frozen=True, slots=True)
class Point:
    """What stood at the end of a month: the day it was kept, None for a ratio of nothing."""

    on: date
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month of the fiscal year; None where nothing was kept in it."""

    month: int
    now: Point | None
    before: Point | None

    @property
    def change(self) -> Decimal | None:
        """By how much it stands above the same month of the year before; None unless both are known."""
        if self.now is None or self.before is None or self.now.value is None or self.before.value is None:
            return None
        return self.now.value - self.before.value


def span(fiscal_year_be: int) -> tuple[date, date]:
    """The days a trend of that year reads: its own and those of the year before."""
    return fiscal_year_bounds(fiscal_year_be - 1)[0], fiscal_year_bounds(fiscal_year_be)[1]


def by_month(kept: Iterable[tuple[date, Decimal | None]], fiscal_year_be: int) -> tuple[Month, ...]:
    """The twelve months from October, each with the last value kept in it, this year and the year before."""
    last: dict[tuple[int, int], Point] = {}
    for on, value in kept:
        key = fiscal_year(on), on.month
        if key not in last or last[key].on < on:
            last[key] = Point(on, value)
    return tuple(
        Month(month, last.get((fiscal_year_be, month)), last.get((fiscal_year_be - 1, month))) for month in MONTHS
    )
