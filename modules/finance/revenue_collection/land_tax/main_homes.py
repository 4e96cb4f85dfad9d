"""Main homes as the house register shows them: nobody types in, each January, who of a town lives in his own house.

Law: Land and Building Tax Act B.E. 2562 s.41. An officer still writes what the registers do not tell: who was moved out
for duty, a building of several houses, a garden beside the home.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gis_core.features import clock
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import format_date
from modules.finance.revenue_collection.land_tax.land_law import ACT
from modules.finance.revenue_collection.land_tax.tax_day import tax_day
from modules.finance.revenue_collection.models import LandTaxUse, TaxYear
from modules.finance.revenue_collection.sql import ask

LAW = f"{ACT} ม.41"
AT_ONCE = 2000


def note(year: TaxYear) -> int:
    """Write house, owner and today as the day of the evidence on every dwelling that is a main home; how many.

    Again adds nothing; what an officer wrote with evidence of this year stands. Needs an open change.
    Errors: Refused ``HOME_EARLY`` before 1 January of the year, of which the register cannot tell yet.
    """
    first, today = tax_day(year.year_be), clock.today()
    if today < first:
        text = f"ตรวจทะเบียนบ้าน ณ วันที่ 1 มกราคม ได้ตั้งแต่วันที่ {format_date(first, 'long')}"
        raise Refused("HOME_EARLY", text, LAW)
    found = [
        LandTaxUse(
            pk=row["use"], home_id=row["home_id"], home_person_id=row["home_person_id"], home_seen_on=today
        )
        for row in ask("main_homes", None, {}, year=year.pk, day=first)
    ]  # fmt: skip
    LandTaxUse.objects.bulk_update(found, ("home", "home_person", "home_seen_on"), batch_size=AT_ONCE)
    return len(found)


def run(year: TaxYear, values: Mapping[str, Any], user: Any) -> str:
    """The button on the tax year.

    Errors: Refused ``NOTHING`` when the register shows no owner in his own dwelling that is not written yet.
    """
    made = note(year)
    if not made:
        raise Refused("NOTHING", "ไม่พบที่อยู่อาศัยที่เจ้าของมีชื่อในทะเบียนบ้านและยังไม่ได้บันทึกเป็นบ้านหลังหลัก", LAW)
    return f"บันทึกบ้านหลังหลักตามทะเบียนบ้าน {made:,} รายการ"
