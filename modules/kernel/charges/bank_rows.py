"""What becomes of one row of a bank's file: a receipt of the bill it names, money that waits for an officer, or the
repeat of a row that was told before.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from gis_core.features import clock
from gis_core.pure.money import format_baht
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import format_date, national_holidays
from modules.kernel.charges.collecting import Tender, cash_day_of, collect
from modules.kernel.charges.leaves import Leaf
from modules.kernel.charges.ledger import lock, owed_on
from modules.kernel.charges.models import BankFile, BankPayment, CashDay, Charge, Receipt
from modules.kernel.charges.rules.bank_file import BankRow

SUSPENSE_DAYS = 3
Outcome = BankPayment.Outcome
#: Money that has no receipt yet.
WAITS = (Outcome.WAITING, Outcome.SUSPENSE)


def new_row(file: BankFile, row: BankRow, before: Sequence[BankPayment]) -> BankPayment:
    """A row as it is first written: it waits to be taken, or repeats one of `before`, which bear its reference. With
    other figures than before it is for an officer to look at.
    """
    new = BankPayment(
        file=file, line_no=row.line_no, paid_on=row.paid_on, ref1=row.ref1, amount_baht=row.amount_baht,
        bank_ref=row.bank_ref,
    )  # fmt: skip
    same = next((each for each in before if _figures(each) == _figures(new)), None)
    if same is not None:
        new.outcome, new.earlier, new.receipt = Outcome.KNOWN, same, same.receipt
        new.why = _repeats(same)
    elif before:
        first = before[0]
        new.outcome, new.earlier, new.clear_by = Outcome.SUSPENSE, first, _clear_by()
        new.why = f"อ้างอิงธนาคารนี้อยู่ใน{_where(first)} แล้ว ยอด {format_baht(first.amount_baht)} บาท ({_fate(first)})"
        new.why += " แต่ข้อมูลต่างกัน ตรวจกับธนาคาร ถ้าเป็นเงินก้อนเดียวกัน ให้ผู้อำนวยการกองคลังปิดโดยไม่รับเงิน"
    return new


def _figures(payment: BankPayment) -> tuple[Any, ...]:
    return payment.paid_on, payment.ref1, payment.amount_baht


def _where(row: BankPayment) -> str:
    return f"แฟ้ม {row.file.name[:50]} บรรทัด {row.line_no}"


def _fate(row: BankPayment) -> str:
    if row.receipt is not None:
        return f"ออกใบเสร็จ {row.receipt} วันที่ {format_date(row.receipt.paid_on, 'numeric')} แล้ว"
    return row.get_outcome_display()


def _repeats(row: BankPayment) -> str:
    """What a repeat says of the row it repeats, and what is to be done."""
    if row.outcome in WAITS:
        return f"ซ้ำกับ{_where(row)} ซึ่งยังรอตรวจสอบ ให้จับคู่ที่รายการเดิมในหน้า “นำเข้าแฟ้มธนาคาร” รายการนี้จะได้ใบเสร็จเดียวกัน"
    return f"ซ้ำกับ{_where(row)} {_fate(row)} ไม่ต้องรับอีก"


def take(row_id: int, cashier: Any, ref1: str = "", leaf: Leaf | None = None) -> BankPayment:
    """Give a row its receipt, on the leaf of a printed book where one is named, or leave it in suspense with the
    reason. With `ref1` an officer names the bill himself, and less than is due is taken as a part payment.

    Errors: with `ref1` Refused ``STATE`` when the row has its receipt, and whatever `collect` refuses.
    """
    row = _locked(row_id)
    if row.outcome not in WAITS:
        if ref1:
            raise Refused("STATE", f"รายการ {row.bank_ref} {row.get_outcome_display()}")
        return row  # the same file was brought in twice at once
    if ref1:
        return _matched(row, cashier, Charge.objects.filter(register_no=ref1).first(), leaf)
    day = cash_day_of(cashier, clock.today())
    charge = Charge.objects.filter(register_no=row.ref1).first() if row.ref1 else None
    why = "" if day.status == CashDay.Status.OPEN else "ปิดวันรับเงินแล้ว"
    why = why or _mismatch(row, charge)
    if why:
        return _suspended(row, why)
    return _matched(row, cashier, charge, leaf)


def _locked(row_id: int) -> BankPayment:
    return BankPayment.objects.select_for_update(of=("self",)).select_related("file", "receipt").get(pk=row_id)


def _suspended(row: BankPayment, why: str) -> BankPayment:
    row.outcome, row.why, row.clear_by, row.receipt = Outcome.SUSPENSE, why, _clear_by(), None
    return _written(row)


def _written(row: BankPayment) -> BankPayment:
    """Save what became of a row, and tell it to those that repeat it."""
    row.save(update_fields=["receipt", "outcome", "why", "clear_by"])
    row.repeats.filter(outcome=Outcome.KNOWN).update(receipt=row.receipt, why=_repeats(row))
    return row


def _mismatch(row: BankPayment, charge: Charge | None) -> str:
    """Why a row is not the payment of the bill it names; "" when reference and sum agree."""
    if charge is None:
        return "ไม่พบเลขอ้างอิง"
    lock([charge.pk])
    left = owed_on(Charge.objects.filter(pk=charge.pk), row.paid_on)[0].dues.total
    return "" if left == row.amount_baht else f"ยอดไม่ตรง ต้องชำระ {format_baht(left)} บาท"


def _matched(row: BankPayment, cashier: Any, charge: Charge | None, leaf: Leaf | None) -> BankPayment:
    if charge is None:
        raise Refused("CHARGE_NONE", "ไม่พบเลขอ้างอิงของใบแจ้ง", "", "ref1")
    row.receipt = collect(
        [charge.pk],
        [Tender("qr", row.amount_baht, row.bank_ref)],
        cashier=cashier,
        client_key=_key(row),
        paid_on=row.paid_on,
        leaf=leaf,
    )
    row.outcome, row.why, row.clear_by = Outcome.MATCHED, "", None
    return _written(row)


def _key(row: BankPayment) -> uuid.UUID:
    """The key of a row's receipt; after one was made void, that of the next."""
    key = uuid.uuid5(row.uid, "bank")
    while (before := Receipt.objects.filter(client_key=key, status=Receipt.Status.VOID).first()) is not None:
        key = uuid.uuid5(row.uid, f"bank {before.pk}")
    return key


def wait_again(receipt: Receipt) -> None:
    """The receipt was made void, and the money is still in the bank: its row waits for another bill."""
    row_id = BankPayment.objects.filter(receipt=receipt, outcome=Outcome.MATCHED).values_list("pk", flat=True).first()
    if row_id is not None:
        _suspended(_locked(row_id), f"ใบเสร็จ {receipt.register_no} ยกเลิกแล้ว เงินยังอยู่ในบัญชี จับคู่กับใบแจ้งใหม่")


def dismiss(row_id: int, why: str) -> BankPayment:
    """Close a row that waits without taking its money: it was given back, or is the same money as another row.

    Errors: Refused ``REQUIRED`` without a reason, ``STATE`` of what waits no more.
    """
    why = " ".join(why.split())
    if not why:
        text = "บอกเหตุที่ปิดโดยไม่รับเงิน เช่น คืนธนาคารตามหนังสือเลขที่ใด หรือเป็นเงินก้อนเดียวกับรายการใด"
        raise Refused("REQUIRED", text, "", "why")
    row = _locked(row_id)
    if row.outcome not in WAITS:
        raise Refused("STATE", f"รายการ {row.bank_ref} {row.get_outcome_display()}")
    row.outcome, row.why, row.clear_by = Outcome.DISMISSED, why[:300], None
    return _written(row)


def _clear_by() -> date:
    return national_holidays().add_working_days(clock.today(), SUSPENSE_DAYS)
