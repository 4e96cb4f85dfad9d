"""From the unpaid reminder to the auction: how a bill stands, when goods may be seized and how many, whose money it is.

Law: Land and Building Tax Act B.E. 2562 s.59 to 62, 68; days are rows of `rates/land_tax_settings.csv`. No database.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from gis_core.pure.money import format_baht
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import format_date

ACT = "พ.ร.บ.ภาษีที่ดินและสิ่งปลูกสร้าง พ.ศ. 2562"
SEIZURE = f"{ACT} ม.62"
ZERO = Decimal(0)

#: How a bill stands, the earlier step first.
STANDINGS = {
    "notified": "แจ้งประเมินแล้ว",
    "partial": "ชำระบางส่วน",
    "overdue": "ค้างชำระ",
    "reminded": "แจ้งเตือนแล้ว",
    "land_office": "แจ้งสำนักงานที่ดินแล้ว",
    "enforced": "ยึด/อายัด",
    "paid": "ชำระครบ",
    "written_off": "จำหน่ายหนี้สูญ",
    "nil": "ไม่มีภาษีต้องชำระ",
}


@dataclass(frozen=True, slots=True)
class Pursuit:
    """What was done about one bill by a day. `status` is that of its charge; "" without one."""

    status: str
    is_late: bool = False
    is_reminded: bool = False
    is_listed: bool = False
    is_seized: bool = False


def standing(bill: Pursuit) -> str:
    """The step a bill stands on, a key of `STANDINGS`: seizure goes before the list, the list before the reminder."""
    if bill.status in ("paid", "written_off"):
        return bill.status
    if bill.status in ("", "void"):
        return "nil"
    steps = (
        (bill.is_seized, "enforced"), (bill.is_listed, "land_office"), (bill.is_late and bill.is_reminded, "reminded"),
        (bill.is_late, "overdue"), (bill.status in ("partial", "instalment"), "partial"),
    )  # fmt: skip
    return next((code for is_so, code in steps if is_so), "notified")


# -- seizing -----------------------------------------------------------------------------------------------------------
def earliest_order(reminder_received_on: date, days: int) -> date:
    """The first day of an order to seize: when the days have passed, holidays or not. Law: s.62."""
    return reminder_received_on + timedelta(days=days + 1)


def order_refusals(
    ordered_on: date, reminder_received_on: date | None, days: int, approval: tuple[str, date | None]
) -> Iterator[Refused]:
    """Not before the days since the reminder have passed, nor before the governor has agreed (number and day)."""
    text = f"ยังไม่พ้น {days} วันนับแต่วันได้รับหนังสือแจ้งเตือน"
    if reminder_received_on is None:
        yield Refused("TOO_EARLY_90", f"{text} (ยังไม่มีหลักฐานการได้รับ)", SEIZURE, "ordered_on")
    elif ordered_on < (first := earliest_order(reminder_received_on, days)):
        yield Refused("TOO_EARLY_90", f"{text} ออกคำสั่งได้ตั้งแต่ {format_date(first, 'long')}", SEIZURE, "ordered_on")
    number, agreed_on = approval
    if not number.strip() or agreed_on is None:
        yield Refused("NO_APPROVAL", "ไม่มีเลขที่หนังสือเห็นชอบของผู้ว่าราชการจังหวัด", SEIZURE, "approval_no")
    elif agreed_on > ordered_on:
        yield Refused("NO_APPROVAL", "หนังสือเห็นชอบของผู้ว่าราชการจังหวัดลงวันที่หลังวันที่ออกคำสั่ง", SEIZURE, "approved_on")


def seized_refusals(estimates: Sequence[Decimal], debt: Decimal, *, one_may_exceed: bool) -> Iterator[Refused]:
    """What is seized is worth no more than the debt; a single thing may be, where the office allows it."""
    whole = sum(estimates, ZERO)
    if whole > debt and not (one_may_exceed and len(estimates) == 1):
        text = f"ทรัพย์สินที่ยึดหรืออายัดรวม {format_baht(whole)} บาท เกินหนี้ค้าง {format_baht(debt)} บาท"
        yield Refused("SEIZED_OVER", text, SEIZURE)


# -- the money of the auction ------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Split:
    """Whose the money of an auction is: costs first, then the tax with penalty and surcharge, the rest the owner's."""

    cost_baht: Decimal
    tax_baht: Decimal
    remainder_baht: Decimal

    @property
    def taken_baht(self) -> Decimal:
        """What the office keeps."""
        return self.cost_baht + self.tax_baht


def split(sold_baht: Decimal, cost_baht: Decimal, tax_baht: Decimal) -> Split:
    """Divide what was bid among the costs owed, the tax owed and the owner. The parts always add up to what was bid."""
    cost = min(sold_baht, cost_baht)
    tax = min(sold_baht - cost, tax_baht)
    return Split(cost, tax, sold_baht - cost - tax)
