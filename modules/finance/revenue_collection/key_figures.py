"""Key figures of the tax map of the latest tax year: land left vacant, and places that could not be assessed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Sum

from layers.declare import Kpi
from layers.declare.reports import Measured
from layers.engine import villages
from layers.engine.rows import rows
from layers.registry import registry
from modules.finance.revenue_collection.models import LandTaxUse, UnassessedPlace
from modules.finance.revenue_collection.models.uses import Category

ZERO, ONE = Decimal(0), Decimal(1)
VACANT = Q(category=Category.VACANT)


def _latest(model: Any, user: Any) -> QuerySet[Any]:
    """The records the reader may see of the latest year that has any."""
    register = registry.for_model(model)
    assert register is not None  # declared beside this module
    seen = rows(register, user).order_by("id")
    return seen.filter(tax_year__code=seen.aggregate(last=Max("tax_year__code"))["last"])


def _of_year(model: Any, user: Any, tax_year_be: int) -> QuerySet[Any]:
    register = registry.for_model(model)
    assert register is not None  # declared beside this module
    return rows(register, user).filter(tax_year__code=str(tax_year_be)).order_by("id")


def vacant(user: Any) -> Measured:
    """Land not used, over all land whose use was written down."""
    sums = _latest(LandTaxUse, user).aggregate(part=Sum("land_sqwah", filter=VACANT), whole=Sum("land_sqwah"))
    return Measured(sums["part"] or ZERO, sums["whole"] or ZERO)


def vacant_by_village(user: Any) -> dict[str, Measured]:
    return _vacant_in(_latest(LandTaxUse, user))


def vacant_of_year(user: Any, tax_year_be: int) -> dict[str, Measured]:
    return _vacant_in(_of_year(LandTaxUse, user, tax_year_be))


def _vacant_in(uses: QuerySet[Any]) -> dict[str, Measured]:
    return villages.sums_by_village(uses, Sum("land_sqwah", filter=VACANT), Sum("land_sqwah"))


def vacant_uses(user: Any) -> list[dict[str, Any]]:
    """The uses that are vacant, the largest first."""
    found = _latest(LandTaxUse, user).filter(VACANT, land_sqwah__gt=0).select_related("parcel", "condo_unit")
    return [
        {"uid": each.uid, "title": f"{each} {each.parcel or each.condo_unit}", "amount": each.land_sqwah}
        for each in found.order_by("-land_sqwah", "id")
    ]


def unassessed(user: Any) -> Measured:
    """Parcels and units the last run could not assess."""
    return Measured(Decimal(_latest(UnassessedPlace, user).count()))


def unassessed_by_village(user: Any) -> dict[str, Measured]:
    return villages.sums_by_village(_latest(UnassessedPlace, user), Count("pk"))


def unassessed_of_year(user: Any, tax_year_be: int) -> dict[str, Measured]:
    return villages.sums_by_village(_of_year(UnassessedPlace, user, tax_year_be), Count("pk"))


def unassessed_places(user: Any) -> list[dict[str, Any]]:
    return [{"uid": each.uid, "title": each.problem, "amount": ONE} for each in _latest(UnassessedPlace, user)]


USE_FIGURES = (
    Kpi(
        "vacant_land",
        "ร้อยละเนื้อที่ทิ้งไว้ว่างเปล่า",
        vacant,
        vacant_by_village,
        vacant_uses,
        unit="ร้อยละ",
        amount="เนื้อที่ว่างเปล่า (ตร.ว.)",
        scale=Decimal(100),
        better="lower",
        of_year=vacant_of_year,
        year="tax",
        law="พ.ร.บ.ภาษีที่ดินและสิ่งปลูกสร้าง พ.ศ. 2562 มาตรา 43",
    ),
)
UNASSESSED_FIGURES = (
    Kpi(
        "unassessed",
        "แปลงและห้องชุดที่ประเมินภาษีไม่ได้",
        unassessed,
        unassessed_by_village,
        unassessed_places,
        unit="รายการ",
        amount="รายการ",
        better="lower",
        of_year=unassessed_of_year,
        year="tax",
        law="พ.ร.บ.ภาษีที่ดินและสิ่งปลูกสร้าง พ.ศ. 2562",
    ),
)
