"""Re-assessment within the law's years: asked for, data corrected, reckoned by the same engine, decided by another.

While it is open the uses it rests on may be corrected; approved, it is a new version and the old one is kept. Less tax
lowers the charges and is given back; more is a charge of its own, due after its notice was received.

Law: Land and Building Tax Act B.E. 2562 s.53.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from gis_core.access.actor import acting_user_id
from gis_core.pure.refusal import Refusals, Refused
from layers.declare import CountBy, Draft, Grant, Panel, Register, Start, SumBy, Transition, TransitionDraft, Workflow
from modules.finance.revenue_collection.land_tax import assess, charging, notifying, revising
from modules.finance.revenue_collection.land_tax.reassess_law import LAW
from modules.finance.revenue_collection.models import LandTaxAssessment, LandTaxLine, Reassessment, Refund
from modules.finance.revenue_collection.refunds import refund_registers
from modules.finance.revenue_collection.roles import APPROVERS, ASSESSORS, EXPORTERS, LOCAL, READERS
from modules.finance.revenue_collection.turning import tell_history, turn
from modules.kernel.cases.models import Case

ASKERS = tuple(ASSESSORS.split())
OPEN = ("asked", "reckoned")
PREPARERS = ("asked_by", "reckoned_by")
DUPLICATE = ("DUP_REASSESS", "การประเมินนี้มีคำขอประเมินใหม่ที่ยังไม่พิจารณาอยู่แล้ว")
ASKED = ("assessment", "ground", "reason", "evidence")
#: States of a case that may still change the assessment.
DISPUTED = ("open", "waiting", "refused")


# -- asking ------------------------------------------------------------------------------------------------------------
def derive(draft: Draft) -> None:
    """It stands where the assessment does; who asks for it is kept, for another must decide."""
    record: Reassessment = draft.record
    if record.assessment_id:
        record.place_id = record.assessment.place_id
    if draft.is_new:
        record.asked_by_id = acting_user_id()


def check(draft: Draft) -> Iterator[Refused]:
    """Of an assessment that stands, within the years, while nobody disputes it."""
    yield from standing_refusals(draft.record.assessment)


def standing_refusals(assessment: LandTaxAssessment) -> Iterator[Refused]:
    """Why an assessment may not be made anew today."""
    if assessment.status not in ("approved", "notified"):
        text = "ประเมินใหม่ได้เฉพาะการประเมินที่อนุมัติหรือแจ้งแล้วและยังไม่ถูกแก้ไข"
        yield Refused("NOT_STANDING", text, LAW, "assessment")
    versions = LandTaxAssessment.objects.filter(tax_year=assessment.tax_year_id, owner_key=assessment.owner_key)
    disputes = Case.objects.filter(kind=Case.Kind.LAND_TAX, subject__in=versions.values("uid"), status__in=DISPUTED)
    if disputes.exists():
        yield Refused("OBJECTED", "มีคำคัดค้านหรืออุทธรณ์ที่ยังไม่ยุติ ให้แก้ไขตามผลการพิจารณา", LAW, "assessment")
    for refused in notifying.in_time(assessment.tax_year):
        yield refused.but(field="assessment")


def may_begin(assessment: LandTaxAssessment) -> Iterator[Refused]:
    """Why nobody asks on an assessment's page: it cannot be made anew, or somebody asked already."""
    yield from standing_refusals(assessment)
    if Reassessment.objects.filter(assessment=assessment, status__in=OPEN).exists():
        yield Refused(*DUPLICATE, LAW)


# -- steps -------------------------------------------------------------------------------------------------------------
def gone(record: Reassessment) -> Iterator[Refused]:
    """Why its assessment may not be made anew any more."""
    yield from standing_refusals(record.assessment)


def may_reckon(draft: TransitionDraft) -> Iterator[Refused]:
    """Its places can be assessed, and something differs."""
    record: Reassessment = draft.record
    try:
        new = assess.reckon_one(record.assessment, draft.user)
    except Refused as refused:
        yield refused
    except Refusals as refusals:
        yield from refusals.refusals
    else:
        if new.fingerprint == record.assessment.fingerprint:
            text = "ข้อมูลยังเหมือนเดิม แก้ไขการใช้ประโยชน์หรือทะเบียนทรัพย์สินก่อน"
            yield Refused("NOTHING_CHANGED", text, LAW)


def reckoned(draft: TransitionDraft) -> None:
    """Freeze what the engine gives now, to be decided as it was seen."""
    record: Reassessment = draft.record
    new = assess.reckon_one(record.assessment, draft.user)
    record.before_baht, record.after_baht, record.fingerprint = record.assessment.tax_baht, new.baht, new.fingerprint
    record.preview = preview(record.assessment, new)
    record.reckoned_on, record.reckoned_by = draft.on, draft.user
    record.save()


def preview(old: LandTaxAssessment, new: assess.Renewed) -> list[dict[str, str]]:
    """The lines before and after, by parcel or unit, as an approver reads them; then what was left out and why."""
    columns = ("parcel__parcel_code", "condo_unit__unit_no", "category", "value_baht", "exempt_baht", "tax_baht")
    before = [("เดิม", *row) for row in old.lines.order_by("seq").values_list(*columns)]
    lines = new.frozen.bill.lines if new.frozen else ()
    after = [("ใหม่", line.place, "", line.category, line.value, line.exempted, line.tax) for line in lines]
    uses = dict(LandTaxLine._meta.get_field("category").choices)  # type: ignore[arg-type]
    names = ("which", "place", "use", "value", "exempt", "tax")
    return [
        dict(zip(names, (which, parcel or unit or "", uses[use], *map(str, money)), strict=True))
        for which, parcel, unit, use, *money in [*before, *after]
    ] + [{"left_out": problem.thai} for problem in new.left_out]


def sent_back(draft: TransitionDraft) -> None:
    """Open for correction once more; what was reckoned counts no longer."""
    record: Reassessment = draft.record
    record.before_baht = record.after_baht = record.reckoned_on = record.reckoned_by = None
    record.preview, record.fingerprint = [], ""
    record.save()


def may_approve(draft: TransitionDraft) -> Iterator[Refused]:
    """In time, and the data still give what the approver saw."""
    record: Reassessment = draft.record
    # the order of a decision: the assessment first, then its charges
    standing = LandTaxAssessment.objects.select_for_update().get(pk=record.assessment_id)
    problems = list(standing_refusals(standing))
    yield from problems
    if problems:
        return
    try:
        if assess.reckon_one(standing, draft.user).fingerprint == record.fingerprint:
            return
    except (Refused, Refusals):
        pass  # what was assessed when it was reckoned no longer is: the data differ
    yield Refused("STALE", "ข้อมูลเปลี่ยนหลังการคำนวณ ส่งกลับให้คำนวณใหม่ก่อนอนุมัติ", LAW)


def approved(draft: TransitionDraft) -> None:
    """The new version in the place of the old one, its charges and its notice."""
    record: Reassessment = draft.record
    old = LandTaxAssessment.objects.select_related("tax_year").get(pk=record.assessment_id)
    note = f"คำสั่งประเมินใหม่เลขที่ {record.order_no} ({record.register_no})"
    status, charges = old.status, revising.charges_of(old)
    renewed = assess.reckon_one(old, draft.user)
    turn(old, "revised" if renewed.frozen else "void", "reassess", note, draft.user)
    if renewed.frozen:
        record.result = _new_version(record, old, renewed, status, note, draft.user)
    record.decided_on, record.decided_by = draft.on, draft.user
    record.save()
    if status == "notified":
        _money(record, old, charges, note)
        if record.result is not None:
            notifying.issue([record.result])


def _new_version(
    record: Reassessment, old: LandTaxAssessment, renewed: assess.Renewed, status: str, note: str, user: Any
) -> LandTaxAssessment:
    new = renewed.run.renew(old, renewed.frozen, status)  # type: ignore[arg-type]
    new.generated_by, new.checked_by, new.approved_by = record.asked_by, record.reckoned_by, user
    new.save()
    tell_history(new, "", status, "reassess", note, user)
    return new


def _money(record: Reassessment, old: LandTaxAssessment, charges: list[Any], note: str) -> None:
    """More is a charge of its own; less lowers the charges, the newest unpaid first, and is given back."""
    more = record.difference_baht
    if more > 0 and record.result is not None:
        charging.open_further(record.result, more)
        return
    total = sum((each.principal_baht for each in charges), Decimal(0))
    for back in revising.lower_charges(charges, max(total + more, Decimal(0)), note, LAW):
        refund = Refund(
            ground=Refund.Ground.REASSESSED, received_on=record.decided_on, claim=record.reason, source_id=record.uid,
            order_no=record.order_no, decision_text=note, decided_by=record.decided_by,
        )  # fmt: skip
        refund_registers.due_back(refund, back, record.decided_on)  # type: ignore[arg-type]


def refused(draft: TransitionDraft) -> None:
    draft.record.decided_on, draft.record.decided_by = draft.on, draft.user
    draft.record.save()


# -- what is shown ----------------------------------------------------------------------------------------------------
def result_tab(record: Reassessment, user: Any) -> Mapping[str, Any]:
    """Lines and sums before and after, and what of the payer's could not be assessed."""
    left_out = [row["left_out"] for row in record.preview if "left_out" in row]
    return {"record": record, "rows": [row for row in record.preview if "left_out" not in row], "left_out": left_out}


# -- the register ------------------------------------------------------------------------------------------------------
reassessments = Register(
    Reassessment,
    thai="การประเมินใหม่ (ม.53)",
    english="Re-assessments",
    office_kinds=LOCAL,
    name="reassessment",
    number="ปม.{seq:04}/{be_year}",
    level="hidden",
    located_by=("place",),
    list_columns=("register_no", "assessment", "ground", "reason", "before_baht", "after_baht", "decided_on", "status"),
    form_columns=ASKED,
    filters=("status", "ground", "decided_on"),
    inner=("fingerprint", "preview"),
    search=("register_no", "order_no"),
    order_by=("-id",),
    derive=derive,
    check=check,
    errors={"revenue_reassessment_one_open": DUPLICATE},
    workflow=Workflow(
        initial="asked",
        edited_in=("asked",),
        instead="ส่งกลับแก้ไขก่อน หรือเสนอประเมินใหม่อีกครั้ง",
        states={
            "asked": "เปิดแก้ไขข้อมูล", "reckoned": "คำนวณแล้ว รออนุมัติ", "approved": "อนุมัติการประเมินใหม่",
            "refused": "ไม่อนุมัติ", "withdrawn": "ถอนเรื่อง",
        },
        transitions=(
            Transition(
                "reckon", "asked", "reckoned", ASKERS, "คำนวณใหม่", closed=gone, guard=may_reckon, effect=reckoned,
            ),
            Transition("send_back", "reckoned", "asked", (*ASKERS, *APPROVERS), "ส่งกลับแก้ไข", effect=sent_back),
            Transition(
                "approve", "reckoned", "approved", APPROVERS, "อนุมัติการประเมินใหม่", form=("order_no",),
                by_another_than=PREPARERS, closed=gone, guard=may_approve, effect=approved,
            ),
            Transition(
                "refuse", "reckoned", "refused", APPROVERS, "ไม่อนุมัติ", form=("order_no", "decision_text"),
                by_another_than=PREPARERS, effect=refused,
            ),
            Transition("withdraw", OPEN, "withdrawn", ASKERS, "ถอนเรื่อง"),
        ),
    ),
    starts=(Start("assessment", "ประเมินใหม่ (ม.53)", ("approved", "notified"), may_begin),),
    panels=(Panel("result", "ผลการคำนวณใหม่", "revenue_collection/reassessed.html", result_tab),),
    reports=(CountBy("status", "ground"), SumBy("after_baht", "status")),
    grants=(Grant(READERS, "view"), Grant(ASSESSORS, "add change"), Grant(EXPORTERS, "export")),
)  # fmt: skip
