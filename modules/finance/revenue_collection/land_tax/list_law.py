"""Petitions against the posted list and changes of use: their last days, and how a row of the list is cut. Pure law.

Law: Land and Building Tax Act B.E. 2562 s.30, 32, 33.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from gis_core.pure.deadlines import citizen_deadline
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import Holidays, be_year, format_date
from modules.finance.revenue_collection.land_tax.land_law import ACT

PETITION_LAW, CHANGE_LAW = f"{ACT} ม.32", f"{ACT} ม.33"


def petition_in_time(
    received_on: date, today: date, listed_on: date | None, posted_days: int, holidays: Holidays
) -> Iterator[Refused]:
    """Up to the last day on which the list stands posted; before it is posted as well."""
    if received_on > today:
        yield Refused("FUTURE", "วันที่รับคำร้องต้องไม่อยู่ในอนาคต", PETITION_LAW, "received_on")
    if listed_on is None:
        return
    last = citizen_deadline(listed_on, posted_days, holidays)
    if received_on > last:
        text = f"พ้นกำหนดปิดประกาศบัญชีรายการแล้ว (วันสุดท้าย {format_date(last, 'long')})"
        yield Refused("PETITION_LATE", text, PETITION_LAW, "received_on")


def change_dates(changed_on: date, received_on: date, today: date) -> Iterator[Refused]:
    """What has happened, told no earlier than it happened, and not from the future."""
    if received_on > today:
        yield Refused("FUTURE", "วันที่รับแจ้งต้องไม่อยู่ในอนาคต", CHANGE_LAW, "received_on")
    if changed_on > received_on:
        yield Refused("CHANGE_DATES", "วันที่เปลี่ยนแปลงต้องไม่หลังวันที่รับแจ้ง", CHANGE_LAW, "changed_on")


def change_notice(changed_on: date, received_on: date, days: int, holidays: Holidays) -> tuple[date, int]:
    """The owner's last day to tell of a change, and by how many days he is late; in time is 0."""
    last = citizen_deadline(changed_on, days, holidays)
    return last, max(0, (received_on - last).days)


def counts_from(changed_on: date) -> int:
    """The first tax year that sees a change: that of the next 1 January; one of that very day counts at once (s.9)."""
    is_tax_day = (changed_on.month, changed_on.day) == (1, 1)
    return be_year(changed_on) + (0 if is_tax_day else 1)


def part_refusals(old: tuple[str, Decimal, bool], category: str, part_sqwah: Decimal | None) -> Iterator[Refused]:
    """`old`: the row's category, its square wah and whether it is of a building, which changes whole or not at all."""
    was, whole, is_built = old
    if category == was:
        yield Refused("SAME_USE", "ลักษณะการทำประโยชน์ใหม่ต้องต่างจากเดิม", CHANGE_LAW, "category")
    if part_sqwah is None:
        return
    if is_built:
        text = "รายการของสิ่งปลูกสร้างหรือห้องชุดเปลี่ยนทั้งรายการ ไม่ระบุเนื้อที่ส่วนที่เปลี่ยน"
        yield Refused("CHANGE_PART", text, CHANGE_LAW, "land_sqwah")
    elif part_sqwah >= whole:
        text = f"เนื้อที่ส่วนที่เปลี่ยนต้องน้อยกว่าเนื้อที่ของรายการ {whole:,.1f} ตร.ว. (ทั้งรายการให้เว้นว่าง)"
        yield Refused("CHANGE_PART", text, CHANGE_LAW, "land_sqwah")
