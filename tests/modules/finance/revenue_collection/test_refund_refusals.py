"""The refusals of a request for money back, each at every door: form, file and API."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from django.test import Client

from gis_core.access.models import Role
from layers.engine import records
from layers.registry import registry
from modules.finance.revenue_collection.models import Refund
from modules.kernel.charges.models import Charge
from tests.doors import DOORS, refused, take
from tests.modules.finance.property_register import ground
from tests.modules.kernel.charges.money import a_payer, owing, pay

pytestmark = pytest.mark.django_db
#: The kind of revenue, what is paid of 1,000 baht, what is typed, the words of the refusal.
CASES: Mapping[str, tuple[str, int, dict[str, str], str]] = {
    "REFUND_OWING": ("land_tax", 400, {}, "รายการนี้ยังค้างชำระ 600.00 บาท"),
    "REFUND_OVER": ("land_tax", 1000, {"claimed_baht": "1000.01"}, "ขอคืนได้ไม่เกินภาษีที่ชำระไว้"),
    "AMOUNT": ("land_tax", 1000, {"claimed_baht": "0"}, "จำนวนภาษีที่คืนต้องมากกว่าศูนย์"),
    "REFUND_GROUND": ("land_tax", 1000, {"ground": "decision"}, "บันทึกจากคำวินิจฉัย"),
    "REFUND_KIND": ("fee", 1000, {}, "ไม่มีเกณฑ์คืนเงินของ"),
    "FUTURE": ("land_tax", 1000, {"received_on": "11/2/2569"}, "วันที่รับคำร้องต้องไม่อยู่ในอนาคต"),
}


@pytest.fixture(autouse=True)
def town(db: None, day: Any) -> None:
    ground.town()


def paid(revenue: str = "land_tax", baht: int = 1000) -> Charge:
    (charge,) = owing(a_payer(), "1000.00", revenue=revenue)
    pay(charge, baht)
    return charge


def knock(door: str, client: Any, charge: Charge, **typed: str) -> list[str]:
    values = {
        "charge": charge.register_no, "ground": "overpaid", "received_on": "10/2/2569", "claim": "ชำระซ้ำ",
        "claimed_baht": "400",
    } | typed  # fmt: skip
    register = registry.for_model(Refund)
    assert register is not None
    return DOORS[door](client, ground.user("revenue_officer"), register, values, {})


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("case", CASES)
def test_refused_at_every_door(client, case, door):
    revenue, baht, typed, text = CASES[case]
    found = knock(door, client, paid(revenue, baht), **typed)
    assert any(text in each for each in found), found
    assert not Refund.objects.exists()


@pytest.mark.parametrize("door", DOORS)
def test_a_second_request_while_the_first_waits(client, door):
    charge = paid()
    assert knock(door, client, charge) == []
    found = knock(door, client, charge)
    assert any("มีคำร้องขอคืนที่ยังไม่พิจารณาอยู่แล้ว" in each for each in found), found
    assert Refund.objects.count() == 1


@pytest.mark.parametrize("door", DOORS)
def test_what_was_paid_more_than_three_years_ago(client, day, door):
    charge = paid()
    day(date(2029, 2, 13))
    found = knock(door, client, charge, received_on="13/2/2572")
    assert any("พ้นกำหนดขอคืนภายใน 3 ปี" in each for each in found), found


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("code", ["approve", "refuse"])
def test_who_took_the_request_does_not_decide_it(client, door, code):
    """By whichever door it came; `take` tries the step by the record's page and by the API."""
    both, register = ground.user("revenue_officer", "finance_head"), registry.for_model(Refund)
    with ground.write():
        Role.objects.update(needs_second_factor=False)  # which a name and password alone do not pass
    values = {
        "charge": paid().register_no, "ground": "overpaid", "received_on": "10/2/2569", "claim": "ชำระซ้ำ",
        "claimed_baht": "400",
    }  # fmt: skip
    assert DOORS[door](client, both, register, values, {}) == []
    refund = Refund.objects.get()
    assert refund.requested_by == both
    order = {"order_no": "9/2569", "decision_text": "ชำระซ้ำ"} | ({"decided_baht": "400"} if code == "approve" else {})
    assert refused(take, refund, code, both, order) == ("FOUR_EYES",)
    assert take(refund, code, ground.user("finance_head"), order).status in ("due", "refused")


def test_who_changes_a_request_has_asked_for_it():
    """Else the one who decides would set the sum he then allows."""
    charge, both = paid(), ground.user("revenue_officer", "finance_head")
    assert knock("form", Client(), charge) == []
    register = registry.for_model(Refund)
    refund = Refund.objects.get()
    records.update(register, refund.uid, {"claimed_baht": "900"}, user=both, reason="แก้จำนวน")
    order = {"order_no": "9/2569", "decided_baht": "900", "decision_text": "ชำระซ้ำ"}
    assert refused(take, refund, "approve", both, order) == ("FOUR_EYES",)
