"""What the demo town charges by hand: fees, a licence, fines of which one is taken back, and debts of the old taxes."""

from __future__ import annotations

import uuid
from typing import Any

from gis_core.features import clock
from gis_core.ground.models import OwnershipSpell
from gis_core.pure.thai_calendar import format_date
from layers.engine import records
from layers.engine.transitions import transition
from layers.registry import registry
from modules.finance.revenue_collection import figures
from modules.finance.revenue_collection.models import FeeItem, OldTaxArrear
from modules.kernel.charges.collecting import Tender, collect
from modules.kernel.charges.ledger import owed_on
from modules.kernel.charges.models import BillerAccount, Charge, ChargeOrder
from modules.kernel.rates.models import RateRow

KEYS = uuid.UUID("5e1ec7ed-2571-4000-8000-000000000000")
#: Row of the law, reference, matter, units, baht of a fine; the last of them is taken back.
ITEMS = (
    ("fee/waste_house_month", "ขยะ-101", "ค่าเก็บขยะ 12 เดือน", 12, ""),
    ("fee/waste_house_month", "ขยะ-102", "ค่าเก็บขยะ 12 เดือน", 12, ""),
    ("fee/document_copy", "ทด-15", "รับรองสำเนาแผนที่ภาษี", 3, ""),
    ("licence_fee/street_selling", "สธ-7", "จำหน่ายอาหารริมทาง", 1, ""),
    ("fine/litter", "ปรับ-3", "ทิ้งขยะในที่สาธารณะ", 1, "500"),
    ("fine/advert", "ปรับ-4", "ติดแผ่นประกาศ (ออกซ้ำ)", 1, "1000"),
)
#: So many of them are paid on the next day of the counter.
PAID = 3
#: Kind, year, principal and last day of debts the old books hold.
ARREARS = (("hlt", 2561, "4800", "30/4/2561"), ("hlt", 2562, "3250.50", "30/4/2562"), ("ldt", 2562, "86.25", ""))


def _holders(count: int) -> list[OwnershipSpell]:
    found = OwnershipSpell.objects.filter(person__isnull=False, parcel__isnull=False, valid__contains=clock.today())
    return list(found.select_related("person", "parcel").order_by("pk")[:count])


def bring_arrears(officer: Any) -> None:
    """The old books are brought in once."""
    register = registry.for_model(OldTaxArrear)
    for number, ((kind, year_be, baht, due), spell) in enumerate(zip(ARREARS, _holders(len(ARREARS)), strict=False), 1):
        values = {
            "ref_no": f"ลน.{number}/{year_be}", "kind": kind, "year_be": str(year_be), "person": spell.person,
            "parcel": spell.parcel, "principal_baht": baht, "due_on": due,
        }  # fmt: skip
        records.create(register, values, user=officer, reason="ยกยอดหนี้ภาษีเดิม")  # type: ignore[arg-type]


def open_items(officer: Any) -> None:
    """The matters of a day."""
    register, today = registry.for_model(FeeItem), format_date(clock.today(), "numeric")
    rows = {row.key: row for row in RateRow.objects.filter(table__key=figures.FEES, valid__contains=clock.today())}
    for (key, reference, matter, quantity, baht), spell in zip(ITEMS, _holders(len(ITEMS)), strict=False):
        if key in rows:
            values = {
                "rate": rows[key], "reference": reference, "matter": matter, "on": today, "quantity": str(quantity),
                "amount_baht": baht, "person": spell.person, "parcel": spell.parcel,
            }  # fmt: skip
            records.create(register, values, user=officer, reason="ตั้งหนี้ค่าธรรมเนียม")  # type: ignore[arg-type]


def take_back(head: Any) -> None:
    """The last was opened twice."""
    register = registry.for_model(FeeItem)
    for item in FeeItem.objects.filter(reference=ITEMS[-1][1], status="open"):
        transition(register, item.uid, "void", {"void_reason": "ออกซ้ำ"}, user=head, reason="ออกซ้ำ")  # type: ignore[arg-type]


def open_account(head: Any) -> None:
    """The account that stands on bills as QR; its number is nobody's."""
    register = registry.for_model(BillerAccount)
    values = {"bank": "ธนาคารสาธิต", "account_no": "999-0-00000-0", "biller_id": "999900000000000", "is_used": "true"}
    records.create(register, values, user=head, reason="เปิดบัญชีรับชำระ")  # type: ignore[arg-type]


def ask_orders(officer: Any) -> None:
    """A fine and a licence fee are to be lowered."""
    register, today = registry.for_model(ChargeOrder), format_date(clock.today(), "numeric")
    for (_key, reference, *_), baht in zip(ITEMS[PAID:-1], ("250", "300"), strict=True):
        items = FeeItem.objects.filter(reference=reference, status="open")
        for charge in Charge.objects.filter(source__in=items.values("uid")):
            values = {
                "charge": charge, "kind": "adjust", "asked_on": today, "amount_baht": baht,
                "authority_no": f"บันทึก {reference}", "note": "ลดตามเหตุอันควร",
            }  # fmt: skip
            records.create(register, values, user=officer, reason="เสนอปรับปรุงหนี้")  # type: ignore[arg-type]


def decide_order(executive: Any) -> None:
    """The first is approved, the other waits."""
    register = registry.for_model(ChargeOrder)
    for order in ChargeOrder.objects.filter(status="asked").order_by("pk")[:1]:
        transition(register, order.uid, "approve", {}, user=executive, reason="เห็นชอบ")  # type: ignore[arg-type]


def pay(cashier: Any) -> None:
    """The first of them at the counter."""
    paying = FeeItem.objects.filter(reference__in=[item[1] for item in ITEMS[:PAID]], status="open")
    for charge in owed_on(Charge.objects.filter(source__in=paying.values("uid")).order_by("pk"), clock.today()):
        if charge.dues.total:
            key = uuid.uuid5(KEYS, str(charge.charge.register_no))
            collect([charge.charge.pk], [Tender("cash", charge.dues.total)], cashier=cashier, client_key=key)
