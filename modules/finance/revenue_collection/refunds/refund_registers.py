"""Giving tax back: asked for within years of payment or decided after an objection; paid by a voucher of two people.

Law: Land and Building Tax Act B.E. 2562 s.54, 73, 80; Signboard Tax Act B.E. 2510 s.24; what differs between them is in
`refund_kinds`, days and years are rows of rates.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from gis_core.access.actor import acting_user_id
from gis_core.features import clock
from gis_core.numbering import series
from gis_core.pure.deadlines import official_deadline
from gis_core.pure.money import format_baht
from gis_core.pure.rate_lookup import RateRow
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import national_holidays
from layers.declare import CountBy, Document, Draft, Grant, Register, SumBy, Transition, TransitionDraft, Workflow
from layers.registry import registry
from modules.finance.revenue_collection.land_tax import papers, revising
from modules.finance.revenue_collection.land_tax.revising import Back
from modules.finance.revenue_collection.letters import letter
from modules.finance.revenue_collection.models import LandTaxAssessment, Lease, Refund, SignTaxAssessment
from modules.finance.revenue_collection.refunds import refund_kinds, refund_law
from modules.finance.revenue_collection.refunds.refund_kinds import refund_kind
from modules.finance.revenue_collection.refunds.refund_law import Paid
from modules.finance.revenue_collection.roles import APPROVERS, EXPORTERS, READERS
from modules.finance.revenue_collection.signboards import signboard_revising
from modules.finance.revenue_collection.turning import tell_history
from modules.kernel.cases.models import Case, CaseDecision, Level
from modules.kernel.charges.ledger import late_rows
from modules.kernel.charges.models import Charge
from modules.kernel.charges.opening import lower, pay_refund
from modules.kernel.notices.issuing import NewNotice, issue_notices

PATTERN = "คืน.{seq:04}/{be_year}"
CLERKS = ("revenue_officer", "accountant")
ASKED = ("charge", "ground", "received_on", "claim", "claimed_baht")
ZERO = Decimal(0)
LETTER = refund_kinds.LAND.letter


# -- a request ---------------------------------------------------------------------------------------------------------
def derive(draft: Draft) -> None:
    """A refund stands where its charge does. Who took the request, or changed it, is kept: another decides."""
    if draft.changed(*ASKED):
        draft.record.requested_by_id = acting_user_id()
    if draft.record.charge_id:
        draft.record.place_id = draft.record.charge.place_id


def check(draft: Draft) -> Iterator[Refused]:
    """In time, of tax that was paid."""
    refund: Refund = draft.record
    law = refund_kind(refund.charge).law
    if refund.ground in (Refund.Ground.DECISION, Refund.Ground.REASSESSED):
        text = "การคืนตามผลคำคัดค้าน อุทธรณ์ หรือการประเมินใหม่บันทึกจากคำวินิจฉัยหรือคำสั่งนั้น"
        yield Refused("REFUND_GROUND", text, law, "ground")
    if refund.received_on > clock.today():
        yield Refused("FUTURE", "วันที่รับคำร้องต้องไม่อยู่ในอนาคต", law, "received_on")
    yield from _payable(refund, refund.claimed_baht, "claimed_baht")


def _payable(refund: Refund, baht: Decimal, field: str) -> Iterator[Refused]:
    if baht <= 0:
        yield Refused("AMOUNT", "จำนวนภาษีที่คืนต้องมากกว่าศูนย์", refund_kind(refund.charge).law, field)
        return
    problems = list(barred(refund))
    yield from problems
    if problems:
        return
    charge = _charge_of(refund)
    row = refund_kind(charge).setting(f"refund_years/{charge.revenue.code}", refund.received_on)
    if baht > (most := sum((each.baht for each in _open_to(charge, refund, row)), ZERO)):
        text = f"ขอคืนได้ไม่เกินภาษีที่ชำระไว้และยังอยู่ในกำหนด {format_baht(most)} บาท"
        yield Refused("REFUND_OVER", text, row.law, field)


def barred(refund: Refund) -> Iterator[Refused]:
    """Why nothing at all is given back of what it was paid for, as the charge stands now."""
    charge = _charge_of(refund)
    try:
        row = refund_kind(charge).setting(f"refund_years/{charge.revenue.code}", refund.received_on)
    except Refused:
        text = f"ไม่มีเกณฑ์คืนเงินของ{charge.revenue.thai}"
        yield Refused("REFUND_KIND", text, refund_kind(charge).law, "charge")
        return
    running = Lease.objects.filter(uid=charge.source_id, until_on__gte=clock.today()).exclude(status="draft")
    if charge.revenue.code == refund_kinds.DEPOSIT and running.exists():
        yield Refused("DEPOSIT_HELD", "สัญญาเช่ายังไม่สิ้นสุด จึงยังไม่คืนเงินประกัน", row.law, "charge")
        return
    if charge.principal_left_baht:
        text = f"รายการนี้ยังค้างชำระ {format_baht(charge.principal_left_baht)} บาท ให้แก้ไขการประเมินแทนการคืนเงิน"
        yield Refused("REFUND_OWING", text, row.law, "charge")
        return
    if revising.held_of(charge) and not _open_to(charge, refund, row):
        yield Refused("REFUND_LATE", f"พ้นกำหนดขอคืนภายใน {row.value:.0f} ปีนับแต่วันที่ชำระ", row.law, "received_on")


def _charge_of(refund: Refund) -> Charge:
    """Its charge as the ledger has it now, not as it was when the refund was read."""
    return Charge.objects.select_related("revenue").get(pk=refund.charge_id)


def _open_to(charge: Charge, refund: Refund, row: RateRow) -> list[Paid]:
    """The payments of the charge that may be asked back within the years of a row."""
    return refund_law.in_time(revising.held_of(charge), refund.received_on, int(row.value), national_holidays())


# -- steps -------------------------------------------------------------------------------------------------------------
def _locked(refund: Refund) -> tuple[LandTaxAssessment | SignTaxAssessment | None, Charge]:
    """The assessment that stands behind a refund, then its charge: the order in which a decision locks them."""
    source = refund.charge.source_id
    about = LandTaxAssessment.objects.filter(uid=source).first()
    standing = revising.standing_or_none(about) if about is not None else signboard_revising.standing_of(source)
    return standing, Charge.objects.select_for_update(of=("self",)).select_related("revenue").get(pk=refund.charge_id)


def may_approve(draft: TransitionDraft) -> Iterator[Refused]:
    """No more than was asked for, and still in the office's hands, where it stays until it is done."""
    refund: Refund = draft.record
    _locked(refund)
    assert refund.decided_baht is not None  # the step asks for it
    if refund.decided_baht > refund.claimed_baht:
        text = f"คืนได้ไม่เกินที่ขอ {format_baht(refund.claimed_baht)} บาท"
        yield Refused("REFUND_OVER", text, refund_kind(refund.charge).law, "decided_baht")
    else:
        yield from _payable(refund, refund.decided_baht, "decided_baht")


def approved(draft: TransitionDraft) -> None:
    """The charge is lowered by what is given back; an assessment that stands gives way to one of the smaller sum."""
    refund: Refund = draft.record
    standing, charge = _locked(refund)
    note = f"คำสั่งคืนภาษีเลขที่ {refund.order_no} ({refund.register_no})"
    # of the charge, which an order may have changed since the assessment
    left: Decimal = charge.principal_baht - refund.decided_baht  # type: ignore[operator]
    law = refund_kind(charge).law
    if isinstance(standing, LandTaxAssessment):
        revising.lower_one(standing, charge, left, note, law)
    elif standing is not None:
        signboard_revising.lower_one(standing, charge, left, note, law)
    refund.late_baht = lower(charge, left, note, law)[1]
    _due(refund, draft.on)
    refund.decided_by = draft.user
    refund.save()
    issue_notices([_letter(refund)])


def refused(draft: TransitionDraft) -> None:
    draft.record.decided_on, draft.record.decided_by = draft.on, draft.user
    draft.record.decided_baht = None
    draft.record.save()


def prepared(draft: TransitionDraft) -> None:
    draft.record.prepared_by = draft.user
    draft.record.save()


def may_pay(draft: TransitionDraft) -> Iterator[Refused]:
    """On a day from the order to today."""
    refund: Refund = draft.record
    law = refund_kind(refund.charge).law
    if refund.paid_on is None or not refund.decided_on <= refund.paid_on <= draft.on:  # type: ignore[operator]
        yield Refused("PAID_ON", "วันที่จ่ายต้องไม่ก่อนวันที่มีคำสั่งและไม่อยู่ในอนาคต", law, "paid_on")


def paid(draft: TransitionDraft) -> None:
    refund: Refund = draft.record
    refund.paid_by = draft.user
    refund.save()
    note, law = f"ฎีกา {refund.voucher_no} ({refund.register_no})", refund_kind(refund.charge).law
    pay_refund(refund.charge, refund.decided_baht + refund.late_baht, note, law)  # type: ignore[operator]


def sent_back(draft: TransitionDraft) -> None:
    draft.record.prepared_by, draft.record.voucher_no = None, ""
    draft.record.save()


def _due(refund: Refund, on: date) -> None:
    refund.decided_on = on
    refund.pay_by = official_deadline(on, int(refund_kind(refund.charge).setting("refund_voucher_days", on).value))


# -- after a decision --------------------------------------------------------------------------------------------------
def after_decision(case: Case, decision: CaseDecision, back: Back) -> Refund:
    """What a decision gives back is due, with interest above the objection. The payer is told.

    Interest runs to the day of the decision. Law: s.73, 80.
    """
    bears_interest = decision.level != Level.OBJECTION and refund_kind(back.charge).pays_interest
    borne = refund_law.interest(back.held, back.baht, decision.decided_on, late_rows()) if bears_interest else []
    refund = Refund(
        ground=Refund.Ground.DECISION, received_on=case.received_on, claim=case.claim[:500], source_id=case.uid,
        order_no=decision.order_no, decision_text=f"{case.register_no}: {decision}",
        interest_baht=sum((each.baht for each in borne), ZERO), interest_trace="; ".join(map(str, borne))[:1000],
    )  # fmt: skip
    return due_back(refund, back, decision.decided_on)


def due_back(refund: Refund, back: Back, on: date) -> Refund:
    """What the office itself found to be too much is due from a day; numbered, and the payer is told."""
    refund.charge, refund.place_id, refund.status = back.charge, back.charge.place_id, "due"
    refund.claimed_baht = refund.decided_baht = back.baht
    refund.late_baht = back.late_baht
    _due(refund, on)
    key = registry.for_model(Refund).key  # type: ignore[union-attr]
    refund.register_no = series.take(key, PATTERN, clock.today())
    refund.save()
    tell_history(refund, "", "due", "due_back", refund.decision_text, refund.decided_by)
    issue_notices([_letter(refund)])
    return refund


def lower_after_decision(
    case: Case, decision: CaseDecision, charge: Charge, baht: Decimal, note: str, law: str
) -> None:
    """Set a charge to the sum decided; what was paid above it becomes a refund to be paid."""
    for back in revising.lower_charges([charge], baht, note, law):
        after_decision(case, decision, back)


def _letter(refund: Refund) -> NewNotice:
    charge = refund.charge
    late = f" เบี้ยปรับและเงินเพิ่มที่ชำระไว้ {format_baht(refund.late_baht)} บาท" if refund.late_baht else ""
    interest = f" พร้อมดอกเบี้ย {format_baht(refund.interest_baht)} บาท" if refund.interest_baht else ""
    kind = refund_kind(charge)
    fetched = "ภายในระยะเวลาที่ระบุไว้นับแต่วันที่ได้รับหนังสือนี้" if kind.letter.clocks else ""
    body = (
        f"มี{kind.thai}ที่ต้องคืนให้ท่าน {format_baht(refund.decided_baht or ZERO)} บาท{late}{interest}"
        f" ตาม{refund.get_ground_display()} เลขที่ {refund.register_no} ของ{charge.title}"
        f" ขอให้ท่านมารับเงินคืน{fetched}"
    )
    return letter(kind.letter, f"แจ้งให้มารับ{kind.thai}คืน", body, about=refund, to=charge)


# -- the register ------------------------------------------------------------------------------------------------------
def voucher(refund: Refund) -> Mapping[str, Any]:
    """What the order to pay back prints.

    Errors: Refused ``NOT_DECIDED`` while nothing is to be given back.
    """
    if refund.status not in ("due", "prepared", "paid"):
        raise Refused("NOT_DECIDED", "ยังไม่มีคำสั่งให้คืนภาษี จึงออกใบเบิกคืนไม่ได้", refund_kind(refund.charge).law)
    return {"charge": refund.charge, "payer": refund.charge.payer, "total": refund.total_baht}


refunds = Register(
    Refund,
    thai="การคืนภาษี",
    english="Tax refunds",
    name="refund",
    number=PATTERN,
    level="hidden",
    located_by=("place",),
    list_columns=(
        "register_no", "charge", "ground", "received_on", "claimed_baht", "decided_baht", "late_baht", "interest_baht",
        "pay_by",
        "status",
    ),
    form_columns=ASKED,
    filters=("status", "ground", "pay_by"),
    search=("register_no",),
    order_by=("-received_on", "-id"),
    derive=derive,
    check=check,
    errors={
        "revenue_refund_one_request": ("DUP_REFUND", "รายการนี้มีคำร้องขอคืนที่ยังไม่พิจารณาอยู่แล้ว"),
        "revenue_refund_decided": ("AMOUNT", "ระบุจำนวนเงินที่อนุมัติให้คืน"),
        "revenue_refund_by_another": ("FOUR_EYES", "ผู้รับคำร้องพิจารณาเองไม่ได้ ให้ผู้มีอำนาจคนอื่นพิจารณา"),
    },
    workflow=Workflow(
        initial="requested",
        edited_in=("requested",),
        states={
            "requested": "รอพิจารณา", "due": "อนุมัติคืน รอเบิกจ่าย", "prepared": "จัดทำฎีกาแล้ว", "paid": "จ่ายคืนแล้ว",
            "refused": "ไม่คืน",
        },
        transitions=(
            Transition(
                "approve", "requested", "due", APPROVERS, "อนุมัติคืน", closed=barred, guard=may_approve, effect=approved,
                form=("order_no", "decided_baht", "decision_text"), by_another_than=("requested_by",),
            ),
            Transition(
                "refuse", "requested", "refused", APPROVERS, "ไม่คืน", form=("order_no", "decision_text"),
                by_another_than=("requested_by",), effect=refused,
            ),
            Transition(
                "prepare", "due", "prepared", CLERKS, "จัดทำฎีกา", form=("voucher_no",),
                by_another_than=("decided_by",), effect=prepared,
            ),
            Transition("send_back", "prepared", "due", APPROVERS, "ส่งฎีกากลับ", effect=sent_back),
            Transition(
                "pay", "prepared", "paid", APPROVERS, "อนุมัติจ่ายคืน", form=("paid_on",),
                by_another_than=("prepared_by",), guard=may_pay, effect=paid,
            ),
        ),
    ),
    documents=(
        Document(
            "refund", "ใบเบิกคืนภาษี", "revenue_collection/refund.html", papers.ISSUERS, voucher,
            readers=(*papers.READERS, "accountant"),
        ),
    ),
    reports=(CountBy("status", "ground"), SumBy("decided_baht", "status")),
    grants=(
        Grant(f"{READERS} accountant", "view"),
        # who decides and pays does not ask
        Grant("revenue_officer", "add change"),
        Grant(EXPORTERS, "export"),
    ),
)  # fmt: skip
