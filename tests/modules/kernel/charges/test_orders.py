"""Orders about a charge: asked for at every door, refused in Thai, done by a second person."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from gis_core.access.actor import acting_as, system_user
from gis_core.features import clock
from gis_core.pure.refusal import Refusals, Refused
from layers.engine import records, transitions
from layers.registry import registry
from modules.kernel.charges import opening
from modules.kernel.charges.asking import arrears_of
from modules.kernel.charges.flags import flags_of
from modules.kernel.charges.ledger import owed_on
from modules.kernel.charges.models import Charge, ChargeOrder
from tests import doors
from tests.doors import DOORS, refused
from tests.modules.kernel.charges.money import DUE, a_payer, owing, pay
from tests.people import sign_in, user_with

pytestmark = pytest.mark.django_db
D = Decimal
TODAY = date(2026, 6, 20)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """Before the due day of the charges."""
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture
def officer(db):
    return user_with("revenue_officer")


@pytest.fixture
def head(db):
    return user_with("finance_head")


def asking(charge: Charge, kind: str, **more: Any) -> dict[str, Any]:
    return {"charge": charge.register_no, "kind": kind, "asked_on": "20/6/2569", "note": "ทดสอบ"} | more


def ask(charge: Charge, kind: str, user: Any, **more: Any) -> ChargeOrder:
    register = registry.for_model(ChargeOrder)
    return records.create(register, asking(charge, kind, **more) | {"charge": charge}, user=user, reason="เสนอ")


def decide(order: ChargeOrder, code: str, user: Any) -> ChargeOrder:
    return doors.take(order, code, user, {})


PAPER = {"authority_no": "มติสภา 3/2569"}
#: kind, what the charge is, what is typed, and the words of the refusal
REFUSALS: list[tuple[str, dict[str, Any], dict[str, str], str]] = [
    ("instalments", {"baht": "2999.99"}, {}, "ภาษีต่ำกว่า 3,000 บาท ผ่อนชำระไม่ได้"),
    ("instalments", {"due_on": date(2026, 6, 19)}, {}, "ต้องขอผ่อนชำระก่อนพ้นกำหนดชำระภาษี"),
    ("instalments", {"due_on": None}, {}, "รายการนี้ยังไม่มีวันครบกำหนดชำระ"),
    ("instalments", {"revenue": "fee"}, {}, "รายได้ประเภทนี้ผ่อนชำระไม่ได้"),
    ("instalments", {"parts": True}, {}, "รายการนี้ได้รับอนุญาตให้ผ่อนชำระแล้ว"),
    ("instalments", {"paid": "5000.00"}, {}, "ชำระครบแล้ว"),
    ("instalments", {}, {"asked_on": "21/6/2569"}, "วันที่รับคำขอต้องไม่เป็นวันในอนาคต"),
    ("write_off", {"due_on": date(2016, 6, 20)}, PAPER, "จำหน่ายหนี้สูญได้เมื่อพ้นกำหนดชำระแล้วเกิน 10 ปี"),
    ("write_off", {"due_on": date(2016, 6, 19)}, {}, "จำหน่ายหนี้สูญต้องระบุเลขที่มติ คำสั่ง หรือหนังสืออนุมัติ"),
    ("write_off", {"given_up": True}, PAPER, "จำหน่ายหนี้สูญแล้ว"),
    ("restore", {"due_on": date(2016, 6, 19)}, PAPER, "ไม่ได้จำหน่ายหนี้สูญ"),
    ("restore", {"given_up": True}, {}, "ยกเลิกการจำหน่ายหนี้สูญต้องระบุเลขที่มติ คำสั่ง หรือหนังสืออนุมัติ"),
    ("adjust", {}, PAPER | {"amount_baht": "5000.00"}, "ระบุเงินต้นใหม่ที่ต่างจากเดิม"),
    ("adjust", {}, {"amount_baht": "4000.00"}, "ปรับปรุงหนี้ต้องระบุเลขที่มติ"),
    ("extend", {}, PAPER, "ระบุวันที่ขยายให้ ซึ่งต้องหลัง 30 มิ.ย. 2569"),
    ("extend", {}, PAPER | {"until_on": "30/6/2569"}, "ระบุวันที่ขยายให้ ซึ่งต้องหลัง 30 มิ.ย. 2569"),
    ("extend", {}, {"until_on": "31/8/2569"}, "ขยายกำหนดเวลาชำระต้องระบุเลขที่มติ"),
    ("extend", {"due_on": date(2026, 6, 19)}, PAPER | {"until_on": "31/8/2569"}, "ต้องขอขยายกำหนดเวลาก่อนพ้นกำหนดชำระภาษี"),
    ("extend", {"revenue": "fee"}, PAPER | {"until_on": "31/8/2569"}, "ขยายกำหนดเวลาเฉพาะรายได้เฉพาะภาษีที่ดิน"),
    ("extend", {"parts": True}, PAPER | {"until_on": "31/8/2569"}, "ที่ไม่ได้ผ่อนชำระ"),
    ("extend", {"paid": "5000.00"}, PAPER | {"until_on": "31/8/2569"}, "ชำระครบแล้ว"),
]


def charge_of(baht: str = "5000.00", due_on: date | None = DUE, revenue: str = "land_tax", **state: Any) -> Charge:
    (charge,) = owing(a_payer(), baht, due_on=due_on, revenue=revenue)
    with acting_as(system_user(), "เตรียมรายการ"):
        if state.get("parts"):
            opening.instalments(charge, TODAY)
        if state.get("given_up"):
            opening.write_off(charge, "มติ 1/2569", "ระเบียบ")
    if state.get("paid"):
        pay(charge, state["paid"])
    return charge


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(("kind", "state", "typed", "words"), REFUSALS)
def test_refused_at_every_door(client, officer, door, kind, state, typed, words):
    charge = charge_of(**state)
    found = DOORS[door](client, officer, registry.for_model(ChargeOrder), asking(charge, kind, **typed), {})
    assert any(words in text for text in found), found
    assert not ChargeOrder.objects.exists()


@pytest.mark.parametrize("door", DOORS)
def test_one_order_waits_at_a_time(client, officer, door):
    charge = charge_of()
    register = registry.for_model(ChargeOrder)
    assert DOORS[door](client, officer, register, asking(charge, "instalments"), {}) == []
    found = DOORS[door](client, officer, register, asking(charge, "instalments"), {})
    assert any("มีคำสั่งที่รออนุมัติอยู่แล้ว" in text for text in found), found


@pytest.mark.parametrize("door", DOORS)
def test_a_cashier_asks_for_nothing(client, door):
    charge = charge_of()
    cashier = user_with("cashier")
    if door == "form":
        sign_in(client, cashier)
        assert (
            client.post(f"/r/{registry.for_model(ChargeOrder).slug}/new", asking(charge, "adjust")).status_code == 403
        )
    else:
        assert DOORS[door](client, cashier, registry.for_model(ChargeOrder), asking(charge, "instalments"), {}) != []
    assert not ChargeOrder.objects.exists()


def test_the_buttons_of_a_charge_ask_with_actor_and_reason(client, officer, head):
    charge = charge_of()
    sign_in(client, officer)
    url = f"/r/{registry.for_model(Charge).slug}/{charge.uid}"
    assert "เสนอผ่อนชำระ" in client.get(f"{url}/").content.decode()
    answer = client.post(
        f"{url}/act/instalments", {"asked_on": "20/6/2569", "note": "ขอผ่อน", "change_reason": "รับคำขอ"}
    )
    assert answer.status_code == 302
    order = ChargeOrder.objects.get()
    assert (order.asked_by, order.status, order.register_no) == (officer, "asked", "คน.00001/2569")
    decide(order, "approve", head)
    assert [part.amount_baht for part in charge.instalments.all()] == [D("1666.66"), D("1666.66"), D("1666.68")]
    charge.refresh_from_db()
    assert charge.status == "instalment"


def test_the_button_shows_the_refusal(client, officer):
    small = charge_of("2999.99")
    sign_in(client, officer)
    url = f"/r/{registry.for_model(Charge).slug}/{small.uid}/act/instalments"
    answer = client.post(url, {"asked_on": "20/6/2569", "note": "ขอผ่อน"})
    assert answer.status_code == 409 and "ภาษีต่ำกว่า 3,000 บาท ผ่อนชำระไม่ได้" in answer.content.decode()
    answer = client.post(url, {"asked_on": "", "note": ""})
    assert answer.status_code == 409 and not ChargeOrder.objects.exists()


def test_who_asked_does_not_decide(head):
    charge = charge_of(due_on=date(2016, 6, 19), revenue="signboard_tax")
    order = ask(charge, "write_off", head, **PAPER)
    assert refused(lambda: decide(order, "approve", head)) == ("FOUR_EYES",)
    assert refused(lambda: decide(order, "refuse", head)) == ("FOUR_EYES",)
    done = decide(order, "approve", user_with("executive"))
    charge.refresh_from_db()
    assert (charge.status, charge.principal_left_baht, done.decided_on) == ("written_off", D(0), TODAY)
    assert "มติสภา 3/2569" in charge.entries.get(kind="written_off").note
    assert refused(lambda: decide(order, "approve", user_with("clerk_chief"))) == ("STATE",)


def test_a_revenue_officer_has_no_right_to_approve(officer, head):
    order = ask(charge_of(), "instalments", head)
    assert transitions.allowed(registry.for_model(ChargeOrder), order, officer) == []
    with pytest.raises(Refusals):
        decide(order, "approve", officer)


def test_what_changed_since_is_asked_again_at_the_approval(officer, head):
    charge = charge_of()
    order = ask(charge, "instalments", officer)
    pay(charge, "5000.00")
    assert refused(lambda: decide(order, "approve", head)) == ("NOTHING_LEFT",)
    decide(order, "refuse", head)
    order.refresh_from_db()
    assert (order.status, order.decided_by) == ("refused", head)


def test_an_adjusted_charge_owes_the_new_sum(officer, head):
    charge = charge_of()
    pay(charge, "1000.00")
    decide(ask(charge, "adjust", officer, amount_baht="4000.00", **PAPER), "approve", head)
    charge.refresh_from_db()
    assert (charge.principal_baht, charge.principal_left_baht, charge.status) == (D(4000), D(3000), "partial")
    assert refused(lambda: ask(charge, "adjust", officer, amount_baht="400.00", **PAPER)) == ("ADJUST_PAID",)


def test_who_changes_what_is_asked_for_asks(officer, head):
    """Otherwise one person could rewrite another's order and approve it."""
    order = ask(charge_of(), "adjust", officer, amount_baht="4000.00", **PAPER)
    records.update(registry.for_model(ChargeOrder), order.uid, {"amount_baht": "10.00"}, user=head, reason="แก้ไขเงินต้น")
    assert refused(lambda: decide(order, "approve", head)) == ("FOUR_EYES",)
    decide(order, "approve", user_with("executive"))


def test_a_paid_charge_is_not_given_up():
    charge = charge_of()
    pay(charge, "5000.00")
    with acting_as(system_user(), "จำหน่าย"), pytest.raises(Exception, match="ชำระครบแล้ว"):
        opening.write_off(charge, "มติ", "ระเบียบ")
    charge.refresh_from_db()
    assert charge.status == "paid"


def test_a_debt_given_up_by_mistake_is_owed_again_as_it_was(officer, head):
    charge = charge_of(due_on=date(2016, 6, 19), revenue="signboard_tax")
    pay(charge, "1000.00")
    before = dues_today(charge)
    decide(ask(charge, "write_off", officer, **PAPER), "approve", head)
    assert dues_today(charge).total == 0
    order = ask(charge, "restore", head, authority_no="มติสภา 5/2569")
    assert refused(lambda: decide(order, "approve", head)) == ("FOUR_EYES",)
    decide(order, "approve", user_with("clerk_chief"))
    charge.refresh_from_db()
    assert charge.status == ("open" if charge.principal_left_baht == charge.principal_baht else "partial")
    assert dues_today(charge) == before
    assert "มติสภา 5/2569" in charge.entries.get(kind="reversed").note
    assert refused(lambda: ask(charge, "restore", officer, **PAPER)) == ("NOT_WRITTEN_OFF",)
    decide(ask(charge, "write_off", officer, **PAPER), "approve", head)  # and may be given up after all
    assert dues_today(charge).total == 0


def dues_today(charge: Charge) -> Any:
    return owed_on(Charge.objects.filter(pk=charge.pk), TODAY)[0].dues


def test_a_button_that_would_be_refused_says_why(client, officer):
    """Young debts are not given up, and one order waits at a time."""
    charge = charge_of()
    sign_in(client, officer)
    url = f"/r/{registry.for_model(Charge).slug}/{charge.uid}/"
    page = client.get(url).content.decode()
    assert "act/write_off" not in page and "พ้นกำหนดชำระแล้วเกิน 10 ปี" in page
    assert "act/instalments" in page and "act/adjust" in page
    ask(charge, "instalments", officer)
    page = client.get(url).content.decode()
    assert "/act/" not in page and "มีคำสั่งที่รออนุมัติอยู่แล้ว" in page


def test_parts_asked_for_in_time_may_be_written_down_later(client, officer, monkeypatch):
    charge = charge_of()
    monkeypatch.setattr(clock, "today", lambda: date(2026, 7, 2))
    sign_in(client, officer)
    url = f"/r/{registry.for_model(Charge).slug}/{charge.uid}/act/instalments"
    assert client.post(url, {"asked_on": "29/6/2569", "note": "ขอผ่อน"}).status_code == 302


def test_who_was_given_more_time_pays_half_the_surcharge_within_it_and_is_not_reminded(officer, head, monkeypatch):
    charge = charge_of()
    order = ask(charge, "extend", officer, until_on="31/8/2569", **PAPER)
    charge.refresh_from_db()
    assert charge.extended_until is None
    decide(order, "approve", head)
    charge.refresh_from_db()
    assert charge.extended_until == date(2026, 8, 31)
    with pytest.raises(Refusals):  # not made shorter
        ask(charge, "extend", officer, until_on="15/8/2569", **PAPER)
    august = date(2026, 8, 10)
    monkeypatch.setattr(clock, "today", lambda: august)
    (owed,) = owed_on(Charge.objects.filter(pk=charge.pk), august)
    assert (owed.dues.penalty, owed.dues.surcharge) == (0, D("50.00"))
    assert "ม.70 วรรคสอง" in owed.dues.lines[0].law and "กำหนดที่ขยายให้" in owed.dues.lines[0].thai
    assert flags_of([charge.pk])[charge.pk] == ["ขยายกำหนดชำระให้ถึง 31 ส.ค. 2569"]
    assert arrears_of(charge.person, august) == []
    with pytest.raises(Refused, match="REMIND_EARLY"), acting_as(officer, "เตือน"):
        opening.set_reminded([charge.pk], august, date(2026, 8, 25))
    (late,) = arrears_of(charge.person, date(2026, 9, 1))
    assert late.dues.total == D("5650.00")
