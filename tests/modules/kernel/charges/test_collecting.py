"""Money taken at the counter: never twice, never too much, never into a closed day, every baht accounted for."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum

from gis_core.access.actor import acting_as
from gis_core.features import clock
from gis_core.numbering.models import NumberSeries
from gis_core.pure.refusal import Refusals, Refused
from layers.registry import registry
from modules.kernel.charges import opening, returns
from modules.kernel.charges.asking import dues_of, is_paid
from modules.kernel.charges.collecting import SERIES, Tender, collect, taken
from modules.kernel.charges.ledger import Kind
from modules.kernel.charges.models import CashDay, Charge, ChargeEntry, Receipt
from modules.kernel.documents.models import IssuedDocument
from tests import doors
from tests.modules.kernel.charges.money import a_payer, owing
from tests.people import sign_in, user_with

pytestmark = pytest.mark.django_db
LATER = date(2099, 1, 31)


@pytest.fixture
def cashier():
    return user_with("cashier")


@pytest.fixture
def head():
    return user_with("finance_head")


def pay(cashier, charges, *tenders, **more):
    more.setdefault("client_key", uuid.uuid4())
    parts = [tender if isinstance(tender, Tender) else Tender("cash", Decimal(tender)) for tender in tenders]
    with acting_as(cashier, "รับชำระ"):
        return collect([charge.pk for charge in charges], parts, cashier=cashier, **more)


def step(record, code, user, **values):
    return doors.take(record, code, user, values)


def codes(caught):
    error = caught.value
    return list(error.codes) if isinstance(error, Refusals) else [error.code]


def count(day, cashier, cash="0", cheque="0", transfer="0"):
    return step(day, "count", cashier, cash_baht=cash, cheque_baht=cheque, transfer_baht=transfer)


def test_a_receipt_clears_the_oldest_first_and_its_lines_add_up(cashier):
    first, second = owing(a_payer(), "100.00", "50.00", due_on=LATER)
    receipt = pay(cashier, [second, first], "120.00")
    assert receipt.register_no.startswith("RCPT-00001/")
    lines = list(receipt.lines.values_list("charge_id", "amount_baht"))
    assert lines == [(first.pk, Decimal("100.00")), (second.pk, Decimal("20.00"))]
    left = list(Charge.objects.order_by("pk").values_list("status", "principal_left_baht"))
    assert left == [("paid", Decimal("0.00")), ("partial", Decimal("30.00"))]
    assert is_paid(first.source_id) is False or first.source_id is None
    assert receipt.payments.get().amount_baht == Decimal("120.00")


def test_the_same_page_sent_twice_pays_once(cashier):
    (charge,) = owing(a_payer(), "100.00", due_on=LATER)
    key = uuid.uuid4()
    first = pay(cashier, [charge], "60.00", client_key=key)
    assert pay(cashier, [charge], "60.00", client_key=key) == first
    assert Receipt.objects.count() == 1
    with pytest.raises(Refused, match="CLIENT_KEY"):
        pay(cashier, [charge], "40.00", client_key=key)


def test_nobody_pays_more_than_is_due(cashier):
    (charge,) = owing(a_payer(), "100.00", due_on=LATER)
    with pytest.raises(Refused, match="OVERPAY"):
        pay(cashier, [charge], "100.01")
    pay(cashier, [charge], "100.00")
    with pytest.raises(Refused, match="OVERPAY"):
        pay(cashier, [charge], "0.01")
    assert NumberSeries.objects.get(code=SERIES).last == 1


def test_the_database_itself_refuses_to_clear_too_much(cashier):
    (charge,) = owing(a_payer(), "100.00", due_on=LATER)
    with (
        pytest.raises(IntegrityError, match="charges_never_overpaid"),
        transaction.atomic(),
        acting_as(cashier, "ทดสอบ"),
    ):
        Charge.objects.filter(pk=charge.pk).update(principal_left_baht=Decimal("-0.01"))
    with (
        pytest.raises(Exception, match="เพิ่มได้อย่างเดียว"),
        transaction.atomic(),
        acting_as(cashier, "ทดสอบ"),
    ):
        ChargeEntry.objects.filter(charge=charge).update(amount_baht=Decimal(1))


@pytest.mark.parametrize(
    ("tenders", "more", "code"),
    [
        ([Tender("cash", Decimal("1.00"))], {"paid_on": -1}, "PAY_DATE"),
        ([Tender("transfer", Decimal("1.00"))], {"paid_on": 1}, "PAY_DATE"),
        ([Tender("gold", Decimal("1.00"))], {}, "METHOD"),
        ([Tender("cheque", Decimal("1.00"))], {}, "REQUIRED"),
        ([Tender("cash", Decimal("0"))], {}, "AMOUNT"),
        ([Tender("cash", Decimal("2.00")), Tender("cash", Decimal("-1.00"))], {}, "AMOUNT"),
        ([], {}, "AMOUNT"),
    ],
)
def test_refused_payments_leave_no_trace(cashier, tenders, more, code):
    (charge,) = owing(a_payer(), "100.00", due_on=LATER)
    more = {name: clock.today() + timedelta(days=offset) for name, offset in more.items()}
    with pytest.raises(Refused, match=code):
        pay(cashier, [charge], *tenders, **more)
    assert not Receipt.objects.exists() and not NumberSeries.objects.filter(code=SERIES).exists()


def test_one_receipt_is_of_one_payer(cashier):
    (mine,), (yours,) = owing(a_payer(), "1.00"), owing(a_payer("สมหญิง"), "1.00")
    with pytest.raises(Refused, match="CHARGE_PARTY"):
        pay(cashier, [mine, yours], "1.00")


def test_a_transfer_counts_from_the_day_it_came_in(cashier):
    yesterday = clock.today() - timedelta(days=1)
    (charge,) = owing(a_payer(), "5000.00", due_on=yesterday)
    receipt = pay(cashier, [charge], Tender("transfer", Decimal("5000.00")), paid_on=yesterday)
    charge.refresh_from_db()
    assert (receipt.paid_on, charge.status) == (yesterday, "paid")
    (late,) = owing(a_payer("สมหญิง"), "5000.00", due_on=yesterday)
    assert dues_of(late, clock.today()).dues.total == Decimal("5550.00")
    pay(cashier, [late], "5000.00")
    late.refresh_from_db()
    assert (late.status, late.principal_left_baht) == ("partial", Decimal("550.00"))


def test_a_late_sum_stands_on_the_ledger_with_its_law_and_goes_with_a_void(cashier, head):
    (charge,) = owing(a_payer(), "5000.00", due_on=clock.today() - timedelta(days=1))
    receipt = pay(cashier, [charge], "5550.00")
    penalty = charge.entries.get(kind=Kind.LATE, component="penalty")
    assert (penalty.amount_baht, penalty.note) == (
        Decimal(500),
        "เบี้ยปรับ ชำระก่อนได้รับหนังสือแจ้งเตือน ร้อยละ 10 ของ 5,000.00",
    )
    assert penalty.law.endswith("ม.68")
    assert charge.entries.aggregate(s=Sum("amount_baht"))["s"] == 0
    step(receipt, "request_void", cashier, void_reason="พิมพ์ผิด")
    step(receipt, "approve_void", head)
    assert charge.entries.aggregate(s=Sum("amount_baht"))["s"] == Decimal(5000)
    assert dues_of(charge, clock.today()).dues.total == Decimal(5550)


def test_no_receipt_is_void_under_a_refund_or_a_debt_given_up(cashier):
    refunded, written_off = owing(a_payer(), "100.00", "100.00", due_on=LATER)
    receipts = [pay(cashier, [refunded], "100.00"), pay(cashier, [written_off], "40.00")]
    with acting_as(cashier, "คำสั่ง"):
        assert opening.adjust(refunded, Decimal(60), "คำสั่งที่ 1", "ม.54") == Decimal(40)
        opening.write_off(written_off, "คำสั่งที่ 2", "ระเบียบ")
    for receipt in receipts:
        with pytest.raises(Refusals) as caught:
            step(receipt, "request_void", cashier, void_reason="พิมพ์ผิด")
        assert codes(caught) == ["VOID_SETTLED"]


def test_a_void_receipt_keeps_its_number_and_gives_the_debt_back(cashier, head):
    (charge,) = owing(a_payer(), "100.00", due_on=LATER)
    receipt = pay(cashier, [charge], "100.00")
    with pytest.raises(Refusals) as caught:
        step(receipt, "approve_void", head)
    assert codes(caught) == ["STATE"]
    step(receipt, "request_void", cashier, void_reason="พิมพ์ผิด")
    void = step(receipt, "approve_void", head)
    charge.refresh_from_db()
    assert (void.status, void.voided_by, charge.status, charge.principal_left_baht) == (
        "void",
        head,
        "open",
        Decimal(100),
    )
    with pytest.raises(Refusals) as caught:
        step(receipt, "approve_void", head)
    assert codes(caught) == ["STATE"]
    assert charge.entries.filter(kind=Kind.REVERSED).count() == 1
    assert pay(cashier, [charge], "100.00").register_no.startswith("RCPT-00002/")


def test_who_took_the_money_does_not_approve_the_void():
    both = user_with("cashier", "finance_head")
    (charge,) = owing(a_payer(), "100.00", due_on=LATER)
    receipt = pay(both, [charge], "100.00")
    step(receipt, "request_void", both, void_reason="พิมพ์ผิด")
    with pytest.raises(Refusals) as caught:
        step(receipt, "approve_void", both)
    assert codes(caught) == ["FOUR_EYES"]


def test_the_counter_day_of_the_specification(cashier, head):
    """12 receipts, one void of 1,200.00: cash 30,000.50, cheques 5,000.00, QR 13,230.00 make 48,230.50."""
    charges = owing(a_payer(), "60000.00", due_on=LATER)
    cash = [Decimal(3000)] * 9 + [Decimal("3000.50")]
    for amount in cash[:8]:
        pay(cashier, charges, Tender("cash", amount))
    pay(cashier, charges, Tender("cash", cash[8] + cash[9]))
    pay(cashier, charges, Tender("cheque", Decimal(5000), "กรุงไทย 1234567"))
    pay(cashier, charges, Tender("qr", Decimal(13230)))
    spoilt = pay(cashier, charges, Tender("cash", Decimal(1200)))
    day = CashDay.objects.get()
    step(spoilt, "request_void", cashier, void_reason="พิมพ์ผิด")
    with pytest.raises(Refusals) as caught:
        count(day, cashier, "31200.50", "5000", "13230")
    assert codes(caught) == ["VOID_WAITS"]
    step(spoilt, "approve_void", head)
    assert sum(taken(day).values()) == Decimal("48230.50")
    assert day.receipts.count() == 12 and day.receipts.exclude(status="void").count() == 11
    for wrong in ("30000.49", "30000.51"):
        with pytest.raises(Refusals) as caught:
            count(day, cashier, wrong, "5000", "13230")
        assert codes(caught) == ["COUNT_DIFFERS"]
    counted = count(day, cashier, "30000.50", "5000", "13230")
    with pytest.raises(Refused, match="DAY_CLOSED"):
        pay(cashier, charges, "1.00")
    assert counted.status == "counted"
    remitted = step(day, "hand_over", head)
    assert remitted.register_no.startswith("นส.00001/") and remitted.received_by == head
    assert set(day.receipts.values_list("status", flat=True)) == {"remitted", "void"}
    with pytest.raises(Refusals) as caught:
        step(day.receipts.filter(status="remitted")[0], "request_void", cashier, void_reason="ช้าไป")
    assert codes(caught) == ["VOID_REMITTED"] and "คำขอคืนเงิน" in str(caught.value)
    with pytest.raises(Refusals) as caught:
        step(day, "bank", head, banked_on=(clock.today() + timedelta(days=1)).isoformat(), deposit_no="1")
    assert codes(caught) == ["BANK_DATE"]
    with pytest.raises(Refusals) as caught:
        step(day, "close", head)
    assert codes(caught) == ["NOT_BANKED"] and "35,000.50" in str(caught.value)
    assert step(day, "bank", head, banked_on=clock.today().isoformat(), deposit_no="D-1").status == "banked"
    assert step(day, "close", head).status == "closed"
    with pytest.raises(Refused, match="DAY_CLOSED"):
        pay(cashier, charges, "1.00")
    slip, whole = returns.slips(head)
    assert (slip["title"], slip["cash_baht"], slip["deposit"]) == (remitted.register_no, Decimal("30000.50"), "D-1")
    assert whole["total"] == slip["total"] == Decimal("48230.50")


def test_a_counted_day_takes_no_void_and_is_handed_to_another():
    both = user_with("cashier", "finance_head")
    charges = owing(a_payer(), "100.00", due_on=LATER)
    receipt = pay(both, charges, "40.00")
    day = count(CashDay.objects.get(), both, "40")
    with pytest.raises(Refusals) as caught:
        step(receipt, "request_void", both, void_reason="ช้าไป")
    assert codes(caught) == ["VOID_REMITTED"] and "ให้นับใหม่" in str(caught.value)
    for code in ("hand_over", "recount"):
        with pytest.raises(Refusals) as caught:
            step(day, code, both)
        assert codes(caught) == ["FOUR_EYES"]


def test_every_baht_of_payments_receipts_and_ledgers_agrees(cashier, head):
    charges = owing(a_payer(), "100.00", "33.33", "66.67", due_on=LATER)
    pay(cashier, charges, Tender("cash", Decimal("50.00")), Tender("qr", Decimal("60.00")))
    spoilt = pay(cashier, charges[1:], "20.00")
    step(spoilt, "request_void", cashier, void_reason="พิมพ์ผิด")
    step(spoilt, "approve_void", head)
    for receipt in Receipt.objects.all():
        parts = receipt.lines.aggregate(s=Sum("amount_baht"))["s"]
        assert receipt.total_baht == parts == receipt.payments.aggregate(s=Sum("amount_baht"))["s"]
    for charge in Charge.objects.all():
        assert charge.principal_left_baht == charge.entries.aggregate(s=Sum("amount_baht"))["s"]
    assert sum(c.principal_left_baht for c in Charge.objects.all()) == Decimal("90.00")


def counter_url():
    return f"{registry.for_model(Receipt).url}counter"


def ticked(payer, charge):
    """What the counter's page sends for one charge of 100 baht that the cashier ticks."""
    shown = {"charge": str(charge.uid), f"due_{charge.uid}": "100.00"}
    return {"payer": f"person:{payer.uid}", "key": str(uuid.uuid4())} | shown


def test_the_counter_finds_takes_and_prints_and_a_void_reaches_the_copy(client, cashier, head):
    payer = a_payer("อรุณี")
    (charge,) = owing(payer, "100.00", due_on=LATER)
    sign_in(client, cashier)
    for query in (charge.ref1, "อรุณี"):
        page = client.get(counter_url(), {"q": query}).content.decode()
        assert "อรุณี" in page and "100.00" in page
    sent = ticked(payer, charge) | {"amount": "500", "method": "cash"}
    answers = [client.post(counter_url(), sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    receipt = Receipt.objects.get()
    page = client.get(answers[0]["Location"]).content.decode()
    assert receipt.register_no in page and "เงินทอน 400.00" in page
    paper = client.get(f"{registry.for_model(Receipt).url}print", {"uid": receipt.register_no})
    again = client.get(f"{registry.for_model(Receipt).url}print", {"uid": receipt.register_no})
    assert paper.content.startswith(b"%PDF") and paper.content == again.content
    step(receipt, "request_void", cashier, void_reason="พิมพ์ผิด")
    step(receipt, "approve_void", head)
    assert IssuedDocument.objects.get(record_id=receipt.uid).status == "void"


def test_the_counter_shows_a_refusal_with_what_was_typed(client, cashier):
    payer = a_payer()
    (charge,) = owing(payer, "100.00", due_on=LATER)
    sign_in(client, cashier)
    sent = ticked(payer, charge)
    answer = client.post(counter_url(), sent | {"amount": "500", "method": "qr"})
    assert (
        answer.status_code == 409 and "OVERPAY" in answer.content.decode() and 'value="500"' in answer.content.decode()
    )
    assert client.post(counter_url(), {"payer": sent["payer"]}).status_code == 409
    assert not Receipt.objects.exists()


def test_who_neither_takes_money_nor_answers_for_it_does_not_come_to_the_counter(client):
    sign_in(client, user_with("engineer"))
    assert client.get(counter_url()).status_code == 403
    assert client.post(counter_url(), {}).status_code == 403
