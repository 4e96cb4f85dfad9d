"""The steps of a receipt that is to be void and of a cashier's day; guards and effects of their workflows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from gis_core.features import clock
from gis_core.numbering import series
from gis_core.pure.money import format_baht
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import format_date, national_holidays
from layers.declare import TransitionDraft
from modules.kernel.charges import bank_rows
from modules.kernel.charges.collecting import MONEY_LAW, differences
from modules.kernel.charges.ledger import BACK, Kind, lock, post
from modules.kernel.charges.models import CashDay, Charge, ChargeEntry, Receipt
from modules.kernel.documents import issue as papers
from modules.kernel.documents.models import IssuedDocument

SLIP_SERIES, SLIP_PATTERN = "kernel.charges:remittance", "นส.{seq:05}/{yy}"
#: How many keep the safe together.
KEEPERS = 3
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
    """Put back what the receipt cleared; the receipt, its lines and its number stay, its printed copy is void too.
    Money of a bank's file waits again.
    """
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
    bank_rows.wait_again(receipt)
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


def keep(day: CashDay, values: Mapping[str, Any], user: Any) -> str:
    """Name those who keep the money in the safe until it is banked. Errors: Refused ``KEEPERS`` for less than three."""
    typed = (values.get("kept_by") or "").replace("\n", ",").split(",")
    names = list(dict.fromkeys(name for each in typed if (name := " ".join(each.split()))))
    day.kept_by = ", ".join(names)
    if len(names) < KEEPERS or len(day.kept_by) > CashDay._meta.get_field("kept_by").max_length:  # type: ignore[operator]
        text = f"ระบุชื่อกรรมการเก็บรักษาเงิน {KEEPERS} คน คั่นด้วยจุลภาค รวมไม่เกิน 240 ตัวอักษร"
        raise Refused("KEEPERS", text, MONEY_LAW, "kept_by")
    day.save(update_fields=["kept_by"])
    return f"บันทึกแล้ว เงินของวันนี้อยู่กับ {day.kept_by} จนกว่าจะนำฝาก"


def may_bank(draft: TransitionDraft) -> Iterator[Refused]:
    """Banked neither before it was taken nor in the future; later than the next working day it was kept by three."""
    day, banked = draft.record, draft.values.get("banked_on")
    if banked is None:
        return
    if not day.on <= banked <= draft.on:
        yield Refused("BANK_DATE", "วันที่นำฝากต้องไม่ก่อนวันรับเงินและไม่เกินวันนี้", MONEY_LAW, "banked_on")
    last = national_holidays().add_working_days(day.on, 1)
    if banked > last and not day.kept_by and handed_in(day):
        text = f"ต้องนำฝากภายใน {format_date(last)} (วันทำการถัดไป) นำฝากช้ากว่านั้นให้บันทึกกรรมการเก็บรักษาเงินก่อน"
        yield Refused("BANK_LATE", text, MONEY_LAW, "banked_on")


def handed_in(day: CashDay) -> Decimal:
    """Cash and cheques, which must be carried to the bank."""
    return (day.cash_baht or Decimal(0)) + (day.cheque_baht or Decimal(0))


def not_banked(day: CashDay) -> Iterator[Refused]:
    """What was handed over lies in the bank; a day of transfers alone has nothing to carry there."""
    if day.status == CashDay.Status.REMITTED and handed_in(day):
        text = f"ยังไม่ได้นำเงินสดและเช็ค {format_baht(handed_in(day))} บาทฝากธนาคาร บันทึกการนำฝากก่อนปิดวัน"
        yield Refused("NOT_BANKED", text, MONEY_LAW)
