"""Rent of a lease: its months, the rises of the rent, the day each falls due, and what no lease can be.

Law: Civil and Commercial Code s.537-571; the Interior Ministry's regulation on benefit from property of local
authorities. What a contract leaves open is a dated row (`rates/leases.csv`). No database, no clock.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from gis_core.pure.deadlines import add_months, citizen_deadline
from gis_core.pure.money import format_baht, round_satang
from gis_core.pure.rate_lookup import RateRow, rate
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import Holidays, format_date

CODE = "ป.พ.พ."
ZERO, WHOLE, DAY = Decimal(0), Decimal(100), timedelta(days=1)
MONTHS, LAST_PAY_DAY = 12, 31
#: More than a column of money holds.
TOO_MUCH = Decimal(10) ** 13


@dataclass(frozen=True, slots=True)
class Terms:
    """What a contract agrees. ``until_on`` is its last day: that of the contract, or of its early termination.

    ``not_due_before``: the first day on which anything of a lease can be due that was approved after it began.
    """

    start_on: date
    until_on: date
    rent_baht: Decimal
    pay_day: int = 5
    rise_percent: Decimal = ZERO
    rise_years: int = 0
    not_due_before: date | None = None


@dataclass(frozen=True, slots=True)
class Month:
    """One month of a lease, its rent, and the steps that lead to the sum."""

    seq: int
    first: date
    last: date
    rent_baht: Decimal
    due_on: date
    steps: tuple[str, ...]

    @property
    def text(self) -> str:
        """What a bill says of it."""
        return f"งวดที่ {self.seq} ({format_date(self.first)} – {format_date(self.last)})"


def months(terms: Terms, until: date, holidays: Holidays, after: int = 0) -> Iterator[Month]:
    """The months that have begun by a day, but the first ``after`` of them.

    A month of a lease runs from the day of the month on which the lease began (Civil Code s.193/5).
    """
    seq = after
    while (first := add_months(terms.start_on, seq)) <= min(until, terms.until_on):
        seq += 1
        yield _month(terms, seq, first, holidays)


def begins_next(terms: Terms, after: int) -> date | None:
    """The first day of the month after so many; None when the lease is over by then."""
    first = add_months(terms.start_on, after)
    return first if first <= terms.until_on else None


def rent_in(terms: Terms, seq: int) -> tuple[Decimal, tuple[str, ...]]:
    """The whole month's rent of a month and how often it has risen: each rise on the rent before, to the satang."""
    rent, steps = terms.rent_baht, [f"ค่าเช่าตามสัญญา {format_baht(terms.rent_baht)} บาทต่อเดือน"]
    rises = (seq - 1) // MONTHS // terms.rise_years if terms.rise_percent and terms.rise_years else 0
    for each in range(1, rises + 1):
        rent = round_satang(rent * (WHOLE + terms.rise_percent) / WHOLE)
        since = add_months(terms.start_on, each * terms.rise_years * MONTHS)
        steps.append(
            f"ปรับขึ้นครั้งที่ {each} ร้อยละ {terms.rise_percent.normalize():f} ตั้งแต่ {format_date(since)}"
            f" เป็น {format_baht(rent)} บาท"
        )
    return rent, tuple(steps)


def _month(terms: Terms, seq: int, first: date, holidays: Holidays) -> Month:
    end = add_months(terms.start_on, seq) - DAY
    last = min(end, terms.until_on)
    rent, steps = rent_in(terms, seq)
    if last < end:
        days, whole = (last - first).days + 1, (end - first).days + 1
        rent = round_satang(rent * days / whole)
        steps = (*steps, f"คิดตามวันที่เช่า {days} ใน {whole} วัน เป็น {format_baht(rent)} บาท")
    due_on = _due(first, terms.pay_day, holidays)
    if terms.not_due_before is not None and due_on < terms.not_due_before:
        due_on = citizen_deadline(terms.not_due_before, 0, holidays)
        steps = (*steps, f"อนุมัติสัญญาหลังงวดเริ่ม ครบกำหนด {format_date(due_on)}")
    return Month(seq, first, last, rent, due_on, steps)


def _due(first: date, pay_day: int, holidays: Holidays) -> date:
    """The first day n on or after the month begins; on a holiday the next working day. Law: Civil Code s.193/8."""
    due = _day_of(first, pay_day)
    if due < first:
        due = _day_of(add_months(first.replace(day=1), 1), pay_day)
    return citizen_deadline(due, 0, holidays)


def _day_of(month: date, day: int) -> date:
    return min(month.replace(day=1) + timedelta(days=day - 1), add_months(month.replace(day=1), 1) - DAY)


def refusals(
    terms: Terms, *, area_sqm: Decimal, deposit_baht: Decimal, late_percent: Decimal, registered_no: str,
    rows: Sequence[RateRow],
) -> Iterator[Refused]:  # fmt: skip
    """What no lease can be."""
    if terms.until_on < terms.start_on:
        yield Refused("LEASE_DATES", "วันสิ้นสุดสัญญาต้องไม่ก่อนวันเริ่มเช่า", f"{CODE} ม.537", "end_on")
        return
    if terms.rent_baht <= ZERO or terms.rent_baht != round_satang(terms.rent_baht):
        yield Refused("LEASE_RENT", "ค่าเช่ารายเดือนต้องมากกว่าศูนย์", f"{CODE} ม.537", "monthly_rent_baht")
    elif round_satang(terms.rent_baht / LAST_PAY_DAY) <= ZERO:
        text = "ค่าเช่าน้อยเกินไป ค่าเช่าของหนึ่งวันต้องไม่น้อยกว่าหนึ่งสตางค์"
        yield Refused("LEASE_RENT", text, f"{CODE} ม.537", "monthly_rent_baht")
    if area_sqm <= ZERO:
        yield Refused("LEASE_AREA", "เนื้อที่เช่าต้องมากกว่าศูนย์", f"{CODE} ม.537", "area_sqm")
    if deposit_baht < ZERO:
        yield Refused("LEASE_DEPOSIT", "เงินประกันต้องไม่ติดลบ", "สัญญาเช่า", "deposit_baht")
    if not 1 <= terms.pay_day <= LAST_PAY_DAY:
        yield Refused("LEASE_PAY_DAY", "วันชำระของเดือนต้องเป็นวันที่ 1 ถึง 31", f"{CODE} ม.559", "pay_day")
    yield from _rise(terms)
    yield from _limits(terms, late_percent, registered_no, rows)


def _rise(terms: Terms) -> Iterator[Refused]:
    if not ZERO <= terms.rise_percent <= WHOLE:
        yield Refused("LEASE_RISE", "อัตราปรับค่าเช่าต้องอยู่ระหว่างร้อยละ 0 ถึง 100", "สัญญาเช่า", "escalation_percent")
    elif bool(terms.rise_percent) != bool(terms.rise_years):
        text = "การปรับค่าเช่าต้องระบุทั้งอัตราร้อยละและทุกกี่ปี"
        yield Refused("LEASE_RISE", text, "สัญญาเช่า", "escalation_years")


def _limits(terms: Terms, late_percent: Decimal, registered_no: str, rows: Sequence[RateRow]) -> Iterator[Refused]:
    on = terms.start_on
    late = rate(rows, "settings/late_percent_month_max", on)
    if not ZERO <= late_percent <= late.value:
        text = f"ดอกเบี้ยผิดนัดต้องอยู่ระหว่างร้อยละ 0 ถึง {late.value.normalize():f} ต่อเดือน"
        yield Refused("LEASE_LATE", text, late.law, "late_percent")
    longest, unregistered = rate(rows, "settings/term_years_max", on), rate(rows, "settings/unregistered_years", on)
    if terms.until_on >= add_months(on, int(longest.value) * MONTHS):
        text = f"ระยะเวลาเช่าต้องไม่เกิน {longest.value.normalize():f} ปี"
        yield Refused("LEASE_TERM", text, longest.law, "end_on")
    elif terms.until_on >= add_months(on, int(unregistered.value) * MONTHS) and not registered_no.strip():
        text = f"การเช่าเกิน {unregistered.value.normalize():f} ปีต้องจดทะเบียน ระบุเลขที่การจดทะเบียนการเช่า"
        yield Refused("LEASE_REGISTER", text, unregistered.law, "registered_no")
    elif terms.rise_percent <= WHOLE and rent_in(terms, int(longest.value) * MONTHS)[0] >= TOO_MUCH:
        text = "ค่าเช่าที่ปรับขึ้นแล้วสูงเกินกว่าที่บันทึกได้ ตรวจค่าเช่าและอัตราปรับขึ้น"
        yield Refused("LEASE_RISE", text, "สัญญาเช่า", "escalation_percent")
