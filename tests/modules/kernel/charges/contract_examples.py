"""Charges, receipts and cash days are written by services; here those stand in for forms."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from gis_core.access.actor import acting_as, system_user
from gis_core.ground.models import NamedPlace
from gis_core.parties.models import Person
from modules.kernel.charges.models import BankFile, BankPayment, CashDay, Charge, Receipt, RevenueCode
from modules.kernel.charges.opening import NewCharge, open_charges
from tests.modules.kernel.charges.money import DUE, a_payer


def _charge(n: int, given: Any) -> Charge:
    place = given.record(NamedPlace, n)
    with acting_as(system_user(), "ตัวอย่างการตั้งหนี้"):
        row = NewCharge(
            "fee", Decimal(100 + n), f"ค่าธรรมเนียม {n}", a_payer(f"ผู้ชำระ {n}").pk, place_uid=place.uid, due_on=DUE
        )
        return open_charges([row])[0]


def _day(n: int, given: Any) -> CashDay:
    with acting_as(system_user(), "ตัวอย่างวันรับเงิน"):
        return CashDay.objects.create(
            register_no=f"นส.{n:05}/69", cashier=system_user(), on=date(2026, 6, 1) + timedelta(days=n), status="open"
        )


def _receipt(n: int, given: Any) -> Receipt:
    place = given.record(NamedPlace, n)
    day = given.record(CashDay, n)
    with acting_as(system_user(), "ตัวอย่างใบเสร็จ"):
        return Receipt.objects.create(
            register_no=f"ท.{n:05}/69", status="issued", place_id=place.uid, payer_name=f"ผู้ชำระ {n}",
            issued_at=datetime(2026, 6, 1, 3, tzinfo=UTC), paid_on=date(2026, 6, 1), cash_day=day,
            cashier=system_user(), total_baht=Decimal(100),
        )  # fmt: skip


def _bank_file(n: int, given: Any) -> BankFile:
    with acting_as(system_user(), "ตัวอย่างแฟ้มธนาคาร"):
        file = BankFile.objects.create(
            name=f"bank{n}.csv", sha256=f"{n:064}", brought_on=date(2026, 6, 1), total_baht=Decimal(100)
        )
        BankPayment.objects.create(
            file=file, line_no=2, paid_on=date(2026, 6, 1), ref1="69", amount_baht=Decimal(100), bank_ref=f"B{n}",
            outcome="suspense",
        )  # fmt: skip
        return file


RECORDS = {"charge": _charge, "receipt": _receipt, "cash_day": _day, "bank_file": _bank_file}
EXAMPLES: dict[str, Any] = {name: lambda n, given: {} for name in RECORDS}
EXAMPLES |= {
    "estimate": lambda n, given: {
        "revenue": RevenueCode.objects.get(code="land_tax"), "fiscal_year_be": str(2569 + n),
        "estimate_baht": "5000000", "source": "ข้อบัญญัติงบประมาณรายจ่าย",
    },
    "allocated": lambda n, given: {
        "revenue": RevenueCode.objects.get(code="vat_share"), "received_on": "15/11/2568",
        "amount_baht": "250000.50", "advice_no": f"มท 0808.3/ว{n + 1}", "advice_on": "10/11/2568",
        "sender": "กรมส่งเสริมการปกครองท้องถิ่น", "period": f"งวดที่ {n + 1}",
    },
    "charge_order": lambda n, given: {
        "charge": given.record(Charge, n), "kind": "adjust", "asked_on": "1/6/2569", "amount_baht": "50",
        "authority_no": f"คำสั่งที่ {n + 1}/2569", "note": "คำนวณผิด",
    },
    "receipt_book": lambda n, given: {
        "book_no": str(n + 1), "first_no": "1", "last_no": "50", "received_on": "1/6/2569",
    },
    "payer_note": lambda n, given: {
        "person": given.record(Person, n), "place": str(given.record(NamedPlace, n).uid), "text": f"นัดชำระครั้งที่ {n}",
    },
    "revenue_code": lambda n, given: {"code": f"other_{n}", "thai": f"รายได้อื่น {n}", "late_rule": "none"},
    "biller_account": lambda n, given: {"biller_id": f"{n + 1:015}", "bank": f"ธนาคาร {n}", "account_no": f"{n}"},
}  # fmt: skip
CHANGES: dict[str, Any] = {
    "estimate": lambda n, given: {"source": "ข้อบัญญัติงบประมาณรายจ่ายเพิ่มเติม"},
    "allocated": lambda n, given: {"period": "งวดที่ 99"},
    "charge_order": lambda n, given: {"note": "คำนวณใหม่"},
    "payer_note": lambda n, given: {"text": "เลื่อนนัด"},
    "receipt_book": lambda n, given: {"last_no": "100"},
    "revenue_code": lambda n, given: {"law": "ข้อบัญญัติ"},
    "biller_account": lambda n, given: {"account_no": "999"},
}
#: Who takes money sees no register of people.
ROLES: dict[str, Any] = {"payer_note": lambda n, given: "finance_head"}
