"""Cancelling a signboard assessment (ภ.ป.3): by another than who made it, while nothing was paid or decided of it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from gis_core.pure.refusal import Refused
from gis_core.pure.signboard import ACT
from layers.declare import TransitionDraft
from layers.engine.transitions import transition
from layers.registry import registry
from modules.finance.revenue_collection.models import SignTaxAssessment, SignTaxLine
from modules.finance.revenue_collection.signboards import signboard_notifying, signboard_revising
from modules.finance.revenue_collection.turning import turn
from modules.kernel.cases.models import Case
from modules.kernel.charges.ledger import any_taken, lock
from modules.kernel.charges.opening import adjust
from modules.kernel.notices.models import Notice
from modules.kernel.notices.system import OPEN, SIGNERS

LAW = f"{ACT} ม.17"
VOIDERS = ("finance_head", "clerk_chief", "executive")
LIVE_CASE = ("open", "waiting", "refused")


def may_void(draft: TransitionDraft) -> Iterator[Refused]:
    """The same as `built_on`, with the charges locked until it is done."""
    lock(signboard_revising.charges_of(draft.record).values_list("pk", flat=True))
    yield from built_on(draft.record)


def built_on(record: SignTaxAssessment) -> Iterator[Refused]:
    """Only an assessment on which nothing else has been built yet is void."""
    if any_taken(signboard_revising.charges_of(record)):
        yield Refused("VOID_PAID", "มีการชำระภาษีตามการประเมินนี้แล้ว ยกเลิกไม่ได้ ให้ขอคืนภาษี", f"{ACT} ม.24")
    versions = SignTaxAssessment.objects.filter(sign_return=record.sign_return_id)
    if Case.objects.filter(subject__in=versions.values("uid"), status__in=LIVE_CASE).exists():
        yield Refused("VOID_OBJECTED", "มีอุทธรณ์การประเมินที่ยังไม่ยุติ ยกเลิกไม่ได้", f"{ACT} ม.30")
    signs = list(record.lines.values_list("sign_id", flat=True))
    built = SignTaxLine.objects.filter(replaces__in=signs, year_be=record.year_be, is_live=True)
    if built.exclude(assessment=record.pk).exists():
        yield Refused("SIGN_FOLLOWED", "มีการประเมินป้ายที่แก้ไขหรือแทนป้ายของการประเมินนี้แล้ว ให้ยกเลิกรายการนั้นก่อน", LAW)


def voided(draft: TransitionDraft) -> None:
    """Nothing is owed, the owner's letter counts no more, and the return may be assessed again."""
    record: SignTaxAssessment = draft.record
    note = f"ยกเลิกการประเมินเลขที่ {record.register_no}: {record.void_reason}"[:300]
    for charge in signboard_revising.charges_of(record):
        adjust(charge, Decimal(0), note, LAW)
    signboard_revising.unlive([record])
    _withdraw_letters(record, draft)
    turn(record.sign_return, "filed", "unassess", note)


def _withdraw_letters(record: SignTaxAssessment, draft: TransitionDraft) -> None:
    """A letter that has not been received is void; one that was stays as the proof it is."""
    assert set(VOIDERS) <= set(SIGNERS)  # who cancels an assessment may cancel its letter
    register = registry.for_model(Notice)
    versions = SignTaxAssessment.objects.filter(sign_return=record.sign_return_id)
    kind = signboard_notifying.KIND.code
    waiting = Notice.objects.filter(kind=kind, source__in=versions.values("uid"), status__in=OPEN)
    for notice in waiting:
        values = {"void_reason": record.void_reason}
        transition(register, notice.uid, "void", values, user=draft.user, reason=draft.reason)  # type: ignore[arg-type]
