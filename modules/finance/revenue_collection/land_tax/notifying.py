"""Notices of assessment (ภ.ด.ส.6): one for each assessment's payer; the day it is received makes the bill payable.

Law: Land and Building Tax Act B.E. 2562 s.44, 46, 53, 73.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, prefetch_related_objects

from gis_core.features import clock
from gis_core.pure.money import format_baht
from gis_core.pure.refusal import Refused, raise_all
from layers.declare import TransitionDraft
from modules.finance.revenue_collection import figures
from modules.finance.revenue_collection.land_tax import charging, paying, reassess_law, year_days
from modules.finance.revenue_collection.land_tax.land_law import ACT
from modules.finance.revenue_collection.letters import letter
from modules.finance.revenue_collection.models import LandTaxAssessment, TaxYear
from modules.kernel.charges.opening import set_notified
from modules.kernel.notices.issuing import NewNotice, issue_notices
from modules.kernel.notices.kinds import Clock, NoticeKind, register_kind
from modules.kernel.notices.models import Notice

PAY, OBJECT = "pay_assessed", "object"


def received(notice: Notice, untils: Mapping[str, date]) -> None:
    """The assessment reached its payer: his bill is due thirty days later, never before the last day of the year."""
    if notice.counted_from is None:
        return
    assessment = LandTaxAssessment.objects.select_related("tax_year").get(uid=notice.source_id)
    due_on = max(untils[PAY], year_days.deadlines(assessment.tax_year)["pay"])
    told = charging.charges_told(assessment, notice.counted_from)
    set_notified(told.values_list("pk", flat=True), notice.counted_from, due_on)


KIND = register_kind(
    NoticeKind(
        "land_tax_assessment",
        "หนังสือแจ้งการประเมินภาษีที่ดินและสิ่งปลูกสร้าง (ภ.ด.ส.6)",
        f"{ACT} ม.44",
        family="tax",
        clocks=(
            Clock(PAY, "ชำระภาษีตามหนังสือแจ้งการประเมิน", figures.SETTINGS, "notice_pay_days"),
            Clock(OBJECT, "คัดค้านการประเมิน (ภ.ด.ส.9)", "kernel.case_ladder", "land_tax/objection/lodge_days"),
        ),
        heard=received,
        shows=paying.on_notice,
    )
)


def issue(assessments: Sequence[LandTaxAssessment]) -> list[Notice]:
    """Write the notice of each assessment that has none; an exempt payer is told too. Needs an open change."""
    prefetch_related_objects(list(assessments), "tax_year", "person__house", "organisation__house")
    return issue_notices([_new(each) for each in assessments])


def _new(assessment: LandTaxAssessment) -> NewNotice:
    title = f"แจ้งการประเมินภาษีที่ดินและสิ่งปลูกสร้าง ปีภาษี {assessment.tax_year.code}"
    body = (
        f"พนักงานประเมินได้ประเมินภาษีที่ดินและสิ่งปลูกสร้างของท่าน เลขที่ {assessment.register_no}{_again(assessment)}"
        f" เป็นภาษีที่ต้องชำระ {format_baht(assessment.tax_baht)} บาท รายการคำนวณเป็นไปตามแบบ ภ.ด.ส.7 และ ภ.ด.ส.8"
        "\n\nหากเห็นว่าการประเมินไม่ถูกต้อง ท่านมีสิทธิคัดค้านต่อผู้บริหารท้องถิ่นตามแบบ ภ.ด.ส.9 (ม.73)"
        " การคัดค้านไม่เป็นการทุเลาการชำระภาษี เว้นแต่ผู้บริหารท้องถิ่นจะอนุญาต"
    )
    return letter(KIND, title, body, about=assessment)


def _again(assessment: LandTaxAssessment) -> str:
    return f" เป็นการประเมินใหม่ครั้งที่ {assessment.version} แทนการประเมินครั้งก่อน (ม.53)" if assessment.version > 1 else ""


def in_time(year: TaxYear) -> Iterator[Refused]:
    """Refuses ``REASSESS_LATE`` once the years after the year's last day to pay are over. Law: s.53."""
    years = figures.law_of(year.year_be).figure("reassess_years").value
    yield from reassess_law.in_time(year_days.deadlines(year)["pay"], int(years), clock.today())


def too_late(assessment: LandTaxAssessment) -> Iterator[Refused]:
    """As `in_time`, of the year it is for."""
    yield from in_time(assessment.tax_year)


def notify(year: TaxYear, assessments: Sequence[LandTaxAssessment]) -> None:
    """What follows from notifying assessments of one year: charges are opened and notices written.

    Errors: Refused ``REASSESS_LATE`` of a year that is too long ago.
    """
    raise_all(in_time(year))
    charging.open_for(year, assessments)
    issue(assessments)


def notified(draft: TransitionDraft) -> None:
    """The effect of notifying one assessment."""
    notify(draft.record.tax_year, [draft.record])


def run(year: TaxYear, values: Mapping[str, Any], user: Any) -> str:
    """The button on a tax year's page: write again what has no notice, as after one was void."""
    return f"ออกหนังสือแจ้งการประเมิน {len(issue(list(_untold(year)))):,} ฉบับ"


def all_told(year: TaxYear) -> Iterator[Refused]:
    """``NOTHING_TO_NOTIFY`` when every notified assessment has its notice."""
    if not _untold(year).exists():
        yield Refused("NOTHING_TO_NOTIFY", "การประเมินที่แจ้งแล้วมีหนังสือแจ้งครบทุกราย", f"{ACT} ม.44")


def _untold(year: TaxYear) -> QuerySet[LandTaxAssessment]:
    told = Notice.objects.filter(~Q(status="void"), kind=KIND.code, source__isnull=False).values("source")
    return year.assessments.filter(status="notified").exclude(uid__in=told).order_by("id")
