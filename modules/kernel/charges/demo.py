"""What the State gave the demo town: one advice of each kind a month or a quarter; senders and sums are fictional."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from gis_core.demo.town import Town
from gis_core.pure.thai_calendar import FISCAL_MONTHS, fiscal_year, fiscal_year_bounds, format_date
from layers.engine import records
from layers.registry import registry
from modules.kernel.charges.models import AllocatedRevenue

DEPARTMENT, PROVINCE = "กรมส่งเสริมการปกครองท้องถิ่น (สาธิต)", "จังหวัดสาธิต"
#: Kind, sender, every so many months, baht of the first year; each year gives a twentieth more.
GIVEN = (
    ("vat_share_plan", DEPARTMENT, 3, 84_300),
    ("vat_share", DEPARTMENT, 3, 41_250),
    ("excise_share", DEPARTMENT, 3, 22_180),
    ("vehicle_tax_share", PROVINCE, 3, 17_640),
    ("land_registration_share", PROVINCE, 3, 35_925),
    ("general_grant", DEPARTMENT, 6, 260_000),
)
YEARS, ADVISED, CREDITED = 2, 12, timedelta(days=4)


def load(town: Town) -> None:
    """The fiscal year before and the running one, up to the last day of the town's past."""
    this = fiscal_year(town.until)
    for year_be in range(this - YEARS + 1, this + 1):
        for seq, on in enumerate(_days(year_be), 1):
            if on + CREDITED <= town.until:
                with town.acting("accountant", "บันทึกเงินจัดสรรตามหนังสือแจ้ง", on + CREDITED):
                    _book(town.user("accountant"), year_be, seq, on, year_be - this + YEARS - 1)


def _days(year_be: int) -> Iterator[date]:
    """The day of each month on which the letters are dated."""
    first, last = fiscal_year_bounds(year_be)
    return (date(first.year if month >= first.month else last.year, month, ADVISED) for month in FISCAL_MONTHS)


def _book(accountant: Any, year_be: int, seq: int, on: date, year: int) -> None:
    register = registry.for_model(AllocatedRevenue)
    for number, (code, sender, every, baht) in enumerate(GIVEN, 1):
        if seq % every == 0:
            values = {
                "revenue": code, "received_on": format_date(on + CREDITED, "numeric"),
                "amount_baht": str(baht * (20 + year) // 20), "advice_no": f"สธ 9999/ว{number}{seq:02}",
                "advice_on": format_date(on, "numeric"), "sender": sender, "period": f"งวดที่ {seq // every}/{year_be}",
            }  # fmt: skip
            records.create(register, values, user=accountant, reason="บันทึกเงินจัดสรร")  # type: ignore[arg-type]
