"""Objections against an assessment (ภ.ด.ส.9): lodged from its page, and what a decision for the payer changes.

Law: Land and Building Tax Act B.E. 2562 s.73. To object does not put off payment.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Q

from gis_core.access.actor import system_user
from gis_core.features import clock
from gis_core.pure.money import format_baht
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import format_date
from layers.engine import records
from layers.models import StateChange
from layers.registry import registry
from modules.finance.revenue_collection import charging, figures, notifying
from modules.finance.revenue_collection.land_law import ACT
from modules.finance.revenue_collection.models import LandTaxAssessment
from modules.kernel.cases.models import Case, CaseDecision, Outcome
from modules.kernel.cases.outcomes import hear, judge
from modules.kernel.charges.models import Charge
from modules.kernel.charges.opening import adjust
from modules.kernel.notices.issuing import NewNotice, issue_notices
from modules.kernel.notices.kinds import Clock, NoticeKind, register_kind
from modules.kernel.notices.models import Notice

LAW = f"{ACT} ม.73"
GONE = ("revised", "void")
CLOSED = (Charge.Status.WRITTEN_OFF, Charge.Status.VOID)
FORM = (
    ("received_on", "วันที่รับคำคัดค้าน", "date"),
    ("claim", "ข้อคัดค้านและเหตุผล", "text"),
    ("claimed_baht", "จำนวนภาษีที่ขอให้เป็น (บาท)", "number"),
)
REFUND = register_kind(
    NoticeKind(
        "land_tax_refund",
        "หนังสือแจ้งคืนเงินภาษีที่ดินและสิ่งปลูกสร้างตามผลคำคัดค้าน",
        LAW,
        family="tax",
        clocks=(Clock("fetch", "มารับเงินภาษีคืน", figures.SETTINGS, "refund_fetch_days"),),
    )
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
    if (case.person_id, case.organisation_id) != (assessment.person_id, assessment.organisation_id):
        yield Refused("NOT_PAYER", "ผู้คัดค้านต้องเป็นผู้เสียภาษีตามการประเมิน", LAW, "person")
    if case.claimed_baht is None or case.claimed_baht >= assessment.tax_baht:
        text = f"ระบุจำนวนภาษีที่ขอให้เป็น ซึ่งต่ำกว่าที่ประเมินไว้ {format_baht(assessment.tax_baht)} บาท"
        yield Refused("CLAIM", text, LAW, "claimed_baht")


def run(assessment: LandTaxAssessment, values: Mapping[str, Any], user: Any) -> str:
    """The button on an assessment's page: the objection becomes a case with the day on which its notice was received.

    Errors: Refused ``NOT_NOTIFIED``; Refusals of the register of cases, as ``LODGE_LATE``.
    """
    notice = notice_received(assessment)
    if notice is None or notice.counted_from is None:
        raise Refused("NOT_NOTIFIED", "ยังไม่มีหลักฐานว่าผู้เสียภาษีได้รับแจ้งการประเมิน คัดค้านยังไม่ได้", LAW)
    typed = {
        "kind": Case.Kind.LAND_TAX, "subject": str(assessment.uid), "person": assessment.person,
        "organisation": assessment.organisation, "told_on": notice.counted_from.isoformat(),
        "received_on": values["received_on"].isoformat(), "claim": values["claim"],
        "claimed_baht": str(values["claimed_baht"]),
    }  # fmt: skip
    case = records.create(registry.for_model(Case), typed, user=user, reason="รับคำคัดค้าน (ภ.ด.ส.9)")  # type: ignore[arg-type]
    return f"รับคำคัดค้านเลขที่ {case.register_no}"


# -- what a decision changes -------------------------------------------------------------------------------------------
@hear("land_tax")
def decided(case: Case, decision: CaseDecision) -> None:
    """Granted, also by silence: the assessment that stands gives way to one of the sum decided or asked for."""
    if decision.outcome not in (Outcome.GRANTED, Outcome.SILENCE):
        return
    about = LandTaxAssessment.objects.filter(uid=case.subject_id).first()
    baht = decision.baht if decision.baht is not None else case.claimed_baht
    if about is None or baht is None:
        return
    live = LandTaxAssessment.objects.select_for_update().exclude(status__in=GONE)
    standing = live.get(tax_year=about.tax_year_id, owner_key=about.owner_key)
    note = f"ผลคำคัดค้านเลขที่ {case.register_no}: {decision.get_outcome_display()}"
    new_version(standing, baht, note)
    charge = charging.charges_of(standing).exclude(status__in=CLOSED).first()
    excess = adjust(charge, baht, note, LAW) if charge is not None else Decimal(0)
    if excess:
        issue_notices([_refund(case, standing, excess)])


def new_version(old: LandTaxAssessment, baht: Decimal, note: str) -> LandTaxAssessment:
    """The same assessment with another tax; the old one is kept as it was. Needs an open change."""
    copied = {f.attname: getattr(old, f.attname) for f in old._meta.concrete_fields if f.name not in ("id", "uid")}
    lines = list(old.lines.order_by("seq"))
    _turn(old, "revised", note)
    new = LandTaxAssessment(**copied)
    new.version, new.register_no = old.version + 1, f"{(old.register_no or '').split('/')[0]}/{old.version + 1}"
    new.tax_baht, new.generated_on, new.generated_by = baht, clock.today(), None
    new.checked_by = new.approved_by = None
    new.save()
    _tell_history(new, "", "notified", note)
    for line in lines:
        line.pk, line.assessment, line._state.adding = None, new, True
        line.uid = type(line)._meta.get_field("uid").get_default()
        line.save()
    return new


def _turn(assessment: LandTaxAssessment, target: str, note: str) -> None:
    source, assessment.status = assessment.status, target
    assessment.save()
    _tell_history(assessment, source, target, note)


def _tell_history(assessment: LandTaxAssessment, source: str, target: str, note: str) -> None:
    register = registry.for_model(LandTaxAssessment)
    StateChange.objects.create(
        record_uid=assessment.uid, register_key=register.key, code="objection", source=source, target=target,  # type: ignore[union-attr]
        at=clock.now(), actor=system_user(), reason=note,
    )  # fmt: skip


def _refund(case: Case, assessment: LandTaxAssessment, excess: Decimal) -> NewNotice:
    payer = assessment.person or assessment.organisation
    body = (
        f"ตามคำคัดค้านเลขที่ {case.register_no} มีภาษีที่ชำระไว้เกิน {format_baht(excess)} บาท"
        " ขอให้ท่านมารับเงินคืนภายในระยะเวลาที่ระบุไว้นับแต่วันที่ได้รับหนังสือนี้"
    )
    return NewNotice(
        REFUND.code, "แจ้งให้มารับเงินภาษีคืน", notifying.address_of(payer), person_id=assessment.person_id,
        organisation_id=assessment.organisation_id, source_uid=case.uid, place_uid=assessment.place_id, body=body,
    )  # fmt: skip
