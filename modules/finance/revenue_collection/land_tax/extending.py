"""All last days of a tax year moved together by one order, as has been done for most years since 2563.

Law: Land and Building Tax Act B.E. 2562 s.14. An order about a single step is a line of the year.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from gis_core.features import clock
from gis_core.pure.deadlines import extended_by_months
from gis_core.pure.refusal import Refused, raise_all
from gis_core.pure.thai_calendar import format_date
from layers.declare import Draft
from modules.finance.revenue_collection import figures
from modules.finance.revenue_collection.land_tax import charging, rules
from modules.finance.revenue_collection.land_tax.land_law import ACT
from modules.finance.revenue_collection.land_tax.year_days import deadlines
from modules.finance.revenue_collection.models import ExtensionOrder, TaxYear

LAW = f"{ACT} ม.14"
MOST_MONTHS = 12
FORM = (
    ("order_no", "คำสั่งหรือประกาศที่", "text"),
    ("ordered_on", "ลงวันที่", "date"),
    ("months", "ขยายทุกขั้นตอนกี่เดือน (เว้นว่างคือตามเกณฑ์ที่ตั้งไว้)", "number"),
)


def _refusals(values: Mapping[str, Any]) -> Iterator[Refused]:
    months, ordered_on = values["months"], values["ordered_on"]
    if not values["order_no"]:
        yield Refused("REQUIRED", "ระบุเลขที่คำสั่งหรือประกาศ", LAW, "order_no")
    if ordered_on is None:
        yield Refused("REQUIRED", "ระบุวันที่ของคำสั่งหรือประกาศ", LAW, "ordered_on")
    elif ordered_on > clock.today():
        yield Refused("FUTURE", "วันที่ของคำสั่งหรือประกาศต้องไม่อยู่ในอนาคต", LAW, "ordered_on")
    if months is not None and (months != int(months) or not 1 <= months <= MOST_MONTHS):
        yield Refused("MONTHS", f"จำนวนเดือนต้องเป็นจำนวนเต็ม 1 ถึง {MOST_MONTHS}", LAW, "months")


def run(year: TaxYear, values: Mapping[str, Any], user: Any) -> str:
    """The button on a tax year: each step so many months after the day of the Act, where it is not that late yet.

    Errors: Refused ``REQUIRED``, ``FUTURE``, ``MONTHS``; ``NOTHING`` when no step would move.
    """
    raise_all(_refusals(values))
    months = int(values["months"] or Decimal(figures.days("extension_months", values["ordered_on"])))
    stands = deadlines(year)
    moved = {step: extended_by_months(rules.deadline(year.year_be, step), months) for step in rules.STEPS}
    rows = [
        ExtensionOrder(
            tax_year=year, step=step, until=until, order_no=values["order_no"], ordered_on=values["ordered_on"]
        )
        for step, until in moved.items()
        if until > stands[step]
    ]  # fmt: skip
    if not rows:
        raise Refused("NOTHING", "ทุกขั้นตอนขยายถึงวันดังกล่าวหรือช้ากว่านั้นอยู่แล้ว", LAW, "months")
    ExtensionOrder.objects.bulk_create(rows)
    bills = charging.follow_year(year)
    told = f"ขยายกำหนดเวลา {len(rows)} ขั้นตอน ชำระภาษีภายใน {format_date(deadlines(year)['pay'], 'long')}"
    return told + (f" เลื่อนวันครบกำหนดของรายการที่ยังไม่ชำระ {bills:,} รายการ" if bills else "")


def saved(draft: Draft) -> None:
    """Orders typed on the year move its bills as well."""
    if draft.lines.get("extensionorder"):
        charging.follow_year(draft.record)
