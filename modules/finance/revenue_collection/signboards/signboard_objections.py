"""Appeals against a signboard assessment to the executive (ภ.ป.4): lodged from its page; what a decision changes.

Law: Signboard Tax Act B.E. 2510 s.30 to 33. To appeal does not put off payment.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gis_core.pure.refusal import Refused
from gis_core.pure.signboard import ACT
from layers.declare import Document
from modules.finance.revenue_collection import objecting
from modules.finance.revenue_collection.land_tax import case_papers, papers, revising
from modules.finance.revenue_collection.models import SignTaxAssessment
from modules.finance.revenue_collection.refunds import refund_registers
from modules.finance.revenue_collection.signboards import signboard_revising
from modules.kernel.cases.models import Case, CaseDecision, Outcome
from modules.kernel.cases.outcomes import hear, judge, weigh

LAW = f"{ACT} ม.30"


@judge("signboard")
def may_object(case: Case) -> Iterator[Refused]:
    """Against an assessment that stands, by its payer."""
    assessment = SignTaxAssessment.objects.filter(uid=case.subject_id).first()
    if assessment is None:
        yield Refused("CASE_SUBJECT", "ระเบียนที่อุทธรณ์ต้องเป็นการประเมินภาษีป้าย (ภ.ป.3)", LAW, "subject")
        return
    payer = f"p{assessment.person_id}" if assessment.person_id else f"o{assessment.organisation_id}"
    may = payer in revising.keys_of(case.person, case.organisation_id)
    yield from objecting.refusals(case, assessment, assessment.received_on, may, LAW)


def may_lodge(assessment: SignTaxAssessment) -> Iterator[Refused]:
    """Whether the button leads anywhere."""
    yield from objecting.told_refusals(assessment, assessment.received_on, LAW)


def run(assessment: SignTaxAssessment, values: Mapping[str, Any], user: Any) -> str:
    """The button on an assessment's page: the appeal becomes a case.

    Errors: Refusals of the register of cases, as ``LODGE_LATE``.
    """
    by, told_on = assessment.person or assessment.organisation, assessment.received_on
    assert by is not None and told_on is not None  # of one party; the guard asked
    return objecting.lodge(Case.Kind.SIGNBOARD, assessment, told_on, by, values, user, "อุทธรณ์ (ภ.ป.4)")


@weigh("signboard")
def may_grant(case: Case) -> Iterator[Refused]:
    """The sum decided is below the one that stands."""
    standing = signboard_revising.standing_of(case.subject_id)
    if standing is not None:
        yield from objecting.must_lower(case, standing.tax_baht, LAW)


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
