"""Dates as Thai offices write them, fiscal years, and working days. Inside, every date is a ``date`` of the common era.

Years of the Buddhist era (B.E.) are 543 ahead, with one trap: until B.E. 2483 the year began on 1 April, so a recorded
January to March of 2482 or earlier is only 542 ahead, and January to March 2483 does not exist.
"""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

from gis_core.pure.refusal import Refused
from gis_core.pure.thai_text import to_arabic_digits, to_thai_digits

Era = Literal["be", "ce"]
DateStyle = Literal["short", "long", "full", "numeric"]
CALENDAR_ACT = "พ.ร.บ.ปีประดิทิน พ.ศ. 2483"

#: The months of a fiscal year in their order.
FISCAL_MONTHS = (10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8, 9)
MONTHS_LONG = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
MONTHS_SHORT = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
)  # fmt: skip

_OLD_CALENDAR_LAST_BE = 2483
_FIRST_SOLAR_BE = 2432  # the solar calendar begins on 1 April B.E. 2432
_BE_YEARS = range(_FIRST_SOLAR_BE, 2700)
_MONTH_NUMBERS = {name.replace(".", ""): number for number, name in enumerate(MONTHS_SHORT, 1)} | {
    name: number for number, name in enumerate(MONTHS_LONG, 1)
}
_NUMERIC = re.compile(r"(?P<day>\d{1,2})\s*[/.-]\s*(?P<month>\d{1,2})\s*[/.-]\s*(?P<year>\d{1,4})")
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})")
_WORDS = re.compile(
    r"(?:วันที่\s*)?(?P<day>\d{1,2})\s*(?:เดือน\s*)?(?P<month>[ก-๎.]+?)\s*"
    r"(?P<era>(?:พ\.?\s*ศ\.?|ค\.?\s*ศ\.?)?)\s*(?P<year>\d{1,4})"
)


def be_year(day: date) -> int:
    """The B.E. year by the calendar in force on the day; 15 February 1937 lies in 2479.

    Law: Calendar Year Act B.E. 2483.
    """
    if day.year <= _OLD_CALENDAR_LAST_BE - 543 and day.month < 4:
        return day.year + 542
    return day.year + 543


def date_from_be(day: int, month: int, year_be: int, field: str | None = None) -> date:
    """The day of a recorded B.E. date, with the year that began on 1 April until B.E. 2483.

    Law: Calendar Year Act B.E. 2483. Errors: Refused ``DATE`` for a day that does not exist (also January to March
    2483) and ``DATE_ERA`` for a year outside 2432 to 2699, which is no B.E. year.
    """
    if year_be not in _BE_YEARS:
        raise _unclear_era(year_be, field)
    in_old_first_quarter = year_be <= _OLD_CALENDAR_LAST_BE and month < 4
    if in_old_first_quarter and year_be == _OLD_CALENDAR_LAST_BE:
        raise Refused("DATE", "ปี พ.ศ. 2483 ไม่มีเดือนมกราคมถึงมีนาคม", CALENDAR_ACT, field)
    return _real_date(year_be - (542 if in_old_first_quarter else 543), month, day, field)


def parse_date(text: str, era: Era | None = None, field: str | None = None) -> date:
    """The day written as ``1 ม.ค. 2569``, ``1 มกราคม พ.ศ. 2569``, ``01/01/2569`` or ``2026-01-01``; digits may be Thai.

    A year is B.E. when it is 2432 to 2699; a year that looks like the common era is refused unless the text says ค.ศ.,
    has the ISO form, or the caller knows the era of the column (``era``). Two-digit years are always refused.
    Errors: Refused ``DATE`` for no date or one that does not exist, ``DATE_ERA`` for an unclear year.
    """
    plain = re.sub(r"[\s\u00a0]+", " ", to_arabic_digits(text)).strip()
    if match := _ISO.fullmatch(plain):
        return _from_iso(match, era, field)
    if match := _NUMERIC.fullmatch(plain):
        return _in_era(int(match["day"]), int(match["month"]), int(match["year"]), era, field)
    if match := _WORDS.fullmatch(plain):
        month = month_number(match["month"])
        if month is not None:
            said = {"พ": "be", "ค": "ce"}.get(match["era"][:1], era)
            return _in_era(int(match["day"]), month, int(match["year"]), said, field)
    raise Refused("DATE", "อ่านวันที่ไม่ได้ กรุณาพิมพ์เช่น 1 ม.ค. 2569 หรือ 01/01/2569", "", field)


def month_number(name: str) -> int | None:
    """1 to 12 of ``ก.พ.``, ``กพ`` or ``กุมภาพันธ์``; None for another word."""
    return _MONTH_NUMBERS.get(name.replace(".", "").strip())


def _from_iso(match: re.Match[str], era: Era | None, field: str | None) -> date:
    year = int(match["year"])
    if era == "be" or year in _BE_YEARS:
        raise _unclear_era(year, field)
    return _real_date(year, int(match["month"]), int(match["day"]), field)


def _in_era(day: int, month: int, year: int, era: str | None, field: str | None) -> date:
    if era == "ce" and 1000 <= year < _BE_YEARS.start:
        return _real_date(year, month, day, field)
    if era == "ce":
        raise _unclear_era(year, field)
    return date_from_be(day, month, year, field)


def _real_date(year: int, month: int, day: int, field: str | None) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Refused("DATE", "ไม่มีวันที่นี้ในปฏิทิน", "", field) from None


def _unclear_era(year: int, field: str | None) -> Refused:
    hint = f" หากหมายถึง ค.ศ. {year} ให้พิมพ์ {year + 543}" if 1800 <= year <= 2156 else ""
    return Refused("DATE_ERA", f"ปี {year} ไม่ใช่ปี พ.ศ. สี่หลักที่ชัดเจน กรุณาพิมพ์ปี พ.ศ.{hint}", "", field)


def format_date(day: date, style: DateStyle = "short", thai_digits: bool = False) -> str:
    """The day in B.E.: short ``1 ม.ค. 2569``, long ``1 มกราคม 2569``, full with พ.ศ., numeric ``01/01/2569``."""
    year = be_year(day)
    text = {
        "short": f"{day.day} {MONTHS_SHORT[day.month - 1]} {year}",
        "long": f"{day.day} {MONTHS_LONG[day.month - 1]} {year}",
        "full": f"{day.day} {MONTHS_LONG[day.month - 1]} พ.ศ. {year}",
        "numeric": f"{day.day:02}/{day.month:02}/{year}",
    }[style]
    return to_thai_digits(text) if thai_digits else text


def format_datetime(moment: datetime, thai_digits: bool = False) -> str:
    """``1 ม.ค. 2569 08:30 น.`` of a moment given in local time; no time zone is converted."""
    text = f"{format_date(moment.date())} {moment:%H:%M} น."
    return to_thai_digits(text) if thai_digits else text


def format_month(day: date, thai_digits: bool = False) -> str:
    """``มกราคม 2569``, the month of a day."""
    text = f"{MONTHS_LONG[day.month - 1]} {be_year(day)}"
    return to_thai_digits(text) if thai_digits else text


def fiscal_year(day: date) -> int:
    """The B.E. fiscal year: 1 October to 30 September, named by the year it ends in; 1 Oct 2568 lies in 2569."""
    return day.year + 543 + (1 if day.month >= 10 else 0)


def fiscal_quarter(day: date) -> int:
    """The quarter 1 to 4 of the fiscal year; October to December is quarter 1."""
    return (day.month - 10) % 12 // 3 + 1


def fiscal_year_bounds(year_be: int) -> tuple[date, date]:
    """The first and last day of a B.E. fiscal year, both in it."""
    return date(year_be - 544, 10, 1), date(year_be - 543, 9, 30)


def year_before(day: date) -> date:
    """The same day of the year before; of the 29th of February the 28th."""
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def tax_year(day: date) -> int:
    """The B.E. tax year (land, building and signboard tax): the calendar year, never the fiscal year."""
    return be_year(day)


@dataclass(frozen=True, slots=True)
class Holidays:
    """The days on which government offices are closed besides Saturdays and Sundays; data, never a formula.

    1 May is not one for government offices. ``years`` tells how far the data reaches.
    """

    days: frozenset[date]

    @classmethod
    def of(cls, days: Iterable[date]) -> "Holidays":
        """Holidays from any collection of days."""
        return cls(frozenset(days))

    @property
    def years(self) -> frozenset[int]:
        """The C.E. years of which at least one holiday is known; a deadline outside them counts weekends only."""
        return frozenset(day.year for day in self.days)

    def is_holiday(self, day: date) -> bool:
        """Whether offices are closed: a Saturday, a Sunday or a day of the table."""
        return day.weekday() >= 5 or day in self.days

    def next_working_day(self, day: date) -> date:
        """The day itself when offices are open, otherwise the first working day after it."""
        while self.is_holiday(day):
            day += timedelta(days=1)
        return day

    def previous_working_day(self, day: date) -> date:
        """The day itself when offices are open, otherwise the last working day before it."""
        while self.is_holiday(day):
            day -= timedelta(days=1)
        return day

    def add_working_days(self, start: date, count: int) -> date:
        """The count-th working day after the start, which is not counted itself.

        Errors: ValueError for a count below 0.
        """
        if count < 0:
            raise ValueError("working days are counted forward")
        day = start
        for _ in range(count):
            day = self.next_working_day(day + timedelta(days=1))
        return day

    def working_days(self, first: date, last: date) -> int:
        """How many working days lie from first to last, both counted; 0 when last is before first."""
        span = (last - first).days + 1
        return sum(not self.is_holiday(first + timedelta(days=offset)) for offset in range(span))

    def working_days_after(self, start: date, end: date) -> int:
        """How many working days lie after start up to and with end, as a paused clock counts them."""
        return self.working_days(start + timedelta(days=1), end)


class HolidayRow(NamedTuple):
    """One row of the seed table: kind is annual, substitute or special; certainty is sure, likely or verify."""

    day: date
    thai: str
    kind: str
    source: str
    certainty: str


def seed_holidays() -> tuple[HolidayRow, ...]:
    """The government holidays delivered with the system, B.E. 2566 to 2570; an office adds its own and later years."""
    text = files("gis_core.pure").joinpath("data/holidays.csv").read_text(encoding="utf-8")
    return tuple(
        HolidayRow(date.fromisoformat(row["day"]), row["thai"], row["kind"], row["source"], row["certainty"])
        for row in csv.DictReader(text.splitlines())
    )


@cache
def national_holidays() -> Holidays:
    """The days on which every deadline is reckoned, of the holidays delivered with the system."""
    return Holidays.of(row.day for row in seed_holidays())
