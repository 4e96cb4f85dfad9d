"""The announcements the executive signs: of the property list (ภ.ด.ส.3, 4) and of prices and rates (ภ.ด.ส.1, 2).

Each says what is posted, how many entries it has, until when it stands, and the rates; its list is bound behind it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from gis_core.pure.refusal import Refused
from layers.declare import Document
from modules.finance.revenue_collection import figures
from modules.finance.revenue_collection.land_tax.announced_lists import LIST_BEHIND, PRICES_BEHIND
from modules.finance.revenue_collection.land_tax.land_law import ACT, YearLaw
from modules.finance.revenue_collection.models import LandTaxUse, TaxYear
from modules.finance.revenue_collection.roles import APPROVERS

READERS = ("assessor", "revenue_officer", "finance_head")
#: By key of the rate table, as the announcement names it.
KINDS = {
    "agri": "ประกอบเกษตรกรรม",
    "main_land_building": "อยู่อาศัย บ้านหลังหลัก (เจ้าของที่ดินและสิ่งปลูกสร้าง)",
    "main_building_only": "อยู่อาศัย บ้านหลังหลัก (เจ้าของเฉพาะสิ่งปลูกสร้าง)",
    "other_residential": "อยู่อาศัยอื่น",
    "other": "อื่น ๆ",
    "vacant": "ทิ้งไว้ว่างเปล่าหรือไม่ได้ทำประโยชน์ตามควรแก่สภาพ",
}


def _counts(year: TaxYear) -> dict[str, int]:
    uses = LandTaxUse.objects.filter(tax_year=year)
    return {
        "parcels": uses.exclude(parcel=None).values("parcel").distinct().count(),
        "buildings": uses.exclude(building=None).values("building").distinct().count(),
        "units": uses.exclude(condo_unit=None).values("condo_unit").distinct().count(),
    }


def listed(year: TaxYear) -> Mapping[str, Any]:
    """What is posted of the property list, and until when a petition may be brought.

    Errors: Refused ``NOT_LISTED`` before the day of posting is written.
    """
    if year.listed_on is None:
        raise Refused("NOT_LISTED", "ยังไม่ได้บันทึกวันที่ประกาศบัญชีรายการ", f"{ACT} ม.30")
    days = figures.days("list_posted_days", year.listed_on)
    return {**_counts(year), "days": days, "until": year.listed_on + timedelta(days=days)}


def priced(year: TaxYear) -> Mapping[str, Any]:
    """What is announced of prices, with every tier of the year's rates.

    Errors: Refused ``NOT_ANNOUNCED`` before the day of the announcement is written.
    """
    if year.prices_announced_on is None:
        raise Refused("NOT_ANNOUNCED", "ยังไม่ได้ประกาศราคาประเมินและอัตราภาษี", f"{ACT} ม.39")
    law = figures.law_of(year.year_be)
    return {**_counts(year), "kinds": tiers(law), "laws": list(dict.fromkeys(row.law for row in law.tiers))}


def tiers(law: YearLaw) -> list[tuple[str, list[Any]]]:
    """The tiers of each kind of use, lowest first."""
    found = []
    for key, thai in KINDS.items():
        rows = sorted((row for row in law.tiers if row.key == key), key=lambda row: row.lower or 0)
        if rows:
            found.append((thai, rows))
    return found


DOCUMENTS = (
    Document(
        "pds34", "ประกาศบัญชีรายการที่ดินและสิ่งปลูกสร้าง และห้องชุด (ภ.ด.ส.3/ภ.ด.ส.4)", "revenue_collection/pds34.html",
        APPROVERS, listed, number="ภดส.3-{seq:02}/{be_year}", readers=READERS, annex=LIST_BEHIND,
    ),
    Document(
        "pds12", "ประกาศราคาประเมินทุนทรัพย์และอัตราภาษี (ภ.ด.ส.1/ภ.ด.ส.2)", "revenue_collection/pds12.html",
        APPROVERS, priced, number="ภดส.1-{seq:02}/{be_year}", readers=READERS, annex=PRICES_BEHIND,
    ),
)  # fmt: skip
