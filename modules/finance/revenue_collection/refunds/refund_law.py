"""How much of what was paid may be asked back, until when, and with what interest. Pure law.

Law: Land and Building Tax Act B.E. 2562 s.54, 73, 80; Signboard Tax Act B.E. 2510 s.24.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from gis_core.pure.deadlines import citizen_month_deadline
from gis_core.pure.rate_lookup import RateRow
from gis_core.pure.thai_calendar import Holidays
from modules.kernel.charges.rules.late import refund_interest

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Paid:
    """A sum of tax and the day it was paid."""

    on: date
    baht: Decimal


def still_held(payments: Sequence[Paid], back_baht: Decimal) -> list[Paid]:
    """What of the payments the office still holds: what was given back came off the latest first; latest first."""
    held, left = [], back_baht
    for each in sorted(payments, key=lambda paid: paid.on, reverse=True):
        gone = min(left, each.baht)
        left -= gone
        if each.baht > gone:
            held.append(Paid(each.on, each.baht - gone))
    return held


def in_time(held: Sequence[Paid], asked_on: date, years: int, holidays: Holidays) -> list[Paid]:
    """The payments that may still be asked back on a day: so many years from each, the last day moved off a holiday."""
    return [each for each in held if asked_on <= citizen_month_deadline(each.on, years * 12, holidays)]


def latest(held: Sequence[Paid], baht: Decimal) -> list[Paid]:
    """The part of the payments that makes up a sum, the latest first: what was paid last was paid too much."""
    taken, left = [], baht
    for each in held:
        part = min(left, each.baht)
        left -= part
        if part:
            taken.append(Paid(each.on, part))
    return taken


def interest(held: Sequence[Paid], baht: Decimal, until: date, rows: Sequence[RateRow]) -> Decimal:
    """Interest on tax given back after an appeal, from each payment to the decision. Errors: Refused ``NO_RATE``."""
    return sum((refund_interest(each.baht, each.on, until, rows) for each in latest(held, baht)), ZERO)
