"""Signboard tax: units of area, the floor, the first year's quarter, returns and what is added for filing wrongly.

Law: Signboard Tax Act B.E. 2510 and the Regulation on rates B.E. 2563; every figure is a dated row
(`rates/signboard.csv`). What unpaid tax grows by is the charge's (`modules.kernel.charges`). No database, no clock.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from gis_core.pure.deadlines import citizen_deadline
from gis_core.pure.money import percent_of, round_satang
from gis_core.pure.rate_lookup import RateRow, rate, step
from gis_core.pure.refusal import Refused
from gis_core.pure.signboard import ACT, SIGN_SIZE, date_refusals, text_refusals
from gis_core.pure.thai_calendar import Holidays, format_date
from modules.finance.revenue_collection.land_tax.tax_day import tax_day

ZERO, QUARTERS = Decimal(0), 4


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign as measured: the outermost edges of the board, or of the letters where there is no board.

    kind: 1 Thai letters only, 2 mixed, 3 no Thai or Thai below. movable: moves or changes its content (ก).
    """

    kind: str
    width_cm: Decimal
    height_cm: Decimal
    sides: int = 1
    movable: bool = False
    text: str = ""
    installed_on: date | None = None
    removed_on: date | None = None
    exempt_ground: str = ""

    @property
    def area_cm2(self) -> Decimal:
        """All faces together."""
        return self.width_cm * self.height_cm * self.sides


@dataclass(frozen=True, slots=True)
class Line:
    """A step of the calculation: what the sum is after it, the figure used, and its row."""

    thai: str
    baht: Decimal
    row: RateRow | None = None
    law: str = ""


@dataclass(frozen=True, slots=True)
class SignTax:
    """The tax of a sign for a year; the lines lead to it, each with its law."""

    area_cm2: Decimal
    units: int
    year_baht: Decimal
    tax_baht: Decimal
    lines: tuple[Line, ...]


def wrong(sign: Sign) -> Iterator[Refused]:
    """What a sign cannot be: of no size, of Thai letters only with foreign ones, removed before it was put up."""
    if sign.area_cm2 <= 0 or sign.width_cm <= 0 or sign.height_cm <= 0:
        yield Refused("SIGN_SIZE", SIGN_SIZE, f"{ACT} ม.7", "width_cm")
    yield from text_refusals(sign.kind, sign.text)
    yield from date_refusals(sign.installed_on, sign.removed_on)


def units(area_cm2: Decimal, rows: Sequence[RateRow], on: date) -> int:
    """Whole units of 500 cm²; a rest above 250 is one more, one of 250 or less is dropped. Law: schedule (7)."""
    whole, rest = divmod(area_cm2, rate(rows, "unit_cm2", on).value)
    return int(whole) + (rest > rate(rows, "unit_rest_cm2", on).value)


def is_taxed(sign: Sign, year_be: int) -> bool:
    """Whether the sign stood on a day of the year; the day it was taken down is no longer one."""
    first, last = tax_day(year_be), date(year_be - 543, 12, 31)
    return not (sign.installed_on and sign.installed_on > last) and not (sign.removed_on and sign.removed_on <= first)


def sign_tax(sign: Sign, year_be: int, rows: Sequence[RateRow]) -> SignTax:
    """The tax of a year by the rates of its 1 January, with the steps that lead to it. Law: s.7.

    Errors: Refused of `wrong`; ``SIGN_YEAR`` when the sign did not stand that year; ``NO_RATE``.
    """
    for refusal in wrong(sign):
        raise refusal
    if not is_taxed(sign, year_be):
        raise Refused("SIGN_YEAR", f"ป้ายไม่ได้ติดตั้งอยู่ในปี {year_be}", f"{ACT} ม.7", "installed_on")
    on = tax_day(year_be)
    count = units(sign.area_cm2, rows, on)
    if sign.exempt_ground:
        line = Line(f"ยกเว้นภาษี: {sign.exempt_ground}", ZERO, None, f"{ACT} ม.8")
        return SignTax(sign.area_cm2, count, ZERO, ZERO, (line,))
    row = rate(rows, f"rate/{sign.kind}/{'moving' if sign.movable else 'still'}", on)
    by_rate = Line(f"{sign.area_cm2.normalize():,f} ตร.ซม. = {count:,} หน่วย × {row.value.normalize():f} บาท",
                   round_satang(count * row.value), row, row.law)  # fmt: skip
    whole_year = _floored(by_rate, rows, on)
    if rate(rows, "settings/floor_before_share", on).value:
        lines = _shared(whole_year, sign, year_be, rows)
    else:
        lines = _floored(_shared((by_rate,), sign, year_be, rows), rows, on)
    return SignTax(sign.area_cm2, count, whole_year[-1].baht, lines[-1].baht, lines)


def _floored(lines: Line | tuple[Line, ...], rows: Sequence[RateRow], on: date) -> tuple[Line, ...]:
    lines = (lines,) if isinstance(lines, Line) else lines
    floor = rate(rows, "floor_baht", on)
    if lines[-1].baht >= floor.value:
        return lines
    return (*lines, Line("ภาษีขั้นต่ำต่อป้าย", round_satang(floor.value), floor, floor.law))


def _shared(lines: tuple[Line, ...], sign: Sign, year_be: int, rows: Sequence[RateRow]) -> tuple[Line, ...]:
    """The first year by the quarter the sign was put up in."""
    installed = sign.installed_on
    if installed is None or installed.year != year_be - 543:
        return lines
    quarter = (installed.month + 2) // 3
    row = step(rows, "first_year_percent", tax_day(year_be), Decimal(quarter))
    text = f"ปีแรก ติดตั้ง {format_date(installed)} ไตรมาสที่ {quarter} คิดภาษี {QUARTERS + 1 - quarter} ใน {QUARTERS} ไตรมาส"
    return (
        *lines,
        Line(f"{text} ร้อยละ {row.value.normalize():f}", percent_of(lines[-1].baht, row.value), row, row.law),
    )


def altered_tax(before_year_baht: Decimal, after_year_baht: Decimal) -> Decimal:
    """What a change of a taxed sign, or a like sign in its place, adds in the year: the increase alone, or nothing.

    Law: schedule (6): the increase of the whole year's tax, without the share of a first year.
    """
    return max(ZERO, after_year_baht - before_year_baht)


def return_due(put_up_on: date | None, year_be: int, rows: Sequence[RateRow], holidays: Holidays) -> date:
    """The last day of the return: 31 March, or so many days after a sign put up or altered later. Law: s.12, 14."""
    march = date(year_be - 543, 3, 31)
    if put_up_on is None or put_up_on <= march:
        return citizen_deadline(march, 0, holidays)
    return citizen_deadline(put_up_on, int(rate(rows, "days/new_sign", put_up_on).value), holidays)


def days_after(received_on: date, what: str, rows: Sequence[RateRow], holidays: Holidays) -> date:
    """The owner's last day after a receipt or a transfer; `what` is pay, objection or transfer. Law: s.16, 19, 30."""
    return citizen_deadline(received_on, int(rate(rows, f"days/{what}", received_on).value), holidays)


def filing_penalty(
    tax_baht: Decimal, due_on: date, filed_on: date | None, told_on: date | None, rows: Sequence[RateRow]
) -> Line:
    """What is added for not filing in time: less when filed before the officer told the owner. Law: s.25 (1)."""
    if filed_on is not None and filed_on <= due_on:
        return Line("ยื่นแบบภายในกำหนด", ZERO)
    by_himself = filed_on is not None and (told_on is None or filed_on < told_on)
    row = rate(rows, "penalty/before_told" if by_himself else "penalty/unfiled", due_on)
    why = "ยื่นเกินกำหนดก่อนได้รับแจ้ง" if by_himself else "ไม่ยื่นแบบภายในกำหนด"
    return Line(f"{why} ร้อยละ {row.value.normalize():f}", percent_of(tax_baht, row.value), row, row.law)


def under_declared_penalty(
    declared_baht: Decimal, true_baht: Decimal, due_on: date, rows: Sequence[RateRow], *, corrected_first: bool = False
) -> Line:
    """What is added to tax that a wrong return left out; nothing when the owner corrected it first. Law: s.25 (2)."""
    missing = max(ZERO, true_baht - declared_baht)
    if not missing:
        return Line("ยื่นแบบถูกต้อง", ZERO)
    if corrected_first:
        return Line("ขอแก้ไขแบบให้ถูกต้องก่อนแจ้งการประเมิน", ZERO)
    row = rate(rows, "penalty/under_declared", due_on)
    return Line(f"ยื่นไม่ถูกต้อง ร้อยละ {row.value.normalize():f}", percent_of(missing, row.value), row, row.law)


def as_declared(
    sign: Sign, kind: str = "", width_cm: int | None = None, height_cm: int | None = None, sides: int | None = None
) -> Sign | None:
    """The sign as its owner declared it; None where he declared what the office measured."""
    told = replace(
        sign,
        kind=kind or sign.kind,
        width_cm=sign.width_cm if width_cm is None else Decimal(width_cm),
        height_cm=sign.height_cm if height_cm is None else Decimal(height_cm),
        sides=sides or sign.sides,
        # what it says decides the kind the office finds, not the one that was declared
        text="",
    )
    return None if replace(told, text=sign.text) == sign else told
