"""Whatever is opened, paid, made void, adjusted or given up, in any order: the books add up after every step."""

from __future__ import annotations

import uuid
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Q, Sum
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from gis_core.access.actor import acting_as, system_user
from gis_core.features import clock
from gis_core.pure.refusal import Refused
from modules.kernel.charges import day_steps, opening
from modules.kernel.charges.collecting import Tender, cash_day_of, collect, taken
from modules.kernel.charges.ledger import BACK, CLOSED, Kind, owed_on
from modules.kernel.charges.models import CashDay, Charge, ChargeEntry, Payment, Receipt, ReceiptLine
from modules.kernel.charges.rules.late import Component
from tests.modules.kernel.charges.money import a_payer
from tests.people import user_with

pytestmark = pytest.mark.django_db
START = date(2026, 4, 1)
REVENUES = ("land_tax", "signboard_tax", "fee")
ZERO = Decimal(0)

satang = st.integers(1, 2_000_000).map(lambda n: Decimal(n) / 100)
which, percent = st.integers(0, 50), st.integers(1, 130)
steps = st.one_of(
    st.tuples(st.just("open"), satang, st.sampled_from(REVENUES), st.integers(0, 90)),
    st.tuples(
        st.just("pay"), st.lists(which, min_size=1, max_size=3), percent, st.sampled_from(("cash", "qr", "cheque"))
    ),
    st.tuples(st.just("void"), which),
    st.tuples(st.just("adjust"), which, percent),
    st.tuples(st.just("cost"), which, satang),
    st.tuples(st.just("write_off"), which),
    st.tuples(st.just("remind"), which),
    st.tuples(st.just("in_parts"), which),
    st.tuples(st.just("wait"), st.integers(1, 60)),
)


class Books:
    """An office of one payer and one cashier; refusals are part of its life."""

    def __init__(self, cashier: Any, approver: Any, days: list[date]) -> None:
        self.cashier, self.approver, self.days = cashier, approver, days
        self.payer = a_payer()
        self.done: Counter[str] = Counter()
        self.given_back = ZERO
        self.keys: dict[uuid.UUID, tuple[list[int], list[Tender], Receipt]] = {}

    def take(self, name: str, *values: Any) -> None:
        """One step in a transaction of its own, as a request would be; a refused one leaves nothing."""
        try:
            with acting_as(self.cashier, name), transaction.atomic():
                getattr(self, name)(*values)
        except Refused as refused:
            self.done[refused.code] += 1
        else:
            self.done[name] += 1

    def _charge(self, number: int) -> Charge:
        charges = list(Charge.objects.order_by("pk"))
        if not charges:
            raise Refused("NONE", "ยังไม่มีรายการ")
        return charges[number % len(charges)]

    def open(self, baht: Decimal, revenue: str, due_in: int) -> None:
        row = opening.NewCharge(revenue, baht, "ทดสอบ", self.payer.pk, due_on=self.days[0] + timedelta(days=due_in))
        opening.open_charges([row])

    def pay(self, numbers: list[int], part: int, method: str) -> None:
        ids = sorted({self._charge(number).pk for number in numbers})
        due = sum((each.dues.total for each in owed_on(Charge.objects.filter(pk__in=ids), self.days[0])), ZERO)
        amount = (due * part / 100).quantize(Decimal("0.01"))
        tenders, key = [Tender(method, amount, "123 กรุงไทย")], uuid.uuid4()
        receipt = collect(ids, tenders, cashier=self.cashier, client_key=key)
        assert amount <= due
        self.keys[key] = ids, tenders, receipt

    def void(self, number: int) -> None:
        receipts = list(Receipt.objects.exclude(status=Receipt.Status.VOID).order_by("pk"))
        if not receipts:
            raise Refused("NONE", "ยังไม่มีใบเสร็จ")
        receipt = receipts[number % len(receipts)]
        step = SimpleNamespace(record=receipt, user=self.approver)
        for refused in day_steps.may_void(step):  # type: ignore[arg-type]
            raise refused
        day_steps.voided(step)  # type: ignore[arg-type]
        Receipt.objects.filter(pk=receipt.pk).update(status=Receipt.Status.VOID)

    def adjust(self, number: int, part: int) -> None:
        charge = self._charge(number)
        new = (charge.principal_baht * part / 100).quantize(Decimal("0.01"))
        self.given_back += opening.adjust(charge, new, "คำสั่ง", "ม.53")

    def cost(self, number: int, baht: Decimal) -> None:
        opening.add_cost(self._charge(number), baht, "ค่าประกาศ", "ม.62")

    def write_off(self, number: int) -> None:
        opening.write_off(self._charge(number), "คำสั่ง", "ระเบียบ")

    def remind(self, number: int) -> None:
        opening.set_reminded([self._charge(number).pk], self.days[0], self.days[0] + timedelta(days=15))

    def in_parts(self, number: int) -> None:
        parts = opening.instalments(self._charge(number), self.days[0])
        assert sum(part.amount_baht for part in parts) == self._charge(number).principal_baht

    def wait(self, days: int) -> None:
        self.days[0] += timedelta(days=days)

    # -- what must always be true ------------------------------------------------------------------------------------
    def check(self) -> None:
        self.check_charges()
        self.check_receipts()
        self.check_numbers()

    def check_charges(self) -> None:
        principal = Q(entries__component=Component.PRINCIPAL)
        owed = principal & Q(entries__kind__in=(Kind.OPENED, Kind.ADJUSTED))
        for charge in Charge.objects.annotate(
            left=Sum("entries__amount_baht", filter=principal), owed=Sum("entries__amount_baht", filter=owed)
        ):
            assert (charge.principal_left_baht, charge.principal_baht) == (charge.left, charge.owed)
            assert ZERO <= charge.principal_left_baht <= charge.principal_baht
            assert (charge.status == "paid") <= (charge.principal_left_baht == 0)
        for each in owed_on(Charge.objects.exclude(status__in=CLOSED), self.days[0]):
            dues = each.dues
            assert min(dues.cost, dues.penalty, dues.surcharge, dues.principal) >= 0
            assert dues.principal == each.charge.principal_left_baht
        assert _sum(ChargeEntry.objects.filter(kind__in=BACK)) == self.given_back

    def check_receipts(self) -> None:
        lines = dict(ReceiptLine.objects.values_list("receipt").annotate(Sum("amount_baht")))
        paid = dict(Payment.objects.values_list("receipt").annotate(Sum("amount_baht")))
        clearing = ChargeEntry.objects.filter(kind=Kind.CLEARED, reversed_by=None)
        cleared = dict(clearing.values_list("receipt").annotate(Sum("amount_baht")))
        live = ZERO
        for receipt in Receipt.objects.all():
            worth = ZERO if receipt.status == Receipt.Status.VOID else receipt.total_baht
            assert receipt.total_baht == lines[receipt.pk] == paid[receipt.pk]
            assert cleared.get(receipt.pk, ZERO) == -worth
            live += worth
        assert _sum(clearing) == -live
        late = ChargeEntry.objects.filter(component__in=(Component.PENALTY, Component.SURCHARGE))
        assert _sum(late) == ZERO, "a late sum enters the books as it is taken"
        assert sum((sum(taken(day).values(), ZERO) for day in CashDay.objects.all()), ZERO) == live

    def check_numbers(self) -> None:
        """Gapless within the fiscal year, whatever was refused between."""
        numbers: dict[str, list[int]] = {}
        for text in Receipt.objects.values_list("register_no", flat=True):
            number, _, year = text.removeprefix("RCPT-").partition("/")
            numbers.setdefault(year, []).append(int(number))
        for found in numbers.values():
            assert sorted(found) == list(range(1, len(found) + 1))

    def send_all_again(self) -> None:
        """Every page that was sent once is sent again: nothing happens."""
        before = ChargeEntry.objects.count()
        for key, (ids, tenders, receipt) in self.keys.items():
            with acting_as(self.cashier, "ส่งซ้ำ"):
                assert collect(ids, tenders, cashier=self.cashier, client_key=key) == receipt
        assert ChargeEntry.objects.count() == before


def _sum(entries: Any) -> Decimal:
    return entries.aggregate(s=Sum("amount_baht"))["s"] or ZERO


def test_the_books_add_up_after_every_step(monkeypatch):
    cashier, approver = user_with("cashier"), user_with("finance_head")
    days = [START]
    monkeypatch.setattr(clock, "today", lambda: days[0])
    seen: Counter[str] = Counter()

    @settings(max_examples=10, phases=(Phase.explicit, Phase.generate))
    @example((Decimal(100), "fee"), [("pay", [0], 100, "cash"), ("adjust", 0, 50), ("void", 0), ("wait", 1)])
    @example((Decimal(100), "fee"), [("pay", [0], 40, "qr"), ("write_off", 0), ("void", 0), ("pay", [0], 100, "qr")])
    @example(
        (Decimal(100), "land_tax"),
        [
            ("remind", 0),
            ("wait", 60),
            ("cost", 0, Decimal(40)),
            ("pay", [0], 50, "cash"),
            ("void", 0),
            ("pay", [0], 130, "qr"),
        ],
    )
    @example(
        (Decimal("3000.01"), "land_tax"),
        [
            ("in_parts", 0),
            ("pay", [0], 30, "cash"),
            ("adjust", 0, 50),
            ("void", 0),
            ("wait", 60),
            ("pay", [0], 100, "qr"),
        ],
    )
    @given(st.tuples(satang, st.sampled_from(REVENUES)), st.lists(steps, min_size=5, max_size=18))
    def live(first, following):
        days[0] = START
        with transaction.atomic():
            books = Books(cashier, approver, days)
            books.take("open", *first, 10)
            for name, *values in following:
                books.take(name, *values)
                books.check()
            books.send_all_again()
            books.check()
            seen.update(books.done)
            transaction.set_rollback(True)

    live()
    taken = {"open", "pay", "void", "adjust", "cost", "remind", "in_parts", "write_off", "OVERPAY"}
    assert taken <= set(seen), "each kind of step was taken"


def test_a_closed_day_stands_in_the_way_of_payment_and_void():
    cashier, approver = user_with("cashier"), user_with("finance_head")
    with acting_as(system_user(), "ตั้งหนี้"):
        charge = opening.open_charges([opening.NewCharge("fee", Decimal(100), "ทดสอบ", a_payer().pk)])[0]
    with acting_as(cashier, "รับเงิน"):
        receipt = collect([charge.pk], [Tender("cash", Decimal(40))], cashier=cashier, client_key=uuid.uuid4())
        day = cash_day_of(cashier, clock.today())
        CashDay.objects.filter(pk=day.pk).update(status=CashDay.Status.COUNTED)
        with pytest.raises(Refused, match="DAY_CLOSED"):
            collect([charge.pk], [Tender("cash", Decimal(1))], cashier=cashier, client_key=uuid.uuid4())
    step = SimpleNamespace(record=receipt, user=approver)
    assert [refused.code for refused in day_steps.may_void(step)] == ["VOID_REMITTED"]  # type: ignore[arg-type]
