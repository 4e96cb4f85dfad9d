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
from dataclasses import replace
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
from layers.registry import registry
from modules.kernel.charges.bank_rows import WAITS, Outcome, dismiss, new_row, take
from modules.kernel.charges.book_choice import book_choice, leaf_of
from modules.kernel.charges.collecting import cash_day_of, refuse_closed
from modules.kernel.charges.leaves import Leaf
from modules.kernel.charges.models import BankFile, BankPayment
from modules.kernel.charges.roles import CASHIERS, HEADS
from modules.kernel.charges.rules.bank_file import BankRow, read_bank_file

MAX_BYTES = 20 * 2**20
GOES_ON = "รายการของแฟ้มบันทึกไว้แล้ว แก้ไขแล้วนำแฟ้มเดิมเข้าอีกครั้งเพื่อออกใบเสร็จที่เหลือ"
ONLY_CASHIERS = "บัญชีนี้ดูรายการได้ แต่รับเงินไม่ได้ ให้ผู้รับเงินเป็นผู้ออกใบเสร็จ"


def page(request: HttpRequest) -> HttpResponse:
    """Take a file, or settle a row in suspense.

    Raises PermissionDenied for who works for a part of the town: a bank's file, and what is said of a sum that differs,
    speak of all.
    """
    if not within_roles((*CASHIERS, *HEADS), request.user, False).everything:
        raise PermissionDenied("แฟ้มธนาคารเป็นของทั้งสำนักงาน เปิดได้เฉพาะผู้รับเงินและผู้อำนวยการกองคลังที่ดูแลทั้งพื้นที่")
    refusals: list[Refused] = []
    if request.method == "POST":
        try:
            file = _settle(request) if request.POST.get("row") else _bring(request)
        except Refusals as several:
            refusals = list(several.refusals)
        except Refused as refused:
            refusals = [refused]
        else:
            messages.success(request, _told(file))
            return HttpResponseRedirect(registry.for_model(BankFile).record_url(file.uid))  # type: ignore[union-attr]
    waiting = BankPayment.objects.filter(outcome__in=WAITS).select_related("file").order_by("clear_by", "id")
    context = {"register": registry.for_model(BankFile), "refusals": refusals, "waiting": waiting[:200]}
    context |= {"today": clock.today()} | book_choice(request)
    context["takes_money"] = within_roles(CASHIERS, request.user, False).everything
    context["may_dismiss"] = within_roles(HEADS, request.user, False).everything
    return render(request, "kernel_charges/bank.html", context, status=409 if refusals else 200)


def _told(file: BankFile) -> str:
    """How the rows of a file stand; the same at its second coming, which takes no money."""
    count = Counter(file.rows.values_list("outcome", flat=True))
    told = f"{file.name}: ออกใบเสร็จแล้ว {count[Outcome.MATCHED]:,} รายการ"
    told += f" รอตรวจสอบ {sum(count[each] for each in WAITS):,} รายการ"
    told += f" ซ้ำกับแฟ้มก่อน {known:,} รายการ ไม่รับซ้ำ" if (known := count[Outcome.KNOWN]) else ""
    return told + (f" ปิดโดยไม่รับเงิน {closed:,} รายการ" if (closed := count[Outcome.DISMISSED]) else "")


def _bring(request: HttpRequest) -> BankFile:
    _refuse_other(CASHIERS, request.user, ONLY_CASHIERS)
    upload = request.FILES.get("file")
    if upload is None or (upload.size or 0) > MAX_BYTES:
        raise Refused("REQUIRED", "เลือกไฟล์ CSV ของธนาคาร (ไม่เกิน 20 MB)", "", "file")
    return bring_in(upload.read(), (upload.name or "bank.csv")[:200], actor_of(request), leaf_of(request))


def bring_in(data: bytes, name: str, actor: Any, leaf: Leaf | None = None) -> BankFile:
    """Write the file and its rows once, then take every row that still waits; `leaf` is the one of a printed book on
    which the first receipt is written, the others follow it.

    Errors: Refused ``BANK_FILE``, ``BANK_TWICE`` when other files hold every payment, ``DAY_CLOSED``; what `take_leaf`
    refuses, as of a book that is used up: the rows left go on when the file is brought in again.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    file = BankFile.objects.filter(sha256=sha256).first()
    if file is None:
        rows = read_bank_file(data, clock.today())
        with acting_as(**actor, reason=f"นำเข้าแฟ้มธนาคาร {name}"):
            file = _write(rows, sha256, name, actor["user"])
    for row_id in list(file.rows.filter(outcome=Outcome.WAITING).values_list("pk", flat=True)):
        with acting_as(**actor, reason=f"รับชำระตามแฟ้มธนาคาร {file.name}"):
            try:
                row = take(row_id, actor["user"], leaf=leaf)
            except Refused as refused:
                raise refused.but(thai=f"{refused.thai} {GOES_ON}") from refused
        if leaf is not None and row.outcome == Outcome.MATCHED:
            leaf = replace(leaf, number=leaf.number + 1)
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
    known: dict[str, list[BankPayment]] = defaultdict(list)
    told = BankPayment.objects.filter(bank_ref__in=[row.bank_ref for row in rows])
    for payment in told.select_related("file", "receipt").order_by("pk"):
        known[payment.bank_ref].append(payment)
    return [new_row(file, row, known[row.bank_ref]) for row in rows]


def _refuse_nothing_new(payments: Sequence[BankPayment]) -> None:
    if all(payment.outcome == Outcome.KNOWN for payment in payments):
        files = ", ".join(sorted({str(payment.earlier.file) for payment in payments}))  # type: ignore[union-attr]
        text = f"ทั้ง {len(payments):,} รายการรับไว้แล้วในแฟ้ม {files} ไม่มีรายการใหม่ จึงไม่ได้นำเข้า"
        raise Refused("BANK_TWICE", text, "", "file")


def _settle(request: HttpRequest) -> BankFile:
    """Give a row that waits its bill, or close it without: the one is for who takes money, the other for his head."""
    row = BankPayment.objects.filter(uid=_uid(request.POST["row"])).first()
    if row is None:
        raise Refused("STATE", "ไม่พบรายการของธนาคาร")
    if "dismiss" in request.POST:
        _refuse_other(HEADS, request.user, "ปิดรายการโดยไม่รับเงินได้เฉพาะผู้อำนวยการกองคลัง")
        with acting_as(**actor_of(request), reason=f"ปิดเงินรอตรวจสอบ {row.bank_ref} โดยไม่รับเงิน"):
            return dismiss(row.pk, request.POST.get("why", "")).file
    _refuse_other(CASHIERS, request.user, ONLY_CASHIERS)
    ref1 = request.POST.get("ref1", "").strip()
    if not ref1:
        raise Refused("REQUIRED", "ใส่เลขอ้างอิงของใบแจ้งที่เงินนี้ชำระ", "", "ref1")
    with acting_as(**actor_of(request), reason=f"ตรวจสอบเงินรอตรวจสอบ {row.bank_ref}"):
        return take(row.pk, request.user, ref1, leaf_of(request)).file


def _refuse_other(roles: tuple[str, ...], user: Any, thai: str) -> None:
    if not within_roles(roles, user, False).everything:
        raise Refused("NO_RIGHT", thai)


def _uid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
