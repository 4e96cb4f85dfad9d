"""One act of one day of the demo town's past, and the days on which its office is open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from gis_core.demo.town import Town
from gis_core.pure.deadlines import citizen_deadline
from gis_core.pure.thai_calendar import national_holidays
from modules.finance.revenue_collection.demo import demo_money
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


def next_morning(on: date) -> date:
    """The next day on which the office is open."""
    return citizen_deadline(on, 1, national_holidays())


def closing(town: Town, on: date) -> Iterator[Step]:
    """In the evening of a day at the counter it is counted and handed over, in the morning after banked and closed.

    The town's last day is still at work.
    """
    if on >= town.until:
        return
    cashier, head = town.user("cashier"), town.user("finance_head")
    yield Step(on, "cashier", "ปิดวันรับเงิน", partial(demo_money.count, on, cashier), hour=15)
    yield Step(on, "finance_head", "รับมอบเงิน", partial(demo_money.hand_over, on, cashier, head), hour=16)
    yield Step(next_morning(on), "finance_head", "นำฝากธนาคาร", partial(demo_money.bank, on, cashier, head), hour=9)
    accountant = town.user("accountant")
    yield Step(next_morning(on), "accountant", "ปิดวัน", partial(demo_money.close, on, cashier, accountant), hour=10)
