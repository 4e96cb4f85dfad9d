"""Tax given back: asked for in time, decided, paid by a voucher of two people."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from gis_core.pure.refusal import Refusals, Refused
from gis_core.pure.thai_calendar import Holidays
from layers.engine import records
from layers.registry import registry
from modules.finance.revenue_collection.land_tax import revising
from modules.finance.revenue_collection.models import LandTaxAssessment, Refund
from modules.finance.revenue_collection.refunds import refund_law, refund_registers
from modules.finance.revenue_collection.refunds.refund_law import Paid
from modules.kernel.charges.models import Charge
from modules.kernel.charges.opening import NewCharge, open_charges, refund_due
from modules.kernel.notices.models import Notice
from tests import doors
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection import year as made
from tests.modules.kernel.charges.money import pay

HELD = [Paid(date(2026, 4, 1), Decimal(300)), Paid(date(2026, 6, 1), Decimal(200))]


# -- the law, without a database ---------------------------------------------------------------------------------------
def test_what_was_given_back_came_off_the_latest_payment():
    assert refund_law.still_held(HELD, Decimal(250)) == [Paid(date(2026, 4, 1), Decimal(250))]
    assert refund_law.still_held(HELD, Decimal(0)) == HELD[::-1]
    assert refund_law.latest(HELD[::-1], Decimal(250)) == [HELD[1], Paid(date(2026, 4, 1), Decimal(50))]


@pytest.mark.parametrize(("asked_on", "left"), [(date(2029, 4, 2), 2), (date(2029, 4, 3), 1), (date(2029, 6, 2), 0)])
def test_three_years_from_each_payment(asked_on, left):
    """The 1st of April 2029 is a Sunday: the last day moves to the 2nd; the 1st of June 2029 is a Friday."""
    assert len(refund_law.in_time(HELD, asked_on, 3, Holidays.of(()))) == left


# -- the register ------------------------------------------------------------------------------------------------------
@pytest.fixture
def charge(db: None, day: Any) -> Charge:
    """A bill of 1,000 baht."""
    ground.town()
    row = NewCharge(
        revenue="land_tax", principal_baht=Decimal(1000), title="ภาษีที่ดินและสิ่งปลูกสร้าง ปีภาษี 2569",
        person_id=ground.person("ชำระเกิน").pk, tax_year_be=made.YEAR, due_on=date(2026, 4, 30),
    )  # fmt: skip
    with ground.write():
        return open_charges([row])[0]


def ask(charge: Charge, baht: str = "400", **more: Any) -> Refund:
    typed = {
        "charge": charge, "ground": "overpaid", "received_on": "10/2/2569", "claim": "ชำระซ้ำ", "claimed_baht": baht,
    } | more  # fmt: skip
    return records.create(registry.for_model(Refund), typed, user=ground.user("revenue_officer"), reason="ขอคืน")


def step(refund: Refund, code: str, who: Any, **values: str) -> Refund:
    return doors.take(refund, code, who, values)


def codes(found: Any) -> tuple[str, ...]:
    return found.value.codes


def test_what_was_not_paid_or_is_owed_is_not_asked_back(charge):
    with pytest.raises(Refusals) as refused:
        ask(charge)
    assert codes(refused) == ("REFUND_OWING",)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({"claimed_baht": "1000.01"}, "REFUND_OVER"), ({"received_on": "11/2/2569"}, "FUTURE"),
        ({"ground": "decision"}, "REFUND_GROUND"),
    ],
)  # fmt: skip
def test_refusals_of_a_request(charge, typed, code):
    pay(charge, 1000)
    with pytest.raises(Refusals) as refused:
        ask(charge, **typed)
    assert codes(refused) == (code,)


def test_after_three_years_it_is_too_late(charge, day):
    pay(charge, 1000)
    day(date(2029, 2, 13))
    with pytest.raises(Refusals) as refused:
        ask(charge, received_on="13/2/2572")
    assert codes(refused) == ("REFUND_LATE",)
    assert ask(charge, received_on="12/2/2572").status == "requested", "the 10th is a Saturday"


def test_approved_prepared_and_paid_by_different_people(charge):
    pay(charge, 1000)
    refund, officer, head = ask(charge), ground.user("revenue_officer"), ground.user("finance_head")
    with pytest.raises(Refusals) as refused:
        step(refund, "approve", head, order_no="9/2569", decided_baht="400.01", decision_text="ชำระซ้ำ")
    assert codes(refused) == ("REFUND_OVER",)
    with pytest.raises(Refusals) as refused:
        step(refund, "approve", head, order_no="", decided_baht="", decision_text="")
    assert codes(refused) == ("REQUIRED", "REQUIRED", "REQUIRED")
    refund = step(refund, "approve", head, order_no="9/2569", decided_baht="400", decision_text="ชำระซ้ำ")
    charge.refresh_from_db()
    assert (refund.status, refund.pay_by, refund.decided_by) == ("due", date(2026, 3, 12), head)
    assert (charge.principal_baht, charge.principal_left_baht, charge.status) == (600, 0, "paid")
    assert (refund_due(charge), charge.entries.filter(kind="refunded").count()) == (400, 0)
    assert Notice.objects.get(kind=refund_registers.LETTER.code).source_id == refund.uid
    with pytest.raises(Refusals) as refused:
        step(refund, "prepare", officer, voucher_no="")
    assert codes(refused) == ("REQUIRED",)
    step(refund, "prepare", officer, voucher_no="ฎ.1/2569")
    with pytest.raises(Refusals) as refused:
        step(refund, "pay", head, paid_on="9/2/2569")
    assert codes(refused) == ("PAID_ON",)
    refund = step(refund, "pay", head, paid_on="10/2/2569")
    assert (refund.status, refund_due(charge)) == ("paid", 0)
    assert charge.entries.get(kind="refunded").amount_baht == 400


def test_one_person_does_not_do_two_steps(charge):
    pay(charge, 1000)
    one, other = ground.user("finance_head", "revenue_officer"), ground.user("finance_head", "accountant")
    refund = step(ask(charge), "approve", one, order_no="9/2569", decided_baht="400", decision_text="ชำระซ้ำ")
    with pytest.raises(Refusals) as refused:
        step(refund, "prepare", one, voucher_no="ฎ.1/2569")
    assert codes(refused) == ("FOUR_EYES",)
    step(refund, "prepare", other, voucher_no="ฎ.1/2569")
    with pytest.raises(Refusals) as refused:
        step(refund, "pay", other, paid_on="10/2/2569")
    assert codes(refused) == ("FOUR_EYES",)
    refund.refresh_from_db()
    assert (refund.status, refund.prepared_by, refund_due(charge)) == ("prepared", other, 400)
    assert step(refund, "pay", one, paid_on="10/2/2569").paid_by == one


def test_what_was_asked_back_is_not_asked_again_nor_changed_after_the_order(charge):
    pay(charge, 1000)
    refund = ask(charge)
    with pytest.raises(Refusals) as refused:
        ask(charge)
    assert codes(refused) == ("DUP_REFUND",)
    step(refund, "approve", ground.user("finance_head"), order_no="9/2569", decided_baht="400", decision_text="ชำระซ้ำ")
    with pytest.raises(Refusals) as refused:
        records.update(
            registry.for_model(Refund), refund.uid, {"claimed_baht": "500"}, user=ground.user("revenue_officer"),
            reason="แก้ไข",
        )  # fmt: skip
    assert codes(refused) == ("STATE",)
    with pytest.raises(Refusals) as refused:
        ask(charge, "600.01")
    assert codes(refused) == ("REFUND_OVER",)


def test_a_refusal_has_its_reason_and_changes_no_money(charge):
    pay(charge, 1000)
    refund, head = ask(charge), ground.user("finance_head")
    with pytest.raises(Refusals) as refused:
        step(refund, "refuse", head, order_no="9/2569", decision_text="")
    assert codes(refused) == ("REQUIRED",)
    assert step(refund, "refuse", head, order_no="9/2569", decision_text="ไม่ได้ชำระเกิน").status == "refused"
    assert refund_due(charge) == 0
    with pytest.raises(Refused) as unprinted:
        refund_registers.voucher(Refund.objects.get())
    assert unprinted.value.code == "NOT_DECIDED"


def test_the_assessment_behind_the_bill_gives_way_to_a_smaller_one(charge):
    made.tax_year()
    old = made.assessment(LandTaxAssessment.tax_year.field.related_model.objects.get(), "ประเมินเกิน", 1000, "notified")
    with ground.write():
        Charge.objects.filter(pk=charge.pk).update(source_id=old.uid)
    pay(charge, 1000)
    step(
        ask(charge),
        "approve",
        ground.user("finance_head"),
        order_no="9/2569",
        decided_baht="400",
        decision_text="ชำระซ้ำ",
    )
    new = LandTaxAssessment.objects.get(status="notified")
    assert (new.tax_baht, new.version, refund_due(charge)) == (600, 2, 400)


def test_what_was_paid_late_alone_is_given_back_where_no_tax_is_owed(charge, day):
    day(date(2026, 5, 10))
    pay(charge, 110)
    assert charge.principal_left_baht == 1000, "the ten percent and one month, and nothing of the tax"
    with ground.write():
        (back,) = revising.lower_charges([charge], Decimal(0), "คำสั่งที่ 9/2569", "ม.53")
        assert (back.baht, back.late_baht) == (0, 110)
        refund = Refund(ground="reassessed", received_on=date(2026, 5, 10), claim="ไม่มีหน้าที่เสียภาษี")
        refund_registers.due_back(refund, back, date(2026, 5, 10))
    assert refund.total_baht == 110 and "110.00 บาท" in Notice.objects.get(source=refund.uid).body
    step(refund, "prepare", ground.user("revenue_officer"), voucher_no="ฎ.1/2569")
    step(refund, "pay", ground.user("finance_head"), paid_on="10/5/2569")
    assert refund_due(charge) == 0
