"""Charges of the land and building tax: opened when an approved assessment is notified, one a taxpayer and year."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from modules.finance.revenue_collection import year_days
from modules.finance.revenue_collection.models import LandTaxAssessment, TaxYear
from modules.kernel.charges.models import Charge
from modules.kernel.charges.opening import NewCharge, open_many

REVENUE = "land_tax"


def open_for(year: TaxYear, assessments: Sequence[LandTaxAssessment]) -> int:
    """Open what is to be paid of these assessments of one year; nothing is opened of nothing. Needs an open change.

    The last day is that of the year (s.46) with its extension orders; a later receipt moves it when it is recorded.
    """
    due_on = year_days.deadlines(year)["pay"]
    title = f"ภาษีที่ดินและสิ่งปลูกสร้าง ปีภาษี {year.code}"
    rows = [
        NewCharge(
            revenue=REVENUE,
            principal_baht=each.tax_baht,
            title=title,
            person_id=each.person_id,
            organisation_id=each.organisation_id,
            source_uid=each.uid,
            place_uid=each.place_id,
            tax_year_be=year.year_be,
            due_on=due_on,
        )
        for each in assessments
    ]
    return len(open_many(rows))


def charges_of(assessment: LandTaxAssessment) -> QuerySet[Charge]:
    """What is to be paid of an assessment: the charge of its first version goes on when another takes its place."""
    versions = LandTaxAssessment.objects.filter(tax_year=assessment.tax_year_id, owner_key=assessment.owner_key)
    return Charge.objects.filter(source__in=versions.values("uid"), revenue__code=REVENUE)
