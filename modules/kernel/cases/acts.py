"""What the steps of a case check and write: clocks, pauses, decisions, the way up the ladder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gis_core.features import clock
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import format_date, national_holidays
from layers.declare import Draft, TransitionDraft
from modules.kernel.cases import rules
from modules.kernel.cases.models import Case, CaseDecision, CasePause, Level, Outcome
from modules.kernel.cases.outcomes import granting_refusals, lodging_refusals, tell
from modules.kernel.rates.lookup import rows_of

LADDER = "kernel.case_ladder"


def rung_of(case: Case, on: date | None = None) -> rules.Rung:
    """The rung the case stands on, by the law of the day it was received there. Errors: Refused ``NO_RATE``."""
    return rules.rung(rows_of(LADDER), case.kind, case.level, on or case.received_on)


def last_day(case: Case) -> date | None:
    """The official's last day as it stands today."""
    pauses = [rules.Pause(p.paused_on, p.resumed_on) for p in case.pauses.filter(level=case.level)] if case.pk else []
    return rules.decide_by(case.received_on, rung_of(case), pauses, clock.today(), case.extended_days or 0)


# -- the form ----------------------------------------------------------------------------------------------------------
def check(draft: Draft) -> Iterator[Refused]:
    """One applicant, in time, not from the future; what was received on a later rung is no longer typed."""
    case: Case = draft.record
    if (case.person_id is None) == (case.organisation_id is None):
        yield Refused("ONE_PARTY", "ระบุผู้ร้องเป็นบุคคลหรือนิติบุคคลอย่างใดอย่างหนึ่ง", field="person")
    if case.received_on > clock.today():
        yield Refused("FUTURE", "วันที่รับคำร้องต้องไม่อยู่ในอนาคต", field="received_on")
    if case.level != Level.OBJECTION or case.status not in ("", "open", "waiting"):
        if draft.changed("told_on", "received_on", "kind", "subject", "claimed_baht"):
            yield Refused("DECIDED", "พิจารณาแล้ว แก้ไขคำร้องไม่ได้", field="received_on")
        return
    try:
        rules.refuse_late(case.received_on, case.told_on, rung_of(case), national_holidays())
    except Refused as refused:
        yield refused
    yield from lodging_refusals(case)


def derive(draft: Draft) -> None:
    """The last day follows from the day of receipt."""
    case: Case = draft.record
    if case.kind and case.received_on and case.level == Level.OBJECTION:
        case.decide_by = last_day(case)


# -- steps -------------------------------------------------------------------------------------------------------------
def paused(draft: TransitionDraft) -> None:
    CasePause.objects.create(
        case=draft.record, level=draft.record.level, paused_on=draft.on, reason=draft.values["pause_reason"]
    )


def resumed(draft: TransitionDraft) -> None:
    case: Case = draft.record
    for pause in case.pauses.filter(resumed_on=None):
        pause.resumed_on = draft.on
        pause.save()
    _reset_clock(case)


def not_extendable(case: Case) -> Iterator[Refused]:
    """Once, in time, where the law gives days for it."""
    yield from silent(case)
    try:
        rules.refuse_extension(1, rung_of(case), case.extended_days or 0)
    except Refused as refused:
        yield refused


def may_extend(draft: TransitionDraft) -> Iterator[Refused]:
    case: Case = draft.record
    stored = Case.objects.values_list("extended_days", flat=True).get(pk=case.pk)
    try:
        rules.refuse_extension(case.extended_days or 0, rung_of(case), stored or 0)
    except Refused as refused:
        yield refused


def extended(draft: TransitionDraft) -> None:
    _reset_clock(draft.record)


def _reset_clock(case: Case) -> None:
    case.decide_by = last_day(case)
    case.save()


def silent(case: Case) -> Iterator[Refused]:
    """What silence has decided is decided."""
    since = rules.granted_by_silence_on(case.decide_by, rung_of(case))
    if since is not None and clock.today() >= since:
        yield Refused("SILENCE", "พ้นกำหนดพิจารณาแล้ว กฎหมายถือว่าเห็นชอบตามคำร้อง", rung_of(case).law)


def not_his(case: Case) -> Iterator[Refused]:
    """The executive decides on the first rung alone, and in time."""
    yield from silent(case)
    if case.level != Level.OBJECTION:
        yield Refused("LEVEL", "ชั้นนี้ผู้บริหารไม่ได้เป็นผู้พิจารณา ให้บันทึกผลของคณะกรรมการหรือศาล")


def may_grant(draft: TransitionDraft) -> Iterator[Refused]:
    """No other sum than the system of the record lets: of the executive, a committee and a court alike."""
    yield from granting_refusals(draft.record)


def before_executive(case: Case) -> Iterator[Refused]:
    """Committee and court come after him."""
    if case.level == Level.OBJECTION:
        yield Refused("LEVEL", "ชั้นคัดค้านให้ผู้บริหารเป็นผู้พิจารณา")


def granted(draft: TransitionDraft) -> None:
    decide(draft.record, Outcome.GRANTED, draft.on)


def refused(draft: TransitionDraft) -> None:
    decide(draft.record, Outcome.REFUSED, draft.on)


def withdrawn(draft: TransitionDraft) -> None:
    decide(draft.record, Outcome.WITHDRAWN, draft.on)


def decide(case: Case, outcome: str, on: date) -> CaseDecision:
    """Write the decision of the rung and tell the system whose record it is about."""
    made = CaseDecision.objects.create(
        case=case, level=case.level, outcome=outcome, decided_on=on, order_no=case.order_no,
        baht=case.decided_baht if outcome in (Outcome.GRANTED, Outcome.SILENCE) else None, text=case.decision_text,
    )  # fmt: skip
    tell(case, made)
    return made


def told(draft: TransitionDraft) -> None:
    """The day from which the next rung's days run."""
    decision = draft.record.decisions.get(level=draft.record.level)
    decision.told_on = draft.record.result_told_on
    decision.save()


def told_in_order(draft: TransitionDraft) -> Iterator[Refused]:
    case: Case = draft.record
    decision = case.decisions.get(level=case.level)
    if case.result_told_on and not decision.decided_on <= case.result_told_on <= draft.on:
        yield Refused("TOLD_ORDER", "วันที่ได้รับแจ้งผลต้องไม่ก่อนวันพิจารณาและไม่อยู่ในอนาคต", field="result_told_on")


def not_up(case: Case) -> Iterator[Refused]:
    """Up to a rung the law knows, after being told."""
    if rules.next_level(rows_of(LADDER), case.kind, case.level, clock.today()) is None:
        yield Refused("LAST_LEVEL", "กฎหมายไม่มีชั้นถัดไป")
    elif case.result_told_on is None:
        yield Refused("NOT_TOLD", "บันทึกวันที่ผู้ร้องได้รับแจ้งผลก่อน", field="lodged_on")


def may_go_up(draft: TransitionDraft) -> Iterator[Refused]:
    """In time."""
    case: Case = draft.record
    rows = rows_of(LADDER)
    above = rules.next_level(rows, case.kind, case.level, draft.on)
    assert above is not None and case.lodged_on is not None and case.result_told_on is not None  # it was not closed
    if case.lodged_on > draft.on:
        yield Refused("FUTURE", "วันที่ยื่นต้องไม่อยู่ในอนาคต", field="lodged_on")
    step = rules.rung(rows, case.kind, above, case.lodged_on)
    try:
        rules.refuse_late(case.lodged_on, case.result_told_on, step, national_holidays())
    except Refused as late:
        yield late.but(field="lodged_on")


def gone_up(draft: TransitionDraft) -> None:
    """The same case on the rung above, with a clock of its own."""
    case: Case = draft.record
    above = rules.next_level(rows_of(LADDER), case.kind, case.level, draft.on)
    assert above is not None and case.lodged_on is not None and case.result_told_on is not None  # the guard asked
    case.level, case.received_on, case.told_on = above, case.lodged_on, case.result_told_on
    case.lodged_on = case.result_told_on = case.extended_days = case.decided_baht = None
    case.order_no = case.decision_text = ""
    _reset_clock(case)


def still_time(case: Case) -> Iterator[Refused]:
    """A refused case is closed once nobody can go up any more."""
    rows, today = rows_of(LADDER), clock.today()
    above = rules.next_level(rows, case.kind, case.level, today)
    if above is None:
        return
    if case.result_told_on is None:
        yield Refused("NOT_TOLD", "บันทึกวันที่ผู้ร้องได้รับแจ้งผลก่อน")
    elif today <= (
        last := rules.lodge_by(case.result_told_on, rules.rung(rows, case.kind, above, today), national_holidays())
    ):
        text = f"ผู้ร้องยังอยู่ในกำหนดเวลายื่นชั้นถัดไป ถึงวันที่ {format_date(last, 'long')}"
        yield Refused("STILL_TIME", text)
