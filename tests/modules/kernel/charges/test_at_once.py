"""Many cashiers at the same bills, two heads at one void, and somebody killed in the middle: no bill is paid twice, no
receipt is lost or doubled, no number is missing.
"""

from __future__ import annotations

import os
import threading
import uuid
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.db.models import Sum
from django.test import Client

from gis_core.access.actor import acting_as
from gis_core.numbering import series
from gis_core.pure.refusal import Refusals, Refused
from layers.engine.transitions import transition
from layers.registry import registry
from modules.kernel.charges import day_steps
from modules.kernel.charges.collecting import Tender, collect
from modules.kernel.charges.ledger import Kind
from modules.kernel.charges.models import CashDay, Charge, ChargeEntry, Payment, Receipt
from tests import kill
from tests.at_once import together
from tests.modules.kernel.charges.money import a_payer, owing
from tests.people import sign_in, user_with

LATER = date(2099, 1, 31)
HUNDRED = Decimal("100.00")
FULL = (
    pytest.mark.full,
    pytest.mark.skipif("ELOCAL_TEST_ALL" not in os.environ, reason="minutes of paying: part of the full matrix"),
    pytest.mark.timeout(3600),
)
#: Cashiers and bills; the size of the targets in the full run.
SIZES = [(4, 16), pytest.param(20, 10_000, marks=FULL)]


@pytest.fixture
def opened(committed_db, django_db_blocker):
    with django_db_blocker.unblock():
        yield
        connection.close()


def pay(cashier: Any, charge_id: int) -> str:
    """The number of the receipt, or the code of the refusal."""
    try:
        with acting_as(cashier, "รับชำระ"):
            tenders = [Tender("cash", HUNDRED)]
            return str(collect([charge_id], tenders, cashier=cashier, client_key=uuid.uuid4()).register_no)
    except Refused as refused:
        return refused.code


@pytest.mark.parametrize(("cashiers", "bills"), SIZES)
def test_each_bill_is_paid_once_though_two_cashiers_take_it(opened, cashiers, bills):
    ids = [charge.pk for charge in owing(a_payer(), *["100.00"] * bills, due_on=LATER)]
    people = [user_with("cashier", name=f"cashier{n}") for n in range(cashiers)]

    def share(n: int) -> list[str]:
        mine = [pk for place, pk in enumerate(ids) if place % cashiers in (n, (n + 1) % cashiers)]
        return [pay(people[n], pk) for pk in mine]

    answers = [
        answer for part in together(*[lambda n=n: share(n) for n in range(cashiers)], limit=3600) for answer in part
    ]
    numbers = sorted(answer for answer in answers if answer != "OVERPAY")
    assert len(answers) == 2 * bills and len(numbers) == bills
    year = numbers[0][-2:]
    assert numbers == sorted(f"RCPT-{n:05}/{year}" for n in range(1, bills + 1))
    assert not Charge.objects.exclude(status="paid", principal_left_baht=0).exists()
    assert Payment.objects.aggregate(s=Sum("amount_baht"))["s"] == HUNDRED * bills
    assert ChargeEntry.objects.aggregate(s=Sum("amount_baht"))["s"] == 0


def test_one_page_sent_many_times_at_once_pays_once(opened):
    (charge,) = owing(a_payer(), "100.00", due_on=LATER)
    cashier, key = user_with("cashier"), uuid.uuid4()

    def send() -> str:
        with acting_as(cashier, "รับชำระ"):
            receipt = collect([charge.pk], [Tender("cash", Decimal(10))], cashier=cashier, client_key=key)
            return str(receipt.register_no)

    assert len(set(together(*[send] * 4))) == 1
    assert Receipt.objects.get().total_baht == Decimal(10)


def test_two_voids_at_once_give_the_debt_back_once(opened):
    (charge,) = owing(a_payer(), "100.00", due_on=LATER)
    cashier, heads = user_with("cashier"), [user_with("finance_head", name=f"head{n}") for n in range(2)]
    pay(cashier, charge.pk)
    register, receipt = registry.for_model(Receipt), Receipt.objects.get()
    transition(register, receipt.uid, "request_void", {"void_reason": "ผิด"}, user=cashier, reason="พิมพ์ผิด")

    def approve(head: Any) -> str:
        try:
            return transition(register, receipt.uid, "approve_void", {}, user=head, reason="อนุมัติ").status
        except Refusals as refused:
            return refused.codes[0]

    assert sorted(together(*[lambda head=head: approve(head) for head in heads])) == ["STATE", "void"]
    assert ChargeEntry.objects.filter(kind=Kind.REVERSED).count() == 1
    charge.refresh_from_db()
    assert charge.principal_left_baht == HUNDRED


def test_nothing_slips_into_a_day_while_it_is_closed(opened):
    """Whoever comes first: the count that was accepted is that of all receipts of the day."""
    first, second = owing(a_payer(), "100.00", "100.00", due_on=LATER)
    cashier = user_with("cashier")
    pay(cashier, first.pk)
    day, register = CashDay.objects.get(), registry.for_model(CashDay)

    def close() -> str:
        counted = {"cash_baht": "100", "cheque_baht": "0", "transfer_baht": "0"}
        try:
            return transition(register, day.uid, "count", counted, user=cashier, reason="ปิดวัน").status
        except Refusals as refused:
            return refused.codes[0]

    paid, closed = together(lambda: pay(cashier, second.pk), close)
    assert (paid, closed) == ("DAY_CLOSED", "counted") or (paid.startswith("RCPT-"), closed) == (True, "COUNT_DIFFERS")


def test_a_void_and_a_hand_over_that_wait_for_each_other_end_in_words(opened, monkeypatch):
    """One holds the receipt and wants the day, the other the reverse: the one sent back may press again."""
    (charge,) = owing(a_payer(), "100.00", due_on=LATER)
    cashier, head = user_with("cashier"), user_with("finance_head")
    pay(cashier, charge.pk)
    days, receipts = registry.for_model(CashDay), registry.for_model(Receipt)
    day, receipt = CashDay.objects.get(), Receipt.objects.get()
    counted = {"cash_baht": "100", "cheque_baht": "0", "transfer_baht": "0"}
    both_hold, asked_for = threading.Barrier(2), threading.Event()

    class Days:
        Status = CashDay.Status

        class objects:
            @staticmethod
            def select_for_update() -> Any:
                asked_for.set()
                both_hold.wait(60)
                return CashDay.objects.select_for_update()

    def take(*arguments: Any) -> str:
        both_hold.wait(60)
        return series.take(*arguments)

    monkeypatch.setattr(day_steps, "CashDay", Days)
    monkeypatch.setattr(day_steps, "series", SimpleNamespace(take=take))

    def step(register: Any, uid: Any, code: str, user: Any, **values: str) -> str:
        try:
            return transition(register, uid, code, values, user=user, reason="พร้อมกัน").status
        except Refusals as refused:
            return refused.codes[0]

    def count_and_hand_over() -> str:
        asked_for.wait(60)  # the day was still open when the void was asked for
        step(days, day.uid, "count", cashier, **counted)
        return step(days, day.uid, "hand_over", head)

    asked, handed = together(
        lambda: step(receipts, receipt.uid, "request_void", cashier, void_reason="ผิด"), count_and_hand_over
    )
    assert (asked, handed) in [("BUSY", "remitted"), ("VOID_REMITTED", "BUSY")]
    receipt.refresh_from_db()
    assert receipt.status == ("remitted" if handed == "remitted" else "issued")


HERE = "modules.kernel.charges."
#: (after which function, who is killed, whether the payment stands by then)
POINTS = [
    (f"{HERE}collecting.cash_day_of", "web", False),
    ("gis_core.numbering.series.take", "database", False),
    (f"{HERE}collecting.post", "web", False),
    (f"{HERE}counter.collect", "database", False),
    (f"{HERE}counter.urlencode", "web", True),
]


@pytest.mark.parametrize(("target", "who", "stands"), POINTS, ids=[f"{t.rpartition('.')[2]}-{w}" for t, w, _ in POINTS])
def test_killed_in_the_middle_and_sent_again_a_payment_is_there_once(opened, target, who, stands):
    payer, cashier = a_payer(), user_with("cashier")
    (charge,) = owing(payer, "100.00", due_on=LATER)
    client = Client(raise_request_exception=False)
    sign_in(client, cashier)
    door = f"{registry.for_model(Receipt).url}counter"
    sent = {
        "payer": f"person:{payer.uid}",
        "charge": str(charge.uid),
        f"due_{charge.uid}": "100.00",
        "key": str(uuid.uuid4()),
        "amount": "100",
        "method": "cash",
    }

    def work() -> int:
        kill.plant(target, 1, who)
        return client.post(door, sent).status_code

    assert kill.in_a_child(work) == kill.EXITS[who]
    assert Receipt.objects.count() == Payment.objects.count() == int(stands)
    assert ChargeEntry.objects.filter(kind=Kind.CLEARED).count() == int(stands)
    assert client.post(door, sent).status_code == 302
    receipt = Receipt.objects.get()
    assert receipt.register_no.startswith("RCPT-00001/") and receipt.payments.count() == 1
    charge.refresh_from_db()
    assert (charge.status, charge.principal_left_baht) == ("paid", Decimal(0))
