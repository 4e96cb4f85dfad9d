"""ภ.ด.ส.9 and 10: the objection and the appeal of an assessment's payer as papers to sign.

Law: Land and Building Tax Act B.E. 2562 s.73, 79.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gis_core.pure.refusal import Refused
from layers.declare import Document
from modules.finance.revenue_collection.land_tax import papers
from modules.finance.revenue_collection.land_tax.land_law import ACT
from modules.finance.revenue_collection.models import LandTaxAssessment
from modules.kernel.cases.models import Case, Level

#: Who keeps objections reads their papers; a cashier does not.
READERS = ("assessor", "revenue_officer", "finance_head")


def case_of(assessment: LandTaxAssessment) -> Case | None:
    """The latest objection against the assessment or an earlier version of it, unless it was withdrawn."""
    versions = LandTaxAssessment.objects.filter(
        tax_year=assessment.tax_year_id, owner_key=assessment.owner_key, version__lte=assessment.version
    )
    found = Case.objects.filter(kind=Case.Kind.LAND_TAX, subject__in=versions.values("uid")).exclude(status="withdrawn")
    return found.order_by("-id").first()


def objection(assessment: LandTaxAssessment) -> Mapping[str, Any]:
    """ภ.ด.ส.9: who objects against which assessment and what he asks for.

    Errors: Refused ``NO_OBJECTION``.
    """
    case = case_of(assessment)
    if case is None:
        raise Refused("NO_OBJECTION", "ยังไม่ได้รับคำคัดค้านการประเมินนี้", f"{ACT} ม.73")
    return _facts(assessment, case)


def appeal(assessment: LandTaxAssessment) -> Mapping[str, Any]:
    """ภ.ด.ส.10: the appeal against what the executive decided, while the committee has it.

    Errors: Refused ``NO_APPEAL``.
    """
    case = case_of(assessment)
    if case is None or case.level != Level.APPEAL:
        raise Refused("NO_APPEAL", "ยังไม่ได้รับอุทธรณ์ผลการพิจารณาคำคัดค้าน", f"{ACT} ม.73")
    return _facts(assessment, case) | {"decision": case.decisions.get(level=Level.OBJECTION)}


def _facts(assessment: LandTaxAssessment, case: Case) -> dict[str, Any]:
    about = LandTaxAssessment.objects.get(uid=case.subject_id)
    return {
        "case": case,
        "about": about,
        "asker": case.person or case.organisation,
        "payer": assessment.person or assessment.organisation,
    }


DOCUMENTS = (
    Document(
        "pds9", "คำร้องคัดค้านการประเมินภาษีที่ดินและสิ่งปลูกสร้าง (ภ.ด.ส.9)", "revenue_collection/pds9.html", papers.ISSUERS,
        objection, readers=READERS,
    ),
    Document(
        "pds10", "คำอุทธรณ์การประเมินภาษีที่ดินและสิ่งปลูกสร้าง (ภ.ด.ส.10)", "revenue_collection/pds10.html", papers.ISSUERS,
        appeal, readers=READERS,
    ),
)  # fmt: skip
