"""Objections against an assessment (ภ.ด.ส.9): lodged from its page, and what a decision for the payer changes.

Law: Land and Building Tax Act B.E. 2562 s.73. To object does not put off payment.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Q

from gis_core.features import clock
from gis_core.parties.models import Organisation, Person
from gis_core.pure.money import format_baht
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import format_date
from layers.engine import records
from layers.registry import registry
from modules.finance.revenue_collection.land_tax import notifying, revising
from modules.finance.revenue_collection.land_tax.land_law import ACT
from modules.finance.revenue_collection.models import LandTaxAssessment
from modules.finance.revenue_collection.refunds import refund_registers
from modules.kernel.cases.models import Case, CaseDecision, Outcome
from modules.kernel.cases.outcomes import hear, judge, weigh
from modules.kernel.notices.models import Notice

LAW = f"{ACT} ม.73"
FORM = (
    ("received_on", "วันที่รับคำคัดค้าน", "date"),
    ("claim", "ข้อคัดค้านและเหตุผล", "text"),
    ("claimed_baht", "จำนวนภาษีที่ขอให้เป็น (บาท)", "number"),
    ("objector_no", "ลำดับของเจ้าของร่วมที่คัดค้าน (เว้นว่างคือรายแรก)", "number"),
)


def notice_received(assessment: LandTaxAssessment) -> Notice | None:
    """The notice of the assessment once its receipt counts."""
    told = Notice.objects.filter(~Q(status="void"), kind=notifying.KIND.code, source=assessment.uid)
    return told.filter(counted_from__lte=clock.today()).order_by("counted_from", "id").first()


@judge("land_tax")
def may_object(case: Case) -> Iterator[Refused]:
    """Against an assessment that stands, by its payer, from the proven day of receipt, for less than was assessed."""
    assessment = LandTaxAssessment.objects.filter(uid=case.subject_id).first()
    if assessment is None:
        return
    notice = notice_received(assessment)
    if assessment.status != "notified" or notice is None or notice.counted_from is None:
        yield Refused("NOT_NOTIFIED", "ยังไม่ได้รับแจ้งการประเมินหรือการประเมินนี้ถูกแก้ไขแล้ว คัดค้านไม่ได้", LAW, "subject")
    elif case.told_on != notice.counted_from:
        text = f"วันที่ได้รับแจ้งตามหลักฐานการส่งคือ {format_date(notice.counted_from, 'long')}"
        yield Refused("TOLD_ON", text, LAW, "told_on")
    if not revising.keys_of(case.person, case.organisation_id) & set(assessment.owner_key.split("+")):
        yield Refused("NOT_PAYER", "ผู้คัดค้านต้องเป็นผู้เสียภาษีหรือเจ้าของร่วมตามการประเมิน", LAW, "person")
    if case.claimed_baht is None or case.claimed_baht >= assessment.tax_baht:
        text = f"ระบุจำนวนภาษีที่ขอให้เป็น ซึ่งต่ำกว่าที่ประเมินไว้ {format_baht(assessment.tax_baht)} บาท"
        yield Refused("CLAIM", text, LAW, "claimed_baht")


def run(assessment: LandTaxAssessment, values: Mapping[str, Any], user: Any) -> str:
    """The button on an assessment's page: the objection becomes a case with the day on which its notice was received.

    Errors: Refused ``NOT_NOTIFIED``, ``OBJECTOR_NO``; Refusals of the register of cases, as ``LODGE_LATE``.
    """
    notice = notice_received(assessment)
    if notice is None or notice.counted_from is None:
        raise Refused("NOT_NOTIFIED", "ยังไม่มีหลักฐานว่าผู้เสียภาษีได้รับแจ้งการประเมิน คัดค้านยังไม่ได้", LAW)
    typed = {
        "kind": Case.Kind.LAND_TAX, "subject": str(assessment.uid), "told_on": notice.counted_from.isoformat(),
        "received_on": values["received_on"].isoformat() if values["received_on"] else "",
        "claim": values["claim"] or "",
        "claimed_baht": "" if values["claimed_baht"] is None else str(values["claimed_baht"]),
        **_objector(assessment, values.get("objector_no")),
    }  # fmt: skip
    case = records.create(registry.for_model(Case), typed, user=user, reason="รับคำคัดค้าน (ภ.ด.ส.9)")  # type: ignore[arg-type]
    return f"รับคำคัดค้านเลขที่ {case.register_no}"


def _objector(assessment: LandTaxAssessment, number: Decimal | None) -> dict[str, Person | Organisation]:
    owners = revising.owners_of(assessment)
    place = 1 if number is None else number
    if place != int(place) or not 1 <= place <= len(owners):
        names = " ".join(f"{n}) {owner}" for n, owner in enumerate(owners, 1))
        raise Refused("OBJECTOR_NO", f"ระบุลำดับตามรายชื่อผู้เสียภาษี: {names}", LAW, "objector_no")
    owner = owners[int(place) - 1]
    return {"person" if isinstance(owner, Person) else "organisation": owner}


@weigh("land_tax")
def may_grant(case: Case) -> Iterator[Refused]:
    """To grant is to lower: the sum decided is below the one that stands."""
    about = LandTaxAssessment.objects.filter(uid=case.subject_id).first()
    if about is None or case.decided_baht is None:
        return
    standing = revising.standing_of(about)
    if case.decided_baht >= standing.tax_baht:
        text = f"จำนวนภาษีตามผลการพิจารณาต้องต่ำกว่าที่ประเมินไว้ {format_baht(standing.tax_baht)} บาท"
        yield Refused("DECIDED_OVER", text, LAW, "decided_baht")


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
