"""Deadlines, expiry days and months of delay. Days are counted as the law counts them; holidays come in as data.

The first day is not counted. A citizen's last day on a holiday moves to the next working day, an official's stands.
Days counted back from an event, waiting periods and expiry days never move.
"""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import Holidays

PROCEDURE_ACT = "พ.ร.บ.วิธีปฏิบัติราชการทางปกครอง พ.ศ. 2539 ม.64"
CIVIL_CODE_PERIODS = "ป.พ.พ. ม.193/3 ถึง 193/8"


class Actor(StrEnum):
    """Who must act by the deadline."""

    OFFICIAL = "official"
    CITIZEN = "citizen"


class Basis(StrEnum):
    """Which days are counted."""

    CALENDAR = "calendar"
    WORKING = "working"


def due(start: date, days: int, actor: Actor, holidays: Holidays, basis: Basis = Basis.CALENDAR) -> date:
    """The last day to act, ``days`` after the start, which is not counted.

    Law: Administrative Procedure Act B.E. 2539 s.64. A working-day count ends on a working day by itself.
    """
    if basis is Basis.WORKING:
        return holidays.add_working_days(start, days)
    return citizen_deadline(start, days, holidays) if actor is Actor.CITIZEN else official_deadline(start, days)


def official_deadline(start: date, days: int) -> date:
    """The last day of an official: it stands even on a holiday. Law: Administrative Procedure Act B.E. 2539 s.64."""
    return start + timedelta(days=days)


def citizen_deadline(start: date, days: int, holidays: Holidays) -> date:
    """The last day of a citizen: on a holiday it moves to the next working day.

    Law: Administrative Procedure Act B.E. 2539 s.64, Civil Code s.193/8. ``days`` 0 moves a day that the law names
    itself, such as the last of April or the expiry day on which a renewal may still be filed.
    """
    return holidays.next_working_day(start + timedelta(days=days))


def citizen_month_deadline(start: date, months: int, holidays: Holidays) -> date:
    """The last day of a citizen who has months: ``add_months`` moved off a holiday. Law: Civil Code s.193/5, 193/8."""
    return holidays.next_working_day(add_months(start, months))


def reminder_day(deadline: date, holidays: Holidays) -> date:
    """The day the last reminder goes out: the deadline itself or the last working day before it."""
    return holidays.previous_working_day(deadline)


def period_end_by_days(first: date, days: int) -> date:
    """The last day of a period whose first day counts: "from 1 April", a suspension of 15 days.

    Errors: ValueError for less than one day.
    """
    if days < 1:
        raise ValueError("a period has at least one day")
    return first + timedelta(days=days - 1)


def clear_days_before(event: date, days: int) -> date:
    """The last day for an act "not less than n days before": n full days lie between, and no holiday moves it.

    Law: Civil Code s.193/3 as counted in election calendars.
    """
    return event - timedelta(days=days + 1)


def add_months(start: date, months: int) -> date:
    """The same day number ``months`` later, or the last day of that month where it has no such day. Law: s.193/5.

    The start is not counted: 31 January and one month is 28 or 29 February.
    """
    return _clipped(*_month_after(start, months), start.day)


def month_end(day: date) -> date:
    """The last day of the month of a day, for "within April"; a citizen's is then moved with ``citizen_deadline``."""
    return _clipped(day.year, day.month, 31)


def period_end(first: date, months: int) -> date:
    """The last day of a period of months whose first day counts: the day before the same day number. Law: s.193/5.

    Where the last month has no such day the period ends on its last day: 29 February and 12 months is 28 February.
    """
    year, month = _month_after(first, months)
    if first.day > calendar.monthrange(year, month)[1]:
        return month_end(date(year, month, 1))
    return date(year, month, first.day) - timedelta(days=1)


def expires_on(issued: date, years: int = 0, months: int = 0) -> date:
    """The last day a licence is valid, issued 15/5/2569 for a year: 14/5/2570; never moved by a holiday.

    Law: Civil Code s.193/5. A renewal may still be filed on ``citizen_deadline(expires_on, 0, holidays)``.
    Errors: ValueError for less than one month.
    """
    if years * 12 + months < 1:
        raise ValueError("a validity has at least one month")
    return period_end(issued, years * 12 + months)


def waiting_until(start: date, years: int = 0, months: int = 0, days: int = 0) -> date:
    """The last day of a waiting period, never moved: revoked 10/7/2569, one year: refused to 10/7/2570, free after it.

    Law: Civil Code s.193/3, 193/5; the start is not counted.
    """
    return add_months(start, years * 12 + months) + timedelta(days=days)


def payment_day(year: int, month: int, nominal_day: int, holidays: Holidays) -> date:
    """The day a monthly payment goes out: the nominal day of a C.E. month, on a holiday the previous working day.

    Law: Interior Ministry regulation on old-age allowances B.E. 2566, clause 13.
    """
    return holidays.previous_working_day(_clipped(year, month, nominal_day))


def months_begun(due_on: date, paid_on: date) -> int:
    """How many months or parts of a month a payment is late; 0 when paid on or before the due day.

    ``due_on`` is the last day as moved for the citizen. A month runs from the day after it to the day before the same
    day of the next month, or to that month's last day where there is none: due 30 January, 31 January to 28 February is
    the first month. Law: Civil Code s.193/5; used by every monthly surcharge.
    """
    if paid_on <= due_on:
        return 0
    first = due_on + timedelta(days=1)
    months = max(1, (paid_on.year - first.year) * 12 + paid_on.month - first.month)
    while period_end(first, months) < paid_on:
        months += 1
    return months


def shift_by_pause(deadline: date, paused_on: date, resumed_on: date, holidays: Holidays) -> date:
    """A working-day deadline moved by the working days of a pause: the day after pausing up to the day of resuming."""
    return holidays.add_working_days(deadline, holidays.working_days_after(paused_on, resumed_on))


@dataclass(frozen=True, slots=True)
class ExtensionOrder:
    """An order that sets a new last day for everybody, such as the yearly ones of land tax."""

    new_date: date
    ordered_on: date
    authority: str


def with_extension_orders(base: date, orders: Iterable[ExtensionOrder], known_on: date | None = None) -> date:
    """The last day after the latest order, of those made by ``known_on`` where it is given; the base day without any.

    Errors: Refused ``EXTENSION`` when the latest order names a day before the base.
    """
    made = [order for order in orders if known_on is None or order.ordered_on <= known_on]
    if not made:
        return base
    latest = max(made, key=lambda order: (order.ordered_on, order.new_date))
    if latest.new_date < base:
        raise Refused("EXTENSION", "วันครบกำหนดใหม่ต้องไม่ก่อนวันครบกำหนดเดิม", latest.authority)
    return latest.new_date


def extended_by_months(base: date, months: int) -> date:
    """The base day so many months later, a month's last day staying a month's last day: 28 February, 2: 30 April."""
    moved = add_months(base, months)
    return month_end(moved) if base == month_end(base) else moved


@dataclass(frozen=True, slots=True)
class TimeExtension:
    """More days for one case, with the day its notice was served."""

    days: int
    served_on: date


@dataclass(frozen=True, slots=True)
class ExtensionLimit:
    """How often and by how many days each time a law lets an official extend."""

    times: int
    days: int
    law: str


def extend(deadline: date, extensions: Iterable[TimeExtension], limit: ExtensionLimit) -> date:
    """The official's deadline after extensions: each adds its days to the deadline then running.

    Errors: Refused ``EXTENSION`` when there are too many, one is too long or has no day, or its notice was served after
    the running deadline (on its last day is in time).
    """
    running = deadline
    for count, extension in enumerate(extensions, 1):
        if count > limit.times or not 0 < extension.days <= limit.days or extension.served_on > running:
            raise Refused(
                "EXTENSION",
                f"ขยายเวลาได้ไม่เกิน {limit.times} ครั้ง ครั้งละไม่เกิน {limit.days} วัน และต้องแจ้งก่อนครบกำหนด",
                limit.law,
            )
        running += timedelta(days=extension.days)
    return running


def _month_after(day: date, months: int) -> tuple[int, int]:
    years, month = divmod(day.month - 1 + months, 12)
    return day.year + years, month + 1


def _clipped(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))
