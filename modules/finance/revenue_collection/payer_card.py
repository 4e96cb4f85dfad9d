"""What this system tells of a payer at the counter: how his property is used this year, and what he objects to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q

from gis_core.features import clock
from gis_core.ground.models import OwnershipSpell
from gis_core.pure.thai_calendar import be_year
from layers.declare import Panel
from layers.engine.rows import rows, seen
from layers.registry import registry
from modules.finance.revenue_collection.models import LandTaxUse
from modules.finance.revenue_collection.roles import READERS
from modules.kernel.cases.models import LIVE, Case
from modules.kernel.charges.payer_card import of_party, tell


def uses_of_the_year(payer: Any, user: Any) -> Mapping[str, Any]:
    """The uses of what he owns on 1 January of this tax year, as far as the reader may see them and who owns what."""
    uses = registry.for_model(LandTaxUse)
    if uses is None:
        return {}
    first = date(clock.today().year, 1, 1)
    owned = seen(OwnershipSpell, user).filter(of_party(payer), role="owner", valid__contains=first)
    things = Q(parcel__in=owned.values("parcel")) | Q(building__in=owned.values("building"))
    things |= Q(condo_unit__in=owned.values("condo_unit"))
    found = rows(uses, user).filter(things, tax_year__code=str(be_year(first))).order_by("parcel__parcel_code", "seq")
    listed = list(found.select_related("parcel", "building", "condo_unit"))
    return {"uses": [(use, uses.record_url(use.uid)) for use in listed], "year": be_year(first)} if listed else {}


def open_cases(payer: Any, user: Any) -> Mapping[str, Any]:
    """Objections and appeals of his that have not ended."""
    register = registry.for_model(Case)
    if register is None:
        return {}
    found = rows(register, user).filter(of_party(payer), status__in=LIVE).order_by("-received_on", "-pk")
    return {"cases": [(case, register.record_url(case.uid)) for case in found]} if found else {}


USES = "การใช้ประโยชน์เพื่อคิดภาษีปีนี้"
tell(Panel("uses", USES, "revenue_collection/payer_uses.html", uses_of_the_year, tuple(READERS.split())), order=20)
tell(Panel("cases", "คำคัดค้านและอุทธรณ์ที่ยังไม่สิ้นสุด", "revenue_collection/payer_cases.html", open_cases), order=30)
