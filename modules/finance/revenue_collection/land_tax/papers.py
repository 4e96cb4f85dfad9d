"""Printed forms of the land and building tax: ภ.ด.ส.6 with ภ.ด.ส.7 and 8; what they print."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from gis_core.features import clock
from gis_core.pure.refusal import Refused
from layers.declare import Document
from modules.finance.revenue_collection import figures
from modules.finance.revenue_collection.land_tax import paying, year_days
from modules.finance.revenue_collection.land_tax.land_law import ACT
from modules.finance.revenue_collection.land_tax.year_change import changes_of
from modules.finance.revenue_collection.models import LandTaxAssessment, LandTaxLine
from modules.kernel.rates.lookup import rates_address

ZERO = Decimal(0)
#: The form's columns are narrow.
SHORT = {"agri": "เกษตร", "vacant": "ว่างเปล่า"}
ISSUERS = ("executive", "clerk_chief", "finance_head")
READERS = ("assessor", "revenue_officer", "cashier")


def lines_of(assessment: LandTaxAssessment) -> list[LandTaxLine]:
    """The lines in the order of the form with what they name."""
    found = assessment.lines.select_related("parcel", "building", "condo_unit__building", "use")
    lines = list(found.defer("parcel__geom", "building__geom").order_by("seq"))
    for line in lines:
        line.short = SHORT.get(line.category) or line.get_category_display()
    return lines


def worksheet(assessment: LandTaxAssessment) -> Mapping[str, Any]:
    """ภ.ด.ส.7 and 8: how the tax was reckoned, land with buildings first, units in a table of their own."""
    lines = lines_of(assessment)
    land, units = [line for line in lines if not line.condo_unit_id], [line for line in lines if line.condo_unit_id]
    laws = dict.fromkeys(tier["law"] for line in lines for tier in line.trace.get("tiers", ()))
    laws |= dict.fromkeys(line.trace["exempt_law"] for line in lines if line.trace.get("exempt_law"))
    return {"payer": assessment.person or assessment.organisation, "land": land, "units": units, "laws": list(laws)}


def notice(assessment: LandTaxAssessment) -> Mapping[str, Any]:
    """ภ.ด.ส.6: what is to be paid, by when, and the ways to object. `is_due` False where nothing is to be paid.

    Errors: Refused ``NOT_APPROVED``.
    """
    if assessment.status not in ("approved", "notified"):
        raise Refused("NOT_APPROVED", "การประเมินยังไม่ได้รับอนุมัติ แจ้งผู้เสียภาษีไม่ได้", f"{ACT} ม.44")
    lines = lines_of(assessment)
    days = year_days.deadlines(assessment.tax_year)
    before = LandTaxAssessment.objects.filter(
        tax_year=assessment.tax_year_id, owner_key=assessment.owner_key, version=assessment.version - 1
    ).first()
    return {
        **paying.shown(assessment),
        "payer": assessment.person or assessment.organisation,
        "parcels": len({line.parcel_id for line in lines if line.parcel_id}),
        "buildings": len({line.building_id for line in lines if line.building_id}),
        "units": len({line.condo_unit_id for line in lines if line.condo_unit_id}),
        "is_due": assessment.tax_baht > ZERO,
        "may_pay_in_thirds": assessment.tax_baht >= Decimal(3000),
        "days": days,
        "is_late": days["pay"] < clock.today(),
        "pay_days": figures.days("notice_pay_days", clock.today()),
        "before": before,
        "more": assessment.tax_baht - before.tax_baht if before is not None else ZERO,
    }


DOCUMENTS = (
    Document(
        "pds6", "หนังสือแจ้งการประเมินภาษีที่ดินและสิ่งปลูกสร้าง (ภ.ด.ส.6)", "revenue_collection/pds6.html", ISSUERS, notice,
        number="ภดส.6-{seq:05}/{be_year}", readers=READERS,
    ),
    Document(
        "pds7", "แบบแสดงรายการคำนวณภาษีที่ดินและสิ่งปลูกสร้าง (ภ.ด.ส.7/ภ.ด.ส.8)", "revenue_collection/pds7.html", ISSUERS,
        worksheet, landscape=True, readers=READERS,
    ),
)  # fmt: skip


def trace_tab(assessment: LandTaxAssessment, user: Any) -> Mapping[str, Any]:
    """How each line's tax came about: group, slices, rates and their law, what was taken off; each rate is a link.
    Before it what moved since last year, and why.
    """
    changed = changes_of([assessment])[assessment.pk] if assessment.last_year_baht is not None else []
    return {"lines": lines_of(assessment), "rates": rates_address(), "changed": changed, "assessment": assessment}
