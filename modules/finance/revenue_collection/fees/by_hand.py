"""What charges opened by hand have in common: who opened them, and taking one back by another person while unpaid."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gis_core.access.actor import acting_user_id
from gis_core.pure.refusal import Refused
from layers.declare import Draft, Transition, TransitionDraft, Workflow
from modules.kernel.charges.collecting import MONEY_LAW
from modules.kernel.charges.ledger import lock
from modules.kernel.charges.models import Charge
from modules.kernel.charges.opening import void

VOIDERS = ("finance_head", "clerk_chief")


def keep_opener(draft: Draft) -> None:
    """Who opens it: another takes it back."""
    if draft.is_new:
        draft.record.opened_by_id = acting_user_id()


def closed(draft: Draft) -> Iterator[Refused]:
    """What was opened stays as it was opened."""
    if not draft.is_new:
        yield Refused("STATE", "ตั้งหนี้แล้ว แก้ไขไม่ได้ ให้ยกเลิกแล้วตั้งใหม่ หรือเสนอคำสั่งเกี่ยวกับหนี้", MONEY_LAW)


def paid_of(record: Any) -> Iterator[Refused]:
    """``CHARGE_PAID`` of what somebody has paid anything of."""
    for charge in Charge.objects.filter(source_id=record.uid).order_by("pk"):
        if charge.status != Charge.Status.OPEN:
            text = f"รายการ {charge.register_no} {Charge.Status(charge.status).label}แล้ว ยกเลิกไม่ได้"
            yield Refused("CHARGE_PAID", text, MONEY_LAW)


def may_void(draft: TransitionDraft) -> Iterator[Refused]:
    """The same once more. The charges stay locked until it is done."""
    lock(Charge.objects.filter(source_id=draft.record.uid).values_list("pk", flat=True))
    yield from paid_of(draft.record)


def voided(draft: TransitionDraft) -> None:
    """The charge stays in the books with a principal of nothing."""
    for charge in Charge.objects.filter(source_id=draft.record.uid):
        void(charge, f"ยกเลิก {draft.record.register_no}: {draft.record.void_reason}"[:300], MONEY_LAW)


WORKFLOW = Workflow(
    initial="open",
    states={"open": "ตั้งหนี้แล้ว", "void": "ยกเลิก"},
    transitions=(
        Transition(
            "void", "open", "void", VOIDERS, "ยกเลิก", form=("void_reason",), by_another_than=("opened_by",),
            closed=paid_of, guard=may_void, effect=voided,
        ),
    ),
)  # fmt: skip
