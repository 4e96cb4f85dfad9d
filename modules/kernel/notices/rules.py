"""When a notice counts as received, and the last days that run from there. Pure law.

No clock runs from the day a notice was issued. Law: Administrative Procedure Act B.E. 2539 s.69 to 74, Land and
Building Tax Act B.E. 2562, Signboard Tax Act B.E. 2510; the days are dated rows (`rates/service.csv`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from gis_core.pure.deadlines import ExtensionOrder, citizen_deadline, with_extension_orders
from gis_core.pure.rate_lookup import RateRow, rate
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import Holidays

ACT = "พ.ร.บ.วิธีปฏิบัติราชการทางปกครอง พ.ศ. 2539"


class Channel(StrEnum):
    """How a notice reached its addressee."""

    HAND = "hand"
    AR_POST = "ar_post"
    POSTED = "posted"
    NEWSPAPER = "newspaper"
    ELECTRONIC = "electronic"


@dataclass(frozen=True, slots=True)
class Receipt:
    """The day from which clocks run, and the row of law that makes it that day."""

    counted_from: date
    row: RateRow


def deemed_receipt(channel: str, shown_on: date, family: str, rows: Sequence[RateRow]) -> Receipt:
    """The legal day of receipt. `shown_on` is the day on the slip, of handing over, of posting up or of printing.

    family: whose days count, ``general`` or ``tax``. Errors: Refused ``NO_RATE``.
    """
    row = rate(rows, f"{family}/{channel}", shown_on)
    return Receipt(shown_on + timedelta(days=int(row.value)), row)


def last_day(
    counted_from: date, days: int, holidays: Holidays, orders: Iterable[ExtensionOrder] = ()
) -> tuple[date, date]:
    """The addressee's last day as the law has it, and as the orders moved it; the day of receipt is not counted.

    Errors: Refused ``EXTENSION`` for an order that shortens.
    """
    base = citizen_deadline(counted_from, days, holidays)
    return base, with_extension_orders(base, orders)


def day_refusals(day: date | None, not_before: date | None, today: date, field: str) -> Iterator[Refused]:
    """A step is not dated before the one it follows, nor in the future."""
    if day is None or day > today or (not_before is not None and day < not_before):
        yield Refused("NOTICE_DAY", "วันที่ต้องไม่ก่อนขั้นตอนก่อนหน้าและไม่อยู่ในอนาคต", f"{ACT} ม.69", field)


def addressee_refusals(has_person: bool, has_organisation: bool) -> Iterator[Refused]:
    """A notice is addressed to one person or one organisation."""
    if has_person == has_organisation:
        yield Refused("ADDRESSEE", "ระบุผู้รับหนังสือเป็นบุคคลหรือนิติบุคคลอย่างใดอย่างหนึ่ง", f"{ACT} ม.69", "person")
