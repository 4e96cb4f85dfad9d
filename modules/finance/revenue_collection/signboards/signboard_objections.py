"""Appeals against a signboard assessment to the executive (ภ.ป.4): lodged from its page; what a decision changes.

Law: Signboard Tax Act B.E. 2510 s.30 to 33. To appeal does not put off payment.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gis_core.pure.money import format_baht
from gis_core.pure.refusal import Refused
from gis_core.pure.signboard import ACT
from gis_core.pure.thai_calendar import format_date
from layers.declare import Document
from layers.engine import records
from layers.registry import registry
from modules.finance.revenue_collection.land_tax import case_papers, papers, revising
from modules.finance.revenue_collection.land_tax.objections import FORM as LAND_FORM
from modules.finance.revenue_collection.models import SignTaxAssessment
from modules.finance.revenue_collection.refunds import refund_registers
from modules.finance.revenue_collection.signboards import signboard_revising
from modules.kernel.cases.models import Case, CaseDecision, Outcome
from modules.kernel.cases.outcomes import hear, judge, weigh

LAW = f"{ACT} ม.30"
FORM = LAND_FORM[:3]


@judge("signboard")
def may_object(case: Case) -> Iterator[Refused]:
    """Against an assessment that stands, by its payer, from the proven day of receipt, for less than was assessed."""
    assessment = SignTaxAssessment.objects.filter(uid=case.subject_id).first()
    if assessment is None:
        yield Refused("CASE_SUBJECT", "ระเบียนที่อุทธรณ์ต้องเป็นการประเมินภาษีป้าย (ภ.ป.3)", LAW, "subject")
        return
    if assessment.status != "notified" or assessment.received_on is None:
        text = "ยังไม่ได้รับแจ้งการประเมิน หรือการประเมินนี้ถูกแก้ไขหรือยกเลิกแล้ว อุทธรณ์ไม่ได้"
        yield Refused("NOT_NOTIFIED", text, LAW, "subject")
    elif case.told_on != assessment.received_on:
        text = f"วันที่ได้รับแจ้งตามหลักฐานการส่งคือ {format_date(assessment.received_on, 'long')}"
        yield Refused("TOLD_ON", text, LAW, "told_on")
    payer = f"p{assessment.person_id}" if assessment.person_id else f"o{assessment.organisation_id}"
    if payer not in revising.keys_of(case.person, case.organisation_id):
        yield Refused("NOT_PAYER", "ผู้อุทธรณ์ต้องเป็นเจ้าของป้ายตามการประเมิน", LAW, "person")
    if case.claimed_baht is None or case.claimed_baht >= assessment.tax_baht:
        text = f"ระบุจำนวนภาษีที่ขอให้เป็น ซึ่งต่ำกว่าที่ประเมินไว้ {format_baht(assessment.tax_baht)} บาท"
        yield Refused("CLAIM", text, LAW, "claimed_baht")


def run(assessment: SignTaxAssessment, values: Mapping[str, Any], user: Any) -> str:
    """The button on an assessment's page: the appeal becomes a case.

    Errors: Refused ``NOT_NOTIFIED``; Refusals of the register of cases, as ``LODGE_LATE``.
    """
    if assessment.received_on is None:
        raise Refused("NOT_NOTIFIED", "ยังไม่มีหลักฐานว่าเจ้าของป้ายได้รับแจ้งการประเมิน อุทธรณ์ยังไม่ได้", LAW)
    typed = {
        "kind": Case.Kind.SIGNBOARD, "subject": str(assessment.uid), "told_on": assessment.received_on.isoformat(),
        "received_on": values["received_on"].isoformat() if values["received_on"] else "",
        "claim": values["claim"] or "",
        "claimed_baht": "" if values["claimed_baht"] is None else str(values["claimed_baht"]),
        "person" if assessment.person_id else "organisation": assessment.person or assessment.organisation,
    }  # fmt: skip
    case = records.create(registry.for_model(Case), typed, user=user, reason="รับอุทธรณ์ (ภ.ป.4)")  # type: ignore[arg-type]
    return f"รับอุทธรณ์เลขที่ {case.register_no}"


@weigh("signboard")
def may_grant(case: Case) -> Iterator[Refused]:
    """To grant is to lower: the sum decided is below the one that stands."""
    standing = signboard_revising.standing_of(case.subject_id)
    if standing is None or case.decided_baht is None:
        return
    if case.decided_baht >= standing.tax_baht:
        text = f"จำนวนภาษีตามผลการพิจารณาต้องต่ำกว่าที่ประเมินไว้ {format_baht(standing.tax_baht)} บาท"
        yield Refused("DECIDED_OVER", text, LAW, "decided_baht")


@hear("signboard")
def decided(case: Case, decision: CaseDecision) -> None:
    """Granted: the assessment gives way to one of the sum decided, and what is added by percent of it falls with it.

    What was paid above either is not given back yet: it is a refund to be paid.
    """
    standing = signboard_revising.standing_of(case.subject_id) if decision.outcome == Outcome.GRANTED else None
    if standing is None or decision.baht is None or decision.baht >= standing.tax_baht:
        return
    added = signboard_revising.scaled(standing.added_baht, standing.tax_baht, decision.baht)
    note = f"ผลอุทธรณ์เลขที่ {case.register_no}: {decision.get_outcome_display()}"
    new = signboard_revising.new_version(standing, decision.baht, added, note, LAW)
    for revenue, baht in ((signboard_revising.TAX, decision.baht), (signboard_revising.PENALTY, added)):
        charge = signboard_revising.charge_of(new, revenue)
        if charge is not None:
            refund_registers.lower_after_decision(case, decision, charge, baht, note, LAW)


# -- the printed appeal ------------------------------------------------------------------------------------------------
def appeal(assessment: SignTaxAssessment) -> Mapping[str, Any]:
    """ภ.ป.4: who appeals against which assessment and what he asks for.

    Errors: Refused ``NO_OBJECTION``.
    """
    versions = SignTaxAssessment.objects.filter(sign_return=assessment.sign_return_id, version__lte=assessment.version)
    found = Case.objects.filter(kind=Case.Kind.SIGNBOARD, subject__in=versions.values("uid"))
    case = found.exclude(status="withdrawn").order_by("-id").first()
    if case is None:
        raise Refused("NO_OBJECTION", "ยังไม่ได้รับอุทธรณ์การประเมินนี้", LAW)
    return {
        "case": case,
        "about": SignTaxAssessment.objects.get(uid=case.subject_id),
        "asker": case.person or case.organisation,
        "payer": assessment.person or assessment.organisation,
    }


PAPER = Document(
    "pp4", "คำอุทธรณ์การประเมินภาษีป้าย (ภ.ป.4)", "revenue_collection/pp4.html", papers.ISSUERS, appeal,
    readers=case_papers.READERS,
)  # fmt: skip
