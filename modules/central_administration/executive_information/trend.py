"""A figure by months of a fiscal year beside the same months of the year before. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from gis_core.pure.thai_calendar import FISCAL_MONTHS, fiscal_year, fiscal_year_bounds
from layers.engine.judging import Kept, MonthKept


def span(fiscal_year_be: int) -> tuple[date, date]:
    """The days a trend of that year reads: its own and those of the year before."""
    return fiscal_year_bounds(fiscal_year_be - 1)[0], fiscal_year_bounds(fiscal_year_be)[1]


def by_month(kept: Iterable[Kept], fiscal_year_be: int) -> tuple[MonthKept, ...]:
    """The twelve months from October, each with the last value kept in it, this year and the year before."""
    last: dict[tuple[int, int], Kept] = {}
    for each in kept:
        key = fiscal_year(each.on), each.on.month
        if key not in last or last[key].on < each.on:
            last[key] = each
    return tuple(
        MonthKept(month, last.get((fiscal_year_be, month)), last.get((fiscal_year_be - 1, month)))
        for month in FISCAL_MONTHS
    )
