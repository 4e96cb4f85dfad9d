"""One act of one day of the demo town's past, and the days on which its office is open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from gis_core.pure.deadlines import citizen_deadline
from gis_core.pure.thai_calendar import national_holidays
from modules.finance.revenue_collection.models import TaxYear


@dataclass(frozen=True)
class Step:
    """One act of one day of the past."""

    on: date
    role: str
    reason: str
    do: Callable[[], object]
    hour: int = 10


def day(year: TaxYear, month: int, day: int) -> date:
    """The day, or the next on which the office is open."""
    return citizen_deadline(date(year.year_be - 543, month, day), 0, national_holidays())


def list_day(year: TaxYear, month: int, day: int) -> date:
    """The same in the year before, in which the list is posted."""
    return citizen_deadline(date(year.year_be - 544, month, day), 0, national_holidays())
