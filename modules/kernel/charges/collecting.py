"""Taking money: one transaction locks the cashier's day and the charges, clears them and gives the receipt its number.

Everybody locks in the same order (day, charges by number, number series), so payments never wait for each other in a
ring; the number comes last, so the series is held for the shortest time.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from gis_core.features import clock
from gis_core.numbering import series
from gis_core.pure.money import format_baht, round_satang
from gis_core.pure.refusal import Refused
from modules.kernel.charges.leaves import Leaf, take_leaf
from modules.kernel.charges.ledger import Kind, Owed, late_rows, lock, owed_on, post
from modules.kernel.charges.models import CashDay, Charge, ChargeEntry, Payment, Receipt, ReceiptLine
from modules.kernel.charges.models.charges import COMPONENTS
from modules.kernel.charges.rules.late import Component
from modules.kernel.charges.rules.settling import Clearing, order_on, settle

SERIES, PATTERN = "kernel.charges:receipt", "RCPT-{seq:05}/{yy}"
#: Where money is taken when nothing else was said.
OFFICE = "สำนักงาน"
MONEY_LAW = "ระเบียบ มท. ว่าด้วยการรับเงินฯ ของ อปท. พ.ศ. 2566"
#: What reached the office's account on an earlier day counts from that day; what is handed over counts from today.
MAY_BE_EARLIER = frozenset(
    (Payment.Method.TRANSFER, Payment.Method.QR, Payment.Method.CARD, Payment.Method.MONEY_ORDER)
)


@dataclass(frozen=True)
class Tender:
    """A way of paying and its sum; change was already given back."""

    method: str
    amount_baht: Decimal
    reference: str = ""


def collect(
    charge_ids: Iterable[int],
    tenders: Sequence[Tender],
    *,
    cashier: Any,
    client_key: uuid.UUID,
    paid_on: date | None = None,
    counter: str = OFFICE,
    leaf: Leaf | None = None,
    order: Sequence[Component] | None = None,
) -> Receipt:
    """Take money for charges, the oldest first, inside the caller's `acting_as`; returns the receipt.

    The same ``client_key`` sent again gives the same receipt. ``leaf`` is that of a printed book on which the
    receipt is written. ``order`` is that of the components where the law of this money sets one; without it the
    office's setting holds.
    Errors: Refused ``OVERPAY``, ``AMOUNT``, ``DAY_CLOSED``, ``PAY_DATE``, ``CHARGE_PARTY``, ``RECEIPT_BOOK``,
    ``RECEIPT_SEQ``, ``CLIENT_KEY`` when the key belongs to another payment.
    """
    today = clock.today()
    paid_on = paid_on or today
    wanted = sorted(set(charge_ids))
    day = cash_day_of(cashier, today, counter)
    before = Receipt.objects.filter(client_key=client_key).first()
    if before is not None:
        return _same(before, cashier, wanted, tenders)
    refuse_closed(day)
    _refuse_tenders(tenders, paid_on, today)
    owed = _owed(wanted, paid_on)
    amount = sum((tender.amount_baht for tender in tenders), Decimal(0))
    parts = settle([(each.charge.pk, each.dues) for each in owed], amount, order or order_on(late_rows(), paid_on))
    receipt = Receipt.objects.create(
        status=Receipt.Status.ISSUED,
        place_id=owed[0].charge.place_id,
        payer_name=str(owed[0].charge.payer)[:200],
        issued_at=clock.now(),
        paid_on=paid_on,
        cash_day=day,
        cashier=cashier,
        total_baht=amount,
        client_key=client_key,
        **_number(leaf, cashier, today),
    )
    _write(receipt, tenders, parts, {each.charge.pk: each for each in owed})
    return receipt


def cash_day_of(cashier: Any, on: date, counter: str = OFFICE) -> CashDay:
    """The cashier's day, opened by its first payment and locked until the transaction ends."""
    CashDay.objects.bulk_create(
        [CashDay(cashier=cashier, on=on, counter=counter, status=CashDay.Status.OPEN)], ignore_conflicts=True
    )
    return CashDay.objects.select_for_update().get(cashier=cashier, on=on)


def refuse_closed(day: CashDay) -> None:
    """Raises Refused ``DAY_CLOSED``: what was counted stays as it was counted."""
    if day.status != CashDay.Status.OPEN:
        raise Refused("DAY_CLOSED", "ปิดวันรับเงินแล้ว รับเงินต่อได้ในวันถัดไป หรือให้ผู้รับเงินอื่นรับ", MONEY_LAW)


def _same(before: Receipt, cashier: Any, charge_ids: Sequence[int], tenders: Sequence[Tender]) -> Receipt:
    """A page sent twice pays once; a key that was used for something else is an error of whoever sent it."""
    paid = set(before.lines.values_list("charge_id", flat=True))
    amount = sum((tender.amount_baht for tender in tenders), Decimal(0))
    if before.cashier_id != cashier.pk or not paid <= set(charge_ids) or before.total_baht != amount:
        raise Refused("CLIENT_KEY", f"รหัสการส่งนี้ใช้กับใบเสร็จ {before.register_no} แล้ว")
    return before


def _refuse_tenders(tenders: Sequence[Tender], paid_on: date, today: date) -> None:
    for tender in tenders:
        if tender.method not in Payment.Method.values:
            raise Refused("METHOD", "เลือกวิธีชำระเงิน", "", "method")
        if tender.amount_baht <= 0 or tender.amount_baht != round_satang(tender.amount_baht):
            raise Refused("AMOUNT", "จำนวนเงินที่รับต้องมากกว่าศูนย์และเป็นสตางค์เต็ม", "", "amount")
        if paid_on > today or (paid_on < today and tender.method not in MAY_BE_EARLIER):
            raise Refused("PAY_DATE", "วันที่ชำระต้องเป็นวันนี้ เว้นแต่เงินที่เข้าบัญชีไว้ก่อนแล้ว", MONEY_LAW, "paid_on")
        if tender.method == Payment.Method.CHEQUE and not tender.reference.strip():
            raise Refused("REQUIRED", "เช็คต้องมีเลขที่เช็คและธนาคาร", MONEY_LAW, "reference")


def _owed(wanted: Sequence[int], paid_on: date) -> list[Owed]:
    found = lock(wanted)
    if not found or len(found) != len(wanted):
        raise Refused("CHARGE_NONE", "ไม่พบรายการที่จะชำระ")
    owed = owed_on(Charge.objects.filter(pk__in=found).order_by("tax_year_be", "due_on", "pk"), paid_on)
    if len({(each.charge.person_id, each.charge.organisation_id) for each in owed}) > 1:
        raise Refused("CHARGE_PARTY", "ใบเสร็จหนึ่งใบใช้กับผู้ชำระรายเดียว")
    for each in owed:
        if each.charge.status in (Charge.Status.WRITTEN_OFF, Charge.Status.VOID):
            status = Charge.Status(each.charge.status).label
            raise Refused("CHARGE_CLOSED", f"รายการ {each.charge.register_no} {status}แล้ว รับชำระไม่ได้")
    return owed


def _number(leaf: Leaf | None, cashier: Any, today: date) -> dict[str, Any]:
    if leaf is None:
        return {"register_no": series.take(SERIES, PATTERN, today, "fiscal")}
    book = take_leaf(leaf, cashier, today)
    return {"register_no": book.leaf(leaf.number), "book": book, "leaf_no": leaf.number}


def _write(receipt: Receipt, tenders: Sequence[Tender], parts: Sequence[Clearing], owed: dict[int, Owed]) -> None:
    Payment.objects.bulk_create(
        Payment(receipt=receipt, method=t.method, amount_baht=t.amount_baht, reference=t.reference) for t in tenders
    )
    ReceiptLine.objects.bulk_create(
        ReceiptLine(
            receipt=receipt,
            seq=seq,
            charge_id=part.charge,
            revenue_id=owed[part.charge].charge.revenue_id,
            component=part.component,
            thai=_line_text(owed[part.charge].charge, part.component),
            amount_baht=part.amount_baht,
        )
        for seq, part in enumerate(parts, 1)
    )
    post([entry for part in parts for entry in _entries(receipt, part, owed[part.charge])], receipt.paid_on)


def _entries(receipt: Receipt, part: Clearing, owed: Owed) -> Iterator[ChargeEntry]:
    """What clears a part; a late sum is put on the ledger as it is taken, with the rate, base and law it came from."""
    common = {"charge": owed.charge, "component": part.component, "on": receipt.paid_on, "receipt": receipt}
    if part.component in (Component.PENALTY, Component.SURCHARGE):
        lines = [line for line in owed.dues.lines if line.component is part.component]
        note = "; ".join(f"{x.thai} {format_percent(x.percent)} ของ {format_baht(x.base_baht)}" for x in lines)
        law = "; ".join(sorted({line.law for line in lines if line.law}))
        yield ChargeEntry(kind=Kind.LATE, amount_baht=part.amount_baht, law=law[:300], note=note[:300], **common)
    yield ChargeEntry(kind=Kind.CLEARED, amount_baht=-part.amount_baht, **common)


def format_percent(percent: Decimal) -> str:
    """``ร้อยละ 7.5`` without zeros at the end."""
    return f"ร้อยละ {percent.normalize():f}"


def _line_text(charge: Charge, component: Component) -> str:
    # a tax is told by its kind and year; what has no year by what it is for
    what = f"{charge.revenue.thai} ปี {charge.tax_year_be}" if charge.tax_year_be else charge.title
    text = f"{what} ({charge.register_no})"
    return text if component is Component.PRINCIPAL else f"{COMPONENTS[component]} {text}"


def taken(day: CashDay) -> dict[str, Decimal]:
    """What the day's live receipts add up to as cash, cheques and money in the bank."""
    sums = {"cash": Decimal(0), "cheque": Decimal(0), "transfer": Decimal(0)}
    live = Payment.objects.filter(receipt__cash_day=day).exclude(receipt__status=Receipt.Status.VOID)
    for method, amount in live.values_list("method", "amount_baht"):
        kind = method if method in (Payment.Method.CASH, Payment.Method.CHEQUE) else "transfer"
        sums[kind] += amount
    return sums


def differences(day: CashDay) -> list[str]:
    """Where the count differs from the receipts, in words; nothing when all three agree to the satang."""
    counted = {"cash": day.cash_baht, "cheque": day.cheque_baht, "transfer": day.transfer_baht}
    names = {"cash": "เงินสด", "cheque": "เช็ค", "transfer": "เงินโอนและ QR"}
    return [
        f"{names[kind]} นับได้ {format_baht(counted[kind] or Decimal(0))} ใบเสร็จรวม {format_baht(due)}"
        for kind, due in taken(day).items()
        if (counted[kind] or Decimal(0)) != due
    ]
