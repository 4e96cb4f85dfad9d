"""Until when an assessment may be made anew, and which charges a smaller tax takes its reduction from. Pure law.

Law: Land and Building Tax Act B.E. 2562 s.53.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from gis_core.pure.deadlines import add_months
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import format_date
from modules.finance.revenue_collection.land_tax.land_law import ACT

LAW = f"{ACT} ม.53"


def last_day(pay_by: date, years: int) -> date:
    """The last day on which the office may assess anew, so many years from the last day to pay; an official's day."""
    return add_months(pay_by, years * 12)


def in_time(pay_by: date, years: int, today: date) -> Iterator[Refused]:
    """Refuses ``REASSESS_LATE`` once the years are over."""
    last = last_day(pay_by, years)
    if today > last:
        text = f"พ้นกำหนดประเมินใหม่ภายใน {years} ปีนับแต่วันสุดท้ายของกำหนดชำระ (วันสุดท้าย {format_date(last, 'long')})"
        yield Refused("REASSESS_LATE", text, LAW)


def lowered(charges: Sequence[tuple[Decimal, Decimal]], baht: Decimal) -> list[Decimal]:
    """New principals of the charges of one assessment, oldest first, that together are the smaller sum.

    Each is given as its principal and what is left of it. What is not paid yet goes first, of the newest charge before
    the older ones; only then what was paid, in the same order. A larger sum is put on the oldest.
    """
    new = [principal for principal, _ in charges]
    less = sum(new, Decimal(0)) - baht
    if less <= 0 and new:
        new[0] -= less
        return new
    newest_first = range(len(charges) - 1, -1, -1)
    for is_paid in (False, True):
        for n in newest_first:
            of = new[n] if is_paid else min(charges[n][1], new[n])
            part = min(less, of)
            new[n] -= part
            less -= part
    return new
