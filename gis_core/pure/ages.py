"""Ages by the two rules in use, and birth dates as house registers record them.

Civil Code s.16 (elections, retirement): a year is complete on the day before the birthday. Welfare, education and
public health: the birthday itself, for 29 February the 1 March of a common year.
"""

import re
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from gis_core.pure.deadlines import period_end
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import CALENDAR_ACT, date_from_be, fiscal_year, fiscal_year_bounds, month_number
from gis_core.pure.thai_text import to_arabic_digits

CIVIL_CODE_AGE = "ป.พ.พ. ม.16"


def completes_age_on(birth: date, years: int) -> date:
    """The day an age is complete, the day before the birthday; born 29 February: 28 February of a common year.

    Law: Civil Code s.16, 193/5.
    """
    return period_end(birth, years * 12)


def complete_age(birth: date, on: date) -> int:
    """Complete years on a day with the day of birth counting as day 1; for elections and retirement.

    Law: Civil Code s.16. Errors: ValueError for a day before birth.
    """
    return _years(birth, on, completes_age_on)


def _years(birth: date, on: date, reached: Callable[[date, int], date]) -> int:
    if on < birth:
        raise ValueError("no age before birth")
    years = on.year - birth.year + 1
    while reached(birth, years) > on:
        years -= 1
    return years


def birthday(birth: date, years: int) -> date:
    """The so-manieth birthday; of 29 February it is 1 March in a common year."""
    year = birth.year + years
    try:
        return birth.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def age_on(birth: date, on: date) -> int:
    """Years on a day with the birthday itself reaching the age; for welfare, education and public health.

    Law: practice of the old-age allowance notices. Errors: ValueError for a day before birth.
    """
    return _years(birth, on, birthday)


def enters_year_on(birth: date, year_of_life: int) -> date:
    """The day a year of life begins (ย่างเข้าปีที่ n): the birthday n - 1. Law: Beasts of Burden Act B.E. 2482 s.8."""
    return birthday(birth, year_of_life - 1)


def first_entitled_month(birth: date, years: int = 60) -> date:
    """The first of the first month paid: the age is reached on or before its day 1.

    Law: Interior Ministry regulation on old-age allowances B.E. 2566 and its notices.
    """
    reached = birthday(birth, years)
    if reached.day == 1:
        return reached
    return date(reached.year + reached.month // 12, reached.month % 12 + 1, 1)


def band_age(birth: date, fiscal_year_be: int, minimum: int = 60) -> int:
    """The age that sets the rate for a whole B.E. fiscal year: on 30 September before it begins, at least the minimum.

    Law: cabinet resolution on the stepped old-age allowance; one who turns 60 within the year is paid as 60.
    """
    last_day_before = fiscal_year_bounds(fiscal_year_be - 1)[1]
    if birth > last_day_before:
        return minimum
    return max(minimum, age_on(birth, last_day_before))


def last_day_of_service(birth: date, years: int = 60) -> date:
    """30 September of the fiscal year in which an official completes 60; one born 1 October leaves a year earlier.

    Law: Civil Code s.16 with the Government Pension Act B.E. 2494 s.19.
    """
    return fiscal_year_bounds(fiscal_year(completes_age_on(birth, years)))[1]


class BirthPrecision(StrEnum):
    """How much of a birth date the register knows."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class BirthDate(NamedTuple):
    """A birth date to count from and what of it is known."""

    day: date
    precision: BirthPrecision


def birth_date(year_be: int, month: int | None = None, day: int | None = None, field: str | None = None) -> BirthDate:
    """The date to count from: day unknown is the 1st of the month, month unknown the first day of the calendar year.

    Until B.E. 2483 the year began on 1 April, so a year alone is 1 April then. Law: Civil Code s.16, Calendar Year Act
    B.E. 2483. Errors: Refused ``DATE`` and ``DATE_ERA`` as ``date_from_be``; ``DATE`` for a day without a month.
    """
    if month is None:
        if day is not None:
            raise Refused("DATE", "ทราบวันเกิดแต่ไม่ทราบเดือน กรุณาตรวจทะเบียนบ้าน", CALENDAR_ACT, field)
        first_month = 4 if year_be <= 2483 else 1
        return BirthDate(date_from_be(1, first_month, year_be, field), BirthPrecision.YEAR)
    precision = BirthPrecision.MONTH if day is None else BirthPrecision.DAY
    return BirthDate(date_from_be(1 if day is None else day, month, year_be, field), precision)


_RECORDED_NUMBERS = re.compile(r"(?P<day>\d{1,2}|-)\s*/\s*(?P<month>\d{1,2}|-)\s*/\s*(?P<year>\d{4})")
_RECORDED_WORDS = re.compile(r"(?:(?P<day>\d{1,2})\s*)?(?:(?P<month>[ก-๎.]+?)\s*)?(?:พ\.?\s*ศ\.?\s*)?(?P<year>\d{4})")


def parse_recorded_birth(text: str, field: str | None = None) -> BirthDate:
    """The birth date of a register text: ``15 กุมภาพันธ์ 2479``, ``ก.พ. 2479``, ``2479``, ``-/-/2479``, ``00/00/2479``.

    Errors: Refused ``DATE`` and ``DATE_ERA``; the year is always B.E.
    """
    plain = to_arabic_digits(text).strip()
    if match := _RECORDED_NUMBERS.fullmatch(plain):
        return birth_date(int(match["year"]), _known(match["month"]), _known(match["day"]), field)
    if match := _RECORDED_WORDS.fullmatch(plain):
        month = month_number(match["month"]) if match["month"] else None
        if month is not None or not match["month"]:
            return birth_date(int(match["year"]), month, _known(match["day"]), field)
    raise Refused("DATE", "อ่านวันเกิดไม่ได้ กรุณาพิมพ์ตามทะเบียนบ้าน เช่น 15 กุมภาพันธ์ 2479", "", field)


def _known(text: str | None) -> int | None:
    return int(text) if text and text != "-" and int(text) else None
