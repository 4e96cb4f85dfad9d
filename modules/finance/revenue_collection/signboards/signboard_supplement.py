"""A further assessment of signs taxed already that year that were enlarged or changed since: of the increase alone.

The tax paid stays as it is; what is more comes by a return of its own, filed and assessed like any other.
Law: Signboard Tax Act B.E. 2510 s.14, 14 bis.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gis_core.ground.models import Signboard
from gis_core.pure.refusal import Refused
from gis_core.pure.signboard import ACT
from layers.engine import records
from layers.registry import registry
from modules.finance.revenue_collection import figures
from modules.finance.revenue_collection.models import SignTaxAssessment, SignTaxReturn
from modules.finance.revenue_collection.signboards import signboard_law
from modules.finance.revenue_collection.signboards.signboard_assessing import measured, standing_line
from modules.kernel.rates.lookup import rows_of

LAW = f"{ACT} ม.14"
WAITS = ("draft", "filed")
FORM = (("altered_on", "วันที่แก้ไขหรือขยายป้าย", "date"), ("filed_on", "วันที่เจ้าของยื่นแบบ (เว้นว่างคือยังไม่ยื่น)", "date"))


def grown(assessment: SignTaxAssessment) -> list[Signboard]:
    """Its signs that cost more a year as they hang now than when they were last taxed that year."""
    rows, found = rows_of(figures.SIGNS), []
    for line in assessment.lines.filter(is_live=True).select_related("sign").order_by("seq"):
        last = standing_line(line.sign_id, assessment.year_be)
        try:
            now = signboard_law.sign_tax(measured(line.sign), assessment.year_be, rows).year_baht
        except Refused:
            continue  # taken down or exempt by now: nothing more is owed
        if last is not None and now > last.year_baht:
            found.append(line.sign)
    return found


def may_supplement(assessment: SignTaxAssessment) -> Iterator[Refused]:
    """A sign has grown, by the register, since it was taxed, and no return of it waits."""
    signs = grown(assessment)
    waiting = SignTaxReturn.objects.filter(lines__sign__in=signs, year_be=assessment.year_be, status__in=WAITS).first()
    if waiting is not None:
        yield Refused("DUP_RETURN", f"แบบ {waiting.register_no} ของป้ายที่เพิ่มขึ้นรอรับแบบหรือประเมินอยู่แล้ว", LAW)
    elif not signs:
        text = "ป้ายในการประเมินนี้ยังมีขนาดและประเภทตามที่ประเมินไว้ ให้แก้ไขทะเบียนป้ายก่อนหากมีการขยายหรือเปลี่ยนแปลง"
        yield Refused("NOTHING_MORE", text, LAW)


def run(assessment: SignTaxAssessment, values: Mapping[str, Any], user: Any) -> str:
    """The button on an assessment's page: a draft return of what has grown.

    Errors: Refusals of the register of returns, as ``YEARS``.
    """
    if values["altered_on"] is None:
        raise Refused("REQUIRED", "ระบุวันที่แก้ไขหรือขยายป้าย", LAW, "altered_on")
    signs = grown(assessment)
    lines = [{"sign": sign, "replaces": sign, "altered_on": values["altered_on"].isoformat()} for sign in signs]
    typed = {
        "year_be": str(assessment.year_be),
        "person" if assessment.person_id else "organisation": assessment.person or assessment.organisation,
        "filed_on": values["filed_on"].isoformat() if values["filed_on"] else "",
    }
    register = registry.for_model(SignTaxReturn)
    made = records.create(
        register, typed, user=user, reason=f"ประเมินเพิ่มเติมจาก {assessment.register_no}",  # type: ignore[arg-type]
        lines={"signtaxreturnline": lines},
    )  # fmt: skip
    return f"จัดทำแบบ {made.register_no} ของป้ายที่เพิ่มขึ้น {len(signs):,} ป้าย รอรับแบบและประเมิน"
