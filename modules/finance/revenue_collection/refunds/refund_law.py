"""How much of what was paid may be asked back, until when, and with what interest. Pure law.

Law: Land and Building Tax Act B.E. 2562 s.54, 73, 80; Signboard Tax Act B.E. 2510 s.24.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from gis_core.pure.deadlines import citizen_month_deadline, months_begun
from gis_core.pure.money import format_baht
from gis_core.pure.rate_lookup import RateRow, rate
from gis_core.pure.thai_calendar import Holidays, format_date
from modules.kernel.charges.rules.late import INTEREST, refund_interest

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


@dataclass(frozen=True, slots=True)
class Borne:
    """Interest on one part of what is given back: from its payment to the decision, at a row of the law."""

    part: Paid
    until: date
    months: int
    baht: Decimal
    row: RateRow

    def __str__(self) -> str:
        days = f"{format_date(self.part.on)} – {format_date(self.until)} {self.months} เดือน"
        rated = f"{format_baht(self.part.baht)} บาท × ร้อยละ {self.row.value.normalize():f} × {days}"
        return f"{rated} = {format_baht(self.baht)} บาท ({self.row.law})"


def interest(held: Sequence[Paid], baht: Decimal, until: date, rows: Sequence[RateRow]) -> list[Borne]:
    """Interest on tax given back after an appeal, part by part. Errors: Refused ``NO_RATE``."""
    return [
        Borne(
            part, until, months_begun(part.on, until), refund_interest(part.baht, part.on, until, rows),
            rate(rows, INTEREST, part.on),
        )
        for part in latest(held, baht)
    ]  # fmt: skip
