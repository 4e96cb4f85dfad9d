"""The steps of a receipt that is to be void and of a cashier's day; guards and effects of their workflows."""

from __future__ import annotations

from collections.abc import Iterator

from gis_core.features import clock
from gis_core.numbering import series
from gis_core.pure.refusal import Refused
from layers.declare import TransitionDraft
from modules.kernel.charges.collecting import MONEY_LAW, differences
from modules.kernel.charges.ledger import BACK, Kind, lock, post
from modules.kernel.charges.models import CashDay, Charge, ChargeEntry, Receipt
from modules.kernel.documents import issue as papers
from modules.kernel.documents.models import IssuedDocument

SLIP_SERIES, SLIP_PATTERN = "kernel.charges:remittance", "นส.{seq:05}/{yy}"
LIVE = (Receipt.Status.ISSUED, Receipt.Status.VOID_REQUESTED)


def may_void(draft: TransitionDraft) -> Iterator[Refused]:
    """Only while the money is still with the cashier. The cashier's day stays locked until the step is done."""
    yield from _handed_on(CashDay.objects.select_for_update().get(pk=draft.record.cash_day_id))
    yield from _settled_since(draft.record)


def too_late(receipt: Receipt) -> Iterator[Refused]:
    """The money has left the cashier's hands."""
    yield from _handed_on(receipt.cash_day)


def _handed_on(day: CashDay) -> Iterator[Refused]:
    if day.status == CashDay.Status.COUNTED:
        text = "วันรับเงินของใบเสร็จนี้ตรวจนับและปิดแล้ว ให้ผู้อำนวยการกองคลังสั่งให้นับใหม่ก่อน จึงขอยกเลิกได้"
        yield Refused("VOID_REMITTED", text, MONEY_LAW)
    elif day.status != CashDay.Status.OPEN:
        text = "เงินของใบเสร็จนี้นำส่งแล้ว ยกเลิกใบเสร็จไม่ได้ หากรับไว้ผิดหรือเกิน ให้ยื่นคำขอคืนเงิน"
        yield Refused("VOID_REMITTED", text, MONEY_LAW)


def _settled_since(receipt: Receipt) -> Iterator[Refused]:
    """What was given back or given up rests on the payment: it is not taken away under it."""
    paid = lock(receipt.entries.values_list("charge_id", flat=True))
    refunded = ChargeEntry.objects.filter(charge__in=paid, kind__in=BACK).exists()
    if refunded or Charge.objects.filter(pk__in=paid, status=Charge.Status.WRITTEN_OFF).exists():
        yield Refused("VOID_SETTLED", "มีการคืนเงินหรือจำหน่ายหนี้สูญจากรายการของใบเสร็จนี้แล้ว ยกเลิกไม่ได้", MONEY_LAW)


def void_asked(draft: TransitionDraft) -> None:
    """Keep who asked: another must approve."""
    draft.record.void_requested_by = draft.user
    draft.record.save(update_fields=["void_requested_by"])


def voided(draft: TransitionDraft) -> None:
    """Put back what the receipt cleared; the receipt, its lines and its number stay, its printed copy is void too."""
    receipt = draft.record
    lock(receipt.entries.values_list("charge_id", flat=True))
    cleared = list(receipt.entries.filter(kind__in=(Kind.LATE, Kind.CLEARED)).order_by("id"))
    post(
        [
            ChargeEntry(
                charge_id=entry.charge_id,
                kind=Kind.REVERSED,
                component=entry.component,
                amount_baht=-entry.amount_baht,
                on=entry.on,
                receipt=receipt,
                reverses=entry,
                note=f"ยกเลิกใบเสร็จ {receipt.register_no}",
            )
            for entry in cleared
        ],
        clock.today(),
    )
    receipt.voided_by = draft.user
    receipt.save(update_fields=["voided_by"])
    for paper in IssuedDocument.objects.filter(record_id=receipt.uid, status=IssuedDocument.Status.VALID):
        papers.void(paper, user=draft.user, reason=f"ยกเลิกใบเสร็จ {receipt.register_no}")


def may_count(draft: TransitionDraft) -> Iterator[Refused]:
    """The count agrees with the receipts to the satang, and no receipt waits to be void."""
    if draft.record.cashier_id != draft.user.pk:
        yield Refused("OTHER_CASHIER", "ผู้รับเงินเป็นผู้ตรวจนับเงินของตน", MONEY_LAW)
    yield from may_hand_over(draft)
    for text in differences(draft.record):
        yield Refused("COUNT_DIFFERS", f"ยอดไม่ตรง: {text}", MONEY_LAW)


def may_hand_over(draft: TransitionDraft) -> Iterator[Refused]:
    """What waits for a decision is decided first."""
    if draft.record.receipts.filter(status=Receipt.Status.VOID_REQUESTED).exists():
        yield Refused("VOID_WAITS", "มีใบเสร็จที่ขอยกเลิกและยังไม่อนุมัติ", MONEY_LAW)


def handed_over(draft: TransitionDraft) -> None:
    """Number the remittance slip; the receipts are remitted with it."""
    day = draft.record
    day.received_by = draft.user
    day.register_no = series.take(SLIP_SERIES, SLIP_PATTERN, clock.today(), "fiscal")
    day.save(update_fields=["received_by", "register_no"])
    day.receipts.filter(status__in=LIVE).update(status=Receipt.Status.REMITTED)


def may_bank(draft: TransitionDraft) -> Iterator[Refused]:
    """Banked neither before it was taken nor in the future."""
    banked = draft.values.get("banked_on")
    if banked is not None and not draft.record.on <= banked <= draft.on:
        yield Refused("BANK_DATE", "วันที่นำฝากต้องไม่ก่อนวันรับเงินและไม่เกินวันนี้", MONEY_LAW, "banked_on")
