"""What the rules of revenue collection ask of its examples: a tax year each, a parcel each."""

from __future__ import annotations

from datetime import date
from typing import Any

from gis_core.access.actor import acting_as, system_user
from gis_core.ground.models import Parcel
from gis_core.parties.models import Person
from modules.finance.revenue_collection.models import (
    LandTaxAssessment,
    LandTaxLine,
    LandTaxUse,
    TaxYear,
    UnassessedPlace,
)
from tests.contracts.examples import Given

EXAMPLES: dict[str, Any] = {
    "tax_year": lambda n, given: {"code": str(2569 + n), "survey_announced_on": "1/9/2568"},
    "use": lambda n, given: {
        "tax_year": given.record(TaxYear, n), "parcel": given.record(Parcel, n), "seq": "1", "category": "agri",
        "land_sqwah": "0-1-0",
    },
    "exemption": lambda n, given: {
        "use": given.record(LandTaxUse, n), "ground": "religion", "percent": "100", "evidence": "หนังสือรับรอง",
    },
    "relief": lambda n, given: {
        "kind": "disaster", "place": str(given.record(Parcel, n).uid), "percent": "50", "from_year_be": "2569",
        "until_year_be": "2569", "order_no": f"{n + 1}/2569", "ordered_on": "1/2/2569",
    },
}  # fmt: skip
LINES: dict[str, Any] = {
    "tax_year": lambda n, given: {
        "extensionorder": [
            {"step": "pay", "until": f"30/6/{2569 + n}", "order_no": "ประกาศ 1/2569", "ordered_on": "1/2/2569"}
        ]
    },
    "use": lambda n, given: {"cropcount": [{"kind": "banana", "count": "200"}]},
}
CHANGES: dict[str, Any] = {
    "tax_year": lambda n, given: {"listed_on": "1/11/2568"},
    "use": lambda n, given: {"note": "ทบทวน"},
    "exemption": lambda n, given: {"evidence": "หนังสือฉบับใหม่"},
    "relief": lambda n, given: {"percent": "60"},
}


def _assessment(n: int, given: Given) -> LandTaxAssessment:
    person, use = given.record(Person, n), given.record(LandTaxUse, n)
    with acting_as(system_user(), "ตัวอย่าง"):
        made = LandTaxAssessment.objects.create(
            register_no=f"ภดส.{n:06}", status="approved", tax_year=use.tax_year, owner_key=f"p{person.pk}",
            person=person,
            place_id=use.parcel.uid, tax_baht=100, fingerprint=f"{n:064x}", generated_on=date(2026, 2, 1),
        )  # fmt: skip
        LandTaxLine.objects.create(assessment=made, seq=1, use=use, parcel=use.parcel, category="agri", rate_key="agri")
    return made


def _unassessed(n: int, given: Given) -> UnassessedPlace:
    year, parcel = given.record(TaxYear, n), given.record(Parcel, n)
    with acting_as(system_user(), "ตัวอย่าง"):
        return UnassessedPlace.objects.create(
            tax_year=year, place_id=parcel.uid, code="NO_PRICE", problem="ยังไม่มีราคาประเมินทุนทรัพย์"
        )


RECORDS: dict[str, Any] = {"assessment": _assessment, "unassessed": _unassessed}
