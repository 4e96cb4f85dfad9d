"""Charges of the land and building tax: opened when an approved assessment is notified, one a taxpayer and year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from gis_core.features import clock
from modules.finance.revenue_collection.land_tax import year_days
from modules.finance.revenue_collection.models import LandTaxAssessment, TaxYear
from modules.kernel.charges.ledger import lock
from modules.kernel.charges.models import Charge, Instalment
from modules.kernel.charges.opening import NewCharge, open_many

REVENUE = "land_tax"
UNPAID = (Charge.Status.OPEN, Charge.Status.PARTIAL, Charge.Status.INSTALMENT)


def open_for(year: TaxYear, assessments: Sequence[LandTaxAssessment]) -> int:
    """Open what is to be paid of these assessments of one year; nothing is opened of nothing. Needs an open change.

    The last day is that of the year (s.46) with its extension orders; a later receipt moves it when it is recorded.
    """
    title, due_on = f"ภาษีที่ดินและสิ่งปลูกสร้าง ปีภาษี {year.code}", _due_on(year)
    return len(open_many([_new(year, each, each.tax_baht, title, due_on) for each in assessments]))


def open_further(assessment: LandTaxAssessment, baht: Decimal) -> None:
    """What a re-assessed version asks for above the one before: a charge of its own. Needs an open change."""
    year = assessment.tax_year
    title = f"ภาษีที่ดินและสิ่งปลูกสร้าง ปีภาษี {year.code} ส่วนที่ประเมินเพิ่ม (ครั้งที่ {assessment.version})"
    open_many([_new(year, assessment, baht, title, _due_on(year))])


def _due_on(year: TaxYear) -> date | None:
    """The year's last day to pay; once it has passed nothing is due before the notice is received (s.53)."""
    last = year_days.deadlines(year)["pay"]
    return last if last >= clock.today() else None


def _new(year: TaxYear, assessment: LandTaxAssessment, baht: Decimal, title: str, due_on: date | None) -> NewCharge:
    return NewCharge(
        revenue=REVENUE,
        principal_baht=baht,
        title=title,
        person_id=assessment.person_id,
        organisation_id=assessment.organisation_id,
        source_uid=assessment.uid,
        place_uid=assessment.place_id,
        tax_year_be=year.year_be,
        due_on=due_on,
    )


def follow_year(year: TaxYear) -> int:
    """Bills that are not paid go with the year's last days when an order moved them outwards; returns how many.

    Parts that were granted go with the days of the parts; a reminder of what was late before is none of what is late
    after. What was paid stays as it was paid. Needs an open change.
    """
    days = year_days.deadlines(year)
    bills = Charge.objects.filter(revenue__code=REVENUE, tax_year_be=year.year_be, status__in=UNPAID)
    ids = lock(bills.filter(due_on__lt=days["pay"]).values_list("pk", flat=True))
    for seq, step in enumerate(("pay", "second", "third"), 1):
        Instalment.objects.filter(charge__in=ids, seq=seq, due_on__lt=days[step]).update(due_on=days[step])
    return Charge.objects.filter(pk__in=ids).update(due_on=days["pay"], reminder_received_on=None, reminder_until=None)


def charges_of(assessment: LandTaxAssessment) -> QuerySet[Charge]:
    """What is to be paid of an assessment: the charge of its first version goes on when another takes its place."""
    versions = LandTaxAssessment.objects.filter(tax_year=assessment.tax_year_id, owner_key=assessment.owner_key)
    return Charge.objects.filter(source__in=versions.values("uid"), revenue__code=REVENUE)


def charges_told(assessment: LandTaxAssessment, received_on: date) -> QuerySet[Charge]:
    """What this version's notice, received on a day, makes payable: its own charge, or what no other notice did."""
    mine = charges_of(assessment)
    own = mine.filter(source=assessment.uid)
    return own if own.exists() else mine.filter(Q(notified_on=None) | Q(notified_on=received_on))
