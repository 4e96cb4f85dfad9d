"""Notices of assessment of signs (ภ.ป.3): the day one is received begins the days to pay and to object.

Law: Signboard Tax Act B.E. 2510 s.17, 19, 30.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import Q

from gis_core.pure.money import format_baht
from gis_core.pure.refusal import Refused
from gis_core.pure.signboard import ACT
from modules.finance.revenue_collection import figures
from modules.finance.revenue_collection.letters import letter
from modules.finance.revenue_collection.models import SignTaxAssessment
from modules.finance.revenue_collection.signboards import signboard_revising
from modules.finance.revenue_collection.turning import turn
from modules.kernel.charges.opening import set_notified
from modules.kernel.notices.issuing import issue_notices
from modules.kernel.notices.kinds import Clock, NoticeKind, register_kind
from modules.kernel.notices.models import Notice

PAY, OBJECT = "sign_pay", "sign_object"


def received(notice: Notice, untils: Mapping[str, date]) -> None:
    """The assessment reached its owner: he has fifteen days to pay. A later version goes by the same day."""
    standing = signboard_revising.standing_of(notice.source_id)
    if standing is None or notice.counted_from is None:
        return
    standing.received_on, standing.due_on = notice.counted_from, untils[PAY]
    if standing.status == "assessed":
        turn(standing, "notified", "receive", f"ได้รับหนังสือแจ้งเลขที่ {notice.register_no}")
    else:
        standing.save()
    charges = signboard_revising.charges_of(standing).values_list("pk", flat=True)
    set_notified(charges, notice.counted_from, untils[PAY])


KIND = register_kind(
    NoticeKind(
        "sign_assessment",
        "หนังสือแจ้งการประเมินภาษีป้าย (ภ.ป.3)",
        f"{ACT} ม.17",
        family="tax",
        clocks=(
            Clock(PAY, "ชำระภาษีป้ายตามหนังสือแจ้งการประเมิน", figures.SIGNS, "days/pay"),
            Clock(OBJECT, "อุทธรณ์การประเมินภาษีป้าย (ภ.ป.4)", "kernel.case_ladder", "signboard/objection/lodge_days"),
        ),
        heard=received,
    )
)


def notices_of(assessment: SignTaxAssessment) -> list[Notice]:
    """The notices of an assessment or of an earlier version of it that are not void."""
    versions = SignTaxAssessment.objects.filter(sign_return=assessment.sign_return_id).exclude(status="void")
    told = Notice.objects.filter(~Q(status="void"), kind=KIND.code, source__in=versions.values("uid"))
    return list(told.order_by("id"))


def issue(assessment: SignTaxAssessment) -> Notice:
    """Write the notice of an assessment; also of one that leaves nothing to pay. Needs an open change."""
    added = f" และเงินเพิ่ม {format_baht(assessment.added_baht)} บาท" if assessment.added_baht else ""
    body = (
        f"พนักงานเจ้าหน้าที่ได้ประเมินภาษีป้ายของท่านตามแบบ ภ.ป.3 เลขที่ {assessment.register_no}"
        f" เป็นภาษี {format_baht(assessment.tax_baht)} บาท{added} รวมต้องชำระ {format_baht(assessment.total_baht)} บาท"
        "\n\nหากไม่ชำระภายในกำหนด ต้องเสียเงินเพิ่มของภาษีป้ายทุกเดือนหรือเศษของเดือนจนกว่าจะชำระ (ม.25 (3))"
        " หากเห็นว่าการประเมินไม่ถูกต้อง ท่านมีสิทธิอุทธรณ์ต่อผู้บริหารท้องถิ่นตามแบบ ภ.ป.4 (ม.30)"
    )
    title = f"แจ้งการประเมินภาษีป้าย ปีภาษี {assessment.year_be}"
    return issue_notices([letter(KIND, title, body, about=assessment)])[0]


def run(assessment: SignTaxAssessment, values: Mapping[str, Any], user: Any) -> str:
    """The button on an assessment's page: write again what has no notice, as after one was void."""
    return f"ออกหนังสือแจ้งการประเมินเลขที่ {issue(assessment).register_no}"


def has_notice(assessment: SignTaxAssessment) -> Iterator[Refused]:
    """``NOTHING_TO_NOTIFY`` while there is a notice that is not void."""
    there = notices_of(assessment)
    if there:
        text = f"มีหนังสือแจ้งการประเมินเลขที่ {there[-1].register_no} อยู่แล้ว"
        yield Refused("NOTHING_TO_NOTIFY", text, f"{ACT} ม.17")
