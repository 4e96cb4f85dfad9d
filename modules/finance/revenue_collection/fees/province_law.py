"""Fees a provincial administrative organisation levies by ordinance: hotel guests, retail of fuel and of tobacco.

Law: Provincial Administrative Organisation Act B.E. 2540 s.64, 65 and its regulations; the rates of the ordinance and
their ceilings are dated rows (`rates/province.csv`). No database, no clock.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from gis_core.pure.deadlines import add_months, citizen_deadline, month_end
from gis_core.pure.money import percent_of
from gis_core.pure.rate_lookup import RateRow, rate
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import Holidays

#: Kind -> how its rate reads: percent of the room charge, satang of a litre or of a stick.
UNITS = {"hotel": "ร้อยละของค่าห้องพัก", "fuel": "สตางค์ต่อลิตร", "tobacco": "สตางค์ต่อมวน"}


def first_of(year_be: int, month: int) -> date:
    """The first day of a month of return; the rate is that of this day."""
    return date(year_be - 543, month, 1)


def rate_of(kind: str, first: date, rows: Sequence[RateRow]) -> RateRow:
    """The ordinance's rate of a month.

    Errors: Refused ``NO_RATE``; ``RATE_CEILING`` where it is above the national ceiling.
    """
    row, ceiling = rate(rows, f"rate/{kind}", first), rate(rows, f"ceiling/{kind}", first)
    if row.value > ceiling.value:
        text = f"อัตรา {row.value.normalize():f} {UNITS[kind]} เกินเพดาน {ceiling.value.normalize():f} ตามกฎหมาย"
        raise Refused("RATE_CEILING", text, ceiling.law, "quantity")
    return row


def fee(quantity: Decimal, value: Decimal) -> Decimal:
    """Baht of a quantity, to the satang: a percentage of room charges, or so many satang of each litre or stick."""
    return percent_of(quantity, value)


def due_on(first: date, rows: Sequence[RateRow], holidays: Holidays) -> date:
    """The day of the month after by which a month is filed and paid; on a holiday the next working day."""
    day = int(rate(rows, "settings/pay_day", first).value)
    return citizen_deadline(add_months(first, 1).replace(day=day), 0, holidays)


def refusals(kind: str, first: date, quantity: Decimal, filed_on: date, today: date) -> Iterator[Refused]:
    """What no return of a month can be."""
    law = "พ.ร.บ.องค์การบริหารส่วนจังหวัด พ.ศ. 2540"
    if quantity < 0:
        yield Refused("QUANTITY", "ยอดของเดือนต้องไม่ติดลบ", law, "quantity")
    elif kind == "tobacco" and quantity != quantity.to_integral_value():
        yield Refused("QUANTITY", "จำนวนมวนต้องเป็นจำนวนเต็ม", law, "quantity")
    if not month_end(first) < filed_on <= today:
        yield Refused("RETURN_EARLY", "ยื่นแบบได้เมื่อสิ้นเดือนแล้ว และวันที่ยื่นต้องไม่เป็นวันในอนาคต", law, "filed_on")
