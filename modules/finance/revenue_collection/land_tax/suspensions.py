"""Putting off payment (ทุเลาการชำระ) while an objection or appeal is heard: asked, permitted by the executive, ended.

It ends some days after the decision of that level, at once when the case is withdrawn or the order is revoked.
Law: Land and Building Tax Act B.E. 2562 s.73; whether penalty and surcharge stand still meanwhile is a setting.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gis_core.access.actor import acting_user_id
from gis_core.features import clock
from gis_core.pure.deadlines import official_deadline
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import format_date
from layers.declare import CountBy, Draft, Grant, Register, Start, Transition, TransitionDraft, Workflow
from modules.finance.revenue_collection import figures
from modules.finance.revenue_collection.land_tax import charging
from modules.finance.revenue_collection.land_tax.land_law import ACT
from modules.finance.revenue_collection.letters import letter
from modules.finance.revenue_collection.models import LandTaxAssessment, PaymentSuspension
from modules.finance.revenue_collection.roles import ASSESSORS, EXPORTERS, LOCAL, READERS
from modules.finance.revenue_collection.turning import turn
from modules.kernel.cases.models import Case, CaseDecision, Outcome
from modules.kernel.cases.outcomes import hear
from modules.kernel.charges import suspending
from modules.kernel.charges.models import Charge
from modules.kernel.notices.issuing import NewNotice, issue_notices
from modules.kernel.notices.kinds import NoticeKind, register_kind

LAW = f"{ACT} ม.73"
KEEPERS, DECIDERS = (*ASSESSORS.split(), "finance_head"), ("executive", "clerk_chief")
RECEIVER = ("received_by",)
DUPLICATE = ("DUP_SUSPEND", "คำคัดค้านหรืออุทธรณ์นี้มีคำขอทุเลาหรือได้รับทุเลาอยู่แล้ว")
ASKED = ("case", "asked_on", "reason", "guarantee")
LETTER = register_kind(NoticeKind("land_tax_suspension", "หนังสือแจ้งคำสั่งเรื่องทุเลาการชำระภาษี", LAW, family="tax"))


# -- asking ------------------------------------------------------------------------------------------------------------
def about(case: Case) -> LandTaxAssessment | None:
    """The assessment a case is about, whichever version."""
    return LandTaxAssessment.objects.filter(uid=case.subject_id).first()


def unpaid(case: Case) -> list[int]:
    """The charges of the disputed assessment of which something is left, by their ids."""
    assessment = about(case)
    if assessment is None:
        return []
    left = charging.charges_of(assessment).filter(principal_left_baht__gt=0)
    return list(left.exclude(status__in=(Charge.Status.WRITTEN_OFF, Charge.Status.VOID)).values_list("pk", flat=True))


def derive(draft: Draft) -> None:
    """It stands where the assessment does; who received it is kept, for another decides."""
    record: PaymentSuspension = draft.record
    assessment = about(record.case) if record.case_id else None
    record.place_id = assessment.place_id if assessment is not None else None
    if draft.is_new:
        record.received_by_id = acting_user_id()


def check(draft: Draft) -> Iterator[Refused]:
    """On a case of land tax that is being heard, since it was received, of tax that is not paid."""
    record: PaymentSuspension = draft.record
    if record.asked_on > clock.today() or record.asked_on < record.case.received_on:
        text = "วันที่รับคำขอต้องไม่ก่อนวันที่รับคำคัดค้านหรืออุทธรณ์ และไม่อยู่ในอนาคต"
        yield Refused("SUSPEND_DATES", text, LAW, "asked_on")
    yield from heard(record.case)


def heard(case: Case) -> Iterator[Refused]:
    """Why payment may not be put off for a case as it stands."""
    if case.kind != Case.Kind.LAND_TAX or case.status not in ("open", "waiting"):
        text = "ทุเลาการชำระได้เฉพาะคำคัดค้านหรืออุทธรณ์ภาษีที่ดินและสิ่งปลูกสร้างที่อยู่ระหว่างพิจารณา"
        yield Refused("SUSPEND_CASE", text, LAW, "case")
    elif not unpaid(case):
        yield Refused("NOTHING_LEFT", "ไม่มีภาษีค้างชำระของการประเมินนี้ จึงไม่มีสิ่งที่ต้องทุเลา", LAW, "case")


def may_begin(case: Case) -> Iterator[Refused]:
    """Why nobody asks on a case's page: nothing to put off, or asked already."""
    yield from heard(case)
    if PaymentSuspension.objects.filter(case=case, status__in=("asked", "permitted")).exists():
        yield Refused(*DUPLICATE, LAW)


# -- steps -------------------------------------------------------------------------------------------------------------
def heard_no_more(record: PaymentSuspension) -> Iterator[Refused]:
    """It is permitted while the case is still heard."""
    yield from heard(record.case)


def permitted(draft: TransitionDraft) -> None:
    """From today nobody is reminded; the payer is told."""
    record: PaymentSuspension = draft.record
    record.from_on, record.decided_by = draft.on, draft.user
    record.save()
    suspending.suspend(unpaid(record.case), draft.on, record.order_no, LAW)
    issue_notices([_letter(record, f"อนุมัติให้ทุเลาการชำระตั้งแต่วันที่ {format_date(draft.on, 'long')}")])


def refused(draft: TransitionDraft) -> None:
    record: PaymentSuspension = draft.record
    record.decided_by = draft.user
    record.save()
    issue_notices([_letter(record, "ไม่อนุมัติให้ทุเลาการชำระ ท่านต้องชำระภาษีภายในกำหนดเวลาเดิม")])


def _letter(record: PaymentSuspension, what: str) -> NewNotice:
    case = record.case
    condition = f"\n\nหลักประกันหรือเงื่อนไข: {record.guarantee}" if record.guarantee else ""
    body = (
        f"ตามที่ท่านขอทุเลาการชำระภาษีระหว่างพิจารณาคำคัดค้านหรืออุทธรณ์เลขที่ {case.register_no} นั้น"
        f"\n\nผู้บริหารท้องถิ่นพิจารณาแล้ว {what} ตามคำสั่งที่ {record.order_no} เหตุผล: {record.decision_text}{condition}"
    )
    return letter(LETTER, "แจ้งคำสั่งเรื่องทุเลาการชำระภาษี", body, about=record, to=case)


def revoked(draft: TransitionDraft) -> None:
    """Today is the last day."""
    _end(draft.record, draft.on)


def _end(record: PaymentSuspension, until_on: date) -> None:
    record.until_on = until_on
    record.save()
    assessment = about(record.case)
    if assessment is not None:
        suspending.resume(charging.charges_of(assessment).values_list("pk", flat=True), until_on)


@hear("land_tax")
def decided(case: Case, decision: CaseDecision) -> None:
    """What was put off until the decision ends: after the days in which to pay or go up, at once when withdrawn."""
    for record in PaymentSuspension.objects.select_for_update().filter(case=case, status__in=("asked", "permitted")):
        record.end_reason = f"{case.register_no}: {decision}"
        if record.status == "permitted":
            is_withdrawn = decision.outcome == Outcome.WITHDRAWN
            days = 0 if is_withdrawn else figures.days("suspension_end_days", decision.decided_on)
            _end(record, official_deadline(decision.decided_on, days))
        turn(record, "ended", "end", record.end_reason)


# -- the register ------------------------------------------------------------------------------------------------------
suspensions = Register(
    PaymentSuspension,
    thai="การทุเลาการชำระภาษี",
    english="Suspensions of payment",
    name="suspension",
    number="ทล.{seq:04}/{be_year}",
    office_kinds=LOCAL,
    level="hidden",
    located_by=("place",),
    list_columns=("register_no", "case", "asked_on", "guarantee", "order_no", "from_on", "until_on", "status"),
    form_columns=ASKED,
    filters=("status", "asked_on", "until_on"),
    search=("register_no", "order_no"),
    order_by=("-asked_on", "-id"),
    derive=derive,
    check=check,
    errors={"revenue_suspension_one_a_case": DUPLICATE},
    workflow=Workflow(
        initial="asked",
        edited_in=("asked",),
        states={"asked": "รอพิจารณา", "permitted": "ให้ทุเลา", "refused": "ไม่ให้ทุเลา", "ended": "สิ้นสุด"},
        transitions=(
            Transition(
                "permit", "asked", "permitted", DECIDERS, "ให้ทุเลาการชำระ", form=("order_no", "decision_text"),
                by_another_than=RECEIVER, closed=heard_no_more, effect=permitted,
            ),
            Transition(
                "refuse", "asked", "refused", DECIDERS, "ไม่ให้ทุเลา", form=("order_no", "decision_text"),
                by_another_than=RECEIVER, effect=refused,
            ),
            Transition(
                "revoke", "permitted", "ended", DECIDERS, "เพิกถอนการทุเลา", form=("end_reason",), effect=revoked,
            ),
        ),
    ),
    starts=(Start("case", "ขอทุเลาการชำระ", ("open", "waiting"), may_begin),),
    reports=(CountBy("status"),),
    grants=(
        Grant(READERS, "view"),
        Grant(f"{ASSESSORS} finance_head", "add change"),
        Grant(EXPORTERS, "export"),
    ),
)  # fmt: skip
