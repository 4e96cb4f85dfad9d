"""People who owe and charges on them, for the tests of money."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

from gis_core.access.actor import acting_as, system_user
from gis_core.access.models import User
from gis_core.parties.models import Person
from modules.kernel.charges.collecting import Tender, collect
from modules.kernel.charges.models import Charge, Receipt
from modules.kernel.charges.opening import NewCharge, open_charges
from tests.people import account

DUE = date(2026, 6, 30)


def a_payer(name: str = "สมชาย") -> Person:
    with acting_as(system_user(), "ตั้งผู้ชำระทดสอบ"):
        return Person.objects.create(first_name=name, last_name="ทดสอบ")


def owing(payer: Person, *baht: str, due_on: date | None = DUE, revenue: str = "land_tax", **more: Any) -> list[Charge]:
    """One charge for each sum, of the tax years from 2569 on."""
    rows = [
        NewCharge(revenue, Decimal(sum_), f"ภาษีที่ดินและสิ่งปลูกสร้าง {n}", payer.pk, due_on=due_on, tax_year_be=2569, **more)
        for n, sum_ in enumerate(baht)
    ]
    with acting_as(system_user(), "ตั้งหนี้ทดสอบ"):
        return open_charges(rows)


def pay(charge: Charge, baht: str | int, cashier: User | None = None) -> Receipt:
    """Cash taken for one charge, which is then as it stands."""
    by = cashier or account("cashier")
    with acting_as(by, "รับชำระ"):
        receipt = collect([charge.pk], [Tender("cash", Decimal(baht))], cashier=by, client_key=uuid.uuid4())
    charge.refresh_from_db()
    return receipt
