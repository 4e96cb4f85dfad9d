"""Refusals of the registers of money by code and text: at every door where a record is typed or brought in, else where
the step is taken.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from gis_core.access.actor import acting_as, system_user
from gis_core.access.models import Role
from layers.engine import records
from layers.registry import registry
from modules.kernel.charges import opening
from modules.kernel.charges.models import CashDay, ChargeOrder
from tests import doors
from tests.doors import TYPED, refused
from tests.modules.kernel.charges.money import DUE, a_payer, owing, pay
from tests.people import account

pytestmark = pytest.mark.django_db
#: Name of the register -> who may write it, what is brought in twice, the words of the refusal.
CASES: dict[str, tuple[str, dict[str, str], str]] = {
    "estimate": (
        "planner",
        {"revenue": "land_tax", "fiscal_year_be": "2569", "estimate_baht": "5000000", "source": "ข้อบัญญัติ"},
        "มีประมาณการของรายได้ประเภทนี้ในปีงบประมาณเดียวกันแล้ว",
    ),
    "biller_account": (
        "finance_head",
        {"biller_id": "000000000000001", "bank": "กรุงไทย", "account_no": "1"},
        "มีเลขผู้รับชำระนี้แล้ว",
    ),
    "revenue_code": ("finance_head", {"code": "other_1", "thai": "รายได้อื่น", "late_rule": "none"}, "มีรหัสรายได้นี้แล้ว"),
}


# a file's row that names a record which is there already is about that record
@pytest.mark.parametrize("door", TYPED)
@pytest.mark.parametrize("name", CASES)
def test_twice_is_refused_at_every_door(client, name, door):
    with acting_as(system_user(), "รหัสผ่านอย่างเดียวผ่านทาง API"):
        Role.objects.filter(needs_second_factor=True).update(needs_second_factor=False)
    role, values, text = CASES[name]
    register = registry.by_slug[f"charges-{name}"]
    assert TYPED[door](client, account(role), register, values, {}) == []
    found = TYPED[door](client, account(role), register, values, {})
    assert any(text in each for each in found), found


def test_a_bill_is_not_due_before_it_was_received():
    (charge,) = owing(a_payer(), "100.00")
    with acting_as(system_user(), "แจ้ง"):
        assert refused(opening.set_notified, [charge.pk], DUE, date(2026, 6, 29)) == ("DUE_BEFORE_NOTICE",)
    charge.refresh_from_db()
    assert (charge.notified_on, charge.due_on) == (None, DUE)


def test_no_more_is_given_back_than_is_due():
    (charge,) = owing(a_payer(), "100.00", due_on=date(2099, 1, 31))
    pay(charge, 100)
    with acting_as(system_user(), "คืน"):
        opening.adjust(charge, Decimal(60), "คำสั่ง", "ม.54")
        assert refused(opening.pay_refund, charge, Decimal("40.01"), "ฎ.1", "ม.54") == ("REFUND_DUE",)
    assert opening.refund_due(charge) == 40


def step(record: Any, code: str, user: Any, **values: str) -> Any:
    return doors.take(record, code, user, values)


def test_a_cashier_counts_his_own_money_only():
    (charge,) = owing(a_payer(), "100.00", due_on=date(2099, 1, 31))
    pay(charge, 100)
    counted = {"cash_baht": "100", "cheque_baht": "0", "transfer_baht": "0"}
    other = account("cashier", "revenue_officer")
    assert refused(step, CashDay.objects.get(), "count", other, **counted) == ("OTHER_CASHIER",)
    assert step(CashDay.objects.get(), "count", account("cashier"), **counted).status == "counted"


def test_a_decided_order_stays_as_it_was_decided():
    (charge,) = owing(a_payer(), "5000.00", due_on=date(2099, 1, 31))
    register, officer = registry.for_model(ChargeOrder), account("revenue_officer")
    typed = {
        "charge": charge, "kind": "adjust", "asked_on": "1/1/2569", "amount_baht": "50", "authority_no": "1/2569",
        "note": "คำนวณผิด",
    }  # fmt: skip
    order = records.create(register, typed, user=officer, reason="เสนอ")
    step(order, "refuse", account("finance_head"))
    change = {"user": officer, "reason": "แก้"}
    assert refused(records.update, register, order.uid, {"note": "อื่น"}, **change) == ("STATE",)
    order.refresh_from_db()
    assert (order.status, order.note) == ("refused", "คำนวณผิด")
