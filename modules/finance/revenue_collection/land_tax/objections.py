"""Objections against an assessment (ภ.ด.ส.9): lodged from its page, and what a decision for the payer changes.

Law: Land and Building Tax Act B.E. 2562 s.73. To object does not put off payment.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from gis_core.features import clock
from gis_core.parties.models import Organisation, Person
from gis_core.pure.refusal import Refused
from modules.finance.revenue_collection import objecting
from modules.finance.revenue_collection.land_tax import notifying, revising
from modules.finance.revenue_collection.land_tax.land_law import ACT
from modules.finance.revenue_collection.models import LandTaxAssessment
from modules.finance.revenue_collection.refunds import refund_registers
from modules.kernel.cases.models import Case, CaseDecision, Outcome
from modules.kernel.cases.outcomes import hear, judge, weigh
from modules.kernel.notices.models import Notice

LAW = f"{ACT} ม.73"
FORM = (*objecting.FORM, ("objector_no", "ลำดับของเจ้าของร่วมที่คัดค้าน (เว้นว่างคือรายแรก)", "number"))


def notice_received(assessment: LandTaxAssessment) -> Notice | None:
    """The notice of the assessment once its receipt counts."""
    told = Notice.objects.filter(~Q(status="void"), kind=notifying.KIND.code, source=assessment.uid)
    return told.filter(counted_from__lte=clock.today()).order_by("counted_from", "id").first()


def _told_on(assessment: LandTaxAssessment) -> date | None:
    notice = notice_received(assessment)
    return notice.counted_from if notice else None


@judge("land_tax")
def may_object(case: Case) -> Iterator[Refused]:
    """Against an assessment that stands, by its payer or a co-owner."""
    assessment = LandTaxAssessment.objects.filter(uid=case.subject_id).first()
    if assessment is None:
        return
    may = bool(revising.keys_of(case.person, case.organisation_id) & set(assessment.owner_key.split("+")))
    yield from objecting.refusals(case, assessment, _told_on(assessment), may, LAW)


def may_lodge(assessment: LandTaxAssessment) -> Iterator[Refused]:
    """Whether the button leads anywhere."""
    yield from objecting.told_refusals(assessment, _told_on(assessment), LAW)


def run(assessment: LandTaxAssessment, values: Mapping[str, Any], user: Any) -> str:
    """The button on an assessment's page: the objection becomes a case.

    Errors: Refused ``OBJECTOR_NO``; Refusals of the register of cases, as ``LODGE_LATE``.
    """
    told_on, by = _told_on(assessment), _objector(assessment, values.get("objector_no"))
    assert told_on is not None  # the guard asked
    return objecting.lodge(Case.Kind.LAND_TAX, assessment, told_on, by, values, user, "คำคัดค้าน (ภ.ด.ส.9)")


def _objector(assessment: LandTaxAssessment, number: Decimal | None) -> Person | Organisation:
    owners = revising.owners_of(assessment)
    place = 1 if number is None else number
    if place != int(place) or not 1 <= place <= len(owners):
        names = " ".join(f"{n}) {owner}" for n, owner in enumerate(owners, 1))
        raise Refused("OBJECTOR_NO", f"ระบุลำดับตามรายชื่อผู้เสียภาษี: {names}", LAW, "objector_no")
    return owners[int(place) - 1]


@weigh("land_tax")
def may_grant(case: Case) -> Iterator[Refused]:
    """The sum decided is below the one that stands."""
    about = LandTaxAssessment.objects.filter(uid=case.subject_id).first()
    if about is not None:
        yield from objecting.must_lower(case, revising.standing_of(about).tax_baht, LAW)


# -- what a decision changes -------------------------------------------------------------------------------------------
@hear("land_tax")
def decided(case: Case, decision: CaseDecision) -> None:
    """Granted, also by silence: the assessment that stands gives way to one of the sum decided or asked for.

    What was paid above it is not given back yet: it is a refund to be paid.
    """
    if decision.outcome not in (Outcome.GRANTED, Outcome.SILENCE):
        return
    about = LandTaxAssessment.objects.filter(uid=case.subject_id).first()
    baht = decision.baht if decision.baht is not None else case.claimed_baht
    if about is None or baht is None:
        return
    standing = revising.standing_of(about)
    if baht >= standing.tax_baht:
        # lowered meanwhile by something else; silence must not raise it again
        return
    note = f"ผลคำคัดค้านเลขที่ {case.register_no}: {decision.get_outcome_display()}"
    for back in revising.lower(standing, baht, note, LAW):
        refund_registers.after_decision(case, decision, back)
