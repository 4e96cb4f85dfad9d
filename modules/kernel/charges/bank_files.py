"""Bringing a bank's file in: each row becomes a receipt of the bill it names, or waits in suspense. What an earlier
file told is told again with its receipt, and no money is taken for it.

The rows are written first, then taken one by one, each in its own transaction: what is cut off goes on when the same
file is brought in again, and counters never wait for a whole file.
"""

from __future__ import annotations

import hashlib
import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from gis_core.access.actor import acting_as
from gis_core.access.capacity import actor_of
from gis_core.access.visible import within_roles
from gis_core.features import clock
from gis_core.pure.refusal import Refusals, Refused
from gis_core.pure.thai_calendar import national_holidays
from layers.registry import registry
from modules.kernel.charges.collecting import Tender, cash_day_of, collect, refuse_closed
from modules.kernel.charges.ledger import lock, owed_on
from modules.kernel.charges.models import BankFile, BankPayment, CashDay, Charge
from modules.kernel.charges.roles import CASHIERS
from modules.kernel.charges.rules.bank_file import BankRow, read_bank_file

SUSPENSE_DAYS, MAX_BYTES = 3, 20 * 2**20
Outcome = BankPayment.Outcome
#: Money that has no receipt yet.
WAITS = (Outcome.WAITING, Outcome.SUSPENSE)


def page(request: HttpRequest) -> HttpResponse:
    """Take a file, or give a row in suspense the bill it belongs to.

    Raises PermissionDenied for a cashier of a part of the town: a bank's file, and what is said of a sum that differs,
    speak of all.
    """
    if not within_roles(CASHIERS, request.user, False).everything:
        raise PermissionDenied("แฟ้มธนาคารเป็นของทั้งสำนักงาน เปิดได้เฉพาะผู้รับเงินที่ดูแลทั้งพื้นที่")
    refusals: list[Refused] = []
    if request.method == "POST":
        try:
            file = _assign(request) if request.POST.get("row") else _bring(request)
        except Refusals as several:
            refusals = list(several.refusals)
        except Refused as refused:
            refusals = [refused]
        else:
            messages.success(request, _told(file))
            return HttpResponseRedirect(registry.for_model(BankFile).record_url(file.uid))  # type: ignore[union-attr]
    waiting = BankPayment.objects.filter(outcome__in=WAITS).select_related("file").order_by("clear_by", "id")
    context = {"register": registry.for_model(BankFile), "refusals": refusals, "waiting": waiting[:200]}
    context["today"] = clock.today()
    return render(request, "kernel_charges/bank.html", context, status=409 if refusals else 200)


def _told(file: BankFile) -> str:
    """How the rows of a file stand; the same at its second coming, which takes no money."""
    count = Counter(file.rows.values_list("outcome", flat=True))
    told = f"{file.name}: ออกใบเสร็จแล้ว {count[Outcome.MATCHED]:,} รายการ"
    told += f" รอตรวจสอบ {sum(count[each] for each in WAITS):,} รายการ"
    return told + (f" รับไว้แล้วในแฟ้มก่อน {known:,} รายการ" if (known := count[Outcome.KNOWN]) else "")


def _bring(request: HttpRequest) -> BankFile:
    upload = request.FILES.get("file")
    if upload is None or (upload.size or 0) > MAX_BYTES:
        raise Refused("REQUIRED", "เลือกไฟล์ CSV ของธนาคาร (ไม่เกิน 20 MB)", "", "file")
    return bring_in(upload.read(), (upload.name or "bank.csv")[:200], actor_of(request))


def bring_in(data: bytes, name: str, actor: Any) -> BankFile:
    """Write the file and its rows once, then take every row that still waits.

    Errors: Refused ``BANK_FILE``, ``BANK_TWICE`` when other files hold every payment, ``DAY_CLOSED``.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    file = BankFile.objects.filter(sha256=sha256).first()
    if file is None:
        rows = read_bank_file(data, clock.today())
        with acting_as(**actor, reason=f"นำเข้าแฟ้มธนาคาร {name}"):
            file = _write(rows, sha256, name, actor["user"])
    for row_id in list(file.rows.filter(outcome=Outcome.WAITING).values_list("pk", flat=True)):
        with acting_as(**actor, reason=f"รับชำระตามแฟ้มธนาคาร {file.name}"):
            take(row_id, actor["user"])
    return file


def _write(rows: tuple[BankRow, ...], sha256: str, name: str, cashier: Any) -> BankFile:
    refuse_closed(cash_day_of(cashier, clock.today()))
    with connection.cursor() as cursor:  # of two files at once the second knows what the first has told
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('bank files', 0))")
    before = BankFile.objects.filter(sha256=sha256).first()
    if before is not None:
        return before
    file = BankFile(name=name, sha256=sha256, brought_on=clock.today(), total_baht=sum(row.amount_baht for row in rows))
    payments = _payments(file, rows)
    _refuse_nothing_new(payments)
    file.save()
    BankPayment.objects.bulk_create(payments)
    return file


def _payments(file: BankFile, rows: Sequence[BankRow]) -> list[BankPayment]:
    """What becomes of each row: new ones wait, those of an earlier file are known. A reference that came with other
    figures before is for an officer to look at.
    """
    known: dict[str, list[BankPayment]] = defaultdict(list)
    told = BankPayment.objects.filter(bank_ref__in=[row.bank_ref for row in rows])
    for payment in told.select_related("file").order_by("pk"):
        known[payment.bank_ref].append(payment)
    return [_payment(file, row, known[row.bank_ref]) for row in rows]


def _payment(file: BankFile, row: BankRow, before: Sequence[BankPayment]) -> BankPayment:
    new = BankPayment(
        file=file, line_no=row.line_no, paid_on=row.paid_on, ref1=row.ref1, amount_baht=row.amount_baht,
        bank_ref=row.bank_ref,
    )  # fmt: skip
    same = next((each for each in before if _figures(each) == _figures(new)), None)
    if same is not None:
        new.outcome, new.earlier, new.receipt_id = Outcome.KNOWN, same, same.receipt_id
        new.why = f"รับไว้แล้วในแฟ้ม {same.file.name[:120]} บรรทัด {same.line_no}"
    elif before:
        first = before[0]
        new.outcome, new.earlier, new.clear_by = Outcome.SUSPENSE, first, _clear_by()
        new.why = f"อ้างอิงธนาคารนี้อยู่ในแฟ้ม {first.file.name[:80]} บรรทัด {first.line_no} แล้ว "
        new.why += f"ยอด {first.amount_baht:,.2f} บาท แต่ข้อมูลต่างกัน ตรวจกับธนาคารก่อน"
    return new


def _figures(payment: BankPayment) -> tuple[Any, ...]:
    return payment.paid_on, payment.ref1, payment.amount_baht


def _refuse_nothing_new(payments: Sequence[BankPayment]) -> None:
    if all(payment.outcome == Outcome.KNOWN for payment in payments):
        files = ", ".join(sorted({str(payment.earlier.file) for payment in payments}))  # type: ignore[union-attr]
        text = f"ทั้ง {len(payments):,} รายการรับไว้แล้วในแฟ้ม {files} ไม่มีรายการใหม่ จึงไม่ได้นำเข้า"
        raise Refused("BANK_TWICE", text, "", "file")


def take(row_id: int, cashier: Any, ref1: str = "") -> BankPayment:
    """Give a row its receipt, or leave it in suspense with the reason. With `ref1` an officer names the bill himself,
    and less than is due is taken as a part payment.

    Errors: with `ref1` Refused ``STATE`` when the row has its receipt, and whatever `collect` refuses.
    """
    row = BankPayment.objects.select_for_update().get(pk=row_id)
    if row.outcome not in WAITS:
        if ref1:
            raise Refused("STATE", f"รายการ {row.bank_ref} {row.get_outcome_display()}")
        return row  # the same file was brought in twice at once
    if ref1:
        return _matched(row, cashier, Charge.objects.filter(register_no=ref1).first())
    day = cash_day_of(cashier, clock.today())
    charge = Charge.objects.filter(register_no=row.ref1).first() if row.ref1 else None
    why = "" if day.status == CashDay.Status.OPEN else "ปิดวันรับเงินแล้ว"
    why = why or _mismatch(row, charge)
    if why:
        row.outcome, row.why, row.clear_by = Outcome.SUSPENSE, why, _clear_by()
        row.save(update_fields=["outcome", "why", "clear_by"])
        return row
    return _matched(row, cashier, charge)


def _mismatch(row: BankPayment, charge: Charge | None) -> str:
    """Why a row is not the payment of the bill it names; "" when reference and sum agree."""
    if charge is None:
        return "ไม่พบเลขอ้างอิง"
    lock([charge.pk])
    left = owed_on(Charge.objects.filter(pk=charge.pk), row.paid_on)[0].dues.total
    return "" if left == row.amount_baht else f"ยอดไม่ตรง ต้องชำระ {left:,.2f} บาท"


def _matched(row: BankPayment, cashier: Any, charge: Charge | None) -> BankPayment:
    if charge is None:
        raise Refused("CHARGE_NONE", "ไม่พบเลขอ้างอิงของใบแจ้ง", "", "ref1")
    key = uuid.uuid5(row.uid, "bank")
    tender = Tender("qr", row.amount_baht, row.bank_ref)
    row.receipt = collect([charge.pk], [tender], cashier=cashier, client_key=key, paid_on=row.paid_on, counter="ธนาคาร")
    row.outcome, row.why, row.clear_by = Outcome.MATCHED, "", None
    row.save(update_fields=["receipt", "outcome", "why", "clear_by"])
    row.repeats.filter(outcome=Outcome.KNOWN).update(receipt=row.receipt)
    return row


def _clear_by() -> Any:
    return national_holidays().add_working_days(clock.today(), SUSPENSE_DAYS)


def _assign(request: HttpRequest) -> BankFile:
    row = BankPayment.objects.filter(uid=_uid(request.POST["row"])).first()
    if row is None:
        raise Refused("STATE", "ไม่พบรายการของธนาคาร")
    ref1 = request.POST.get("ref1", "").strip()
    if not ref1:
        raise Refused("REQUIRED", "ใส่เลขอ้างอิงของใบแจ้งที่เงินนี้ชำระ", "", "ref1")
    with acting_as(**actor_of(request), reason=f"ตรวจสอบเงินรอตรวจสอบ {row.bank_ref}"):
        return take(row.pk, request.user, ref1).file


def _uid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
