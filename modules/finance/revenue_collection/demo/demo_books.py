"""The demo town's receipt books: out from spring to the end of the fiscal year, and one of the year that runs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from gis_core.demo.town import Town
from gis_core.features import clock
from gis_core.pure.thai_calendar import be_year, format_date
from layers.engine import acting, records
from layers.engine.transitions import transition
from layers.registry import registry
from modules.finance.revenue_collection.demo.demo_steps import Step, day
from modules.finance.revenue_collection.models import TaxYear
from modules.kernel.charges.leaves import books_of, next_leaf
from modules.kernel.charges.models import ReceiptBook

HANDED_OUT, SPOILED, RETURNED, NEXT = (3, 27), (4, 22), (9, 25), (10, 1)


def steps(town: Town, year: TaxYear) -> Iterator[Step]:
    """The life of the year's book."""
    cashier, head = town.user("cashier"), town.user("finance_head")
    first, second = (partial(_hand_out, f"{n}/{year.code}", head, cashier) for n in (1, 2))
    yield Step(day(year, *HANDED_OUT), "finance_head", "จ่ายเล่มใบเสร็จ", first)
    yield Step(day(year, *SPOILED), "cashier", "บันทึกใบเสีย", partial(_spoil, cashier), hour=15)
    yield Step(day(year, *RETURNED), "finance_head", "รับคืนเล่มใบเสร็จ", partial(_take_back, cashier, head))
    if year.year_be == be_year(town.until):
        yield Step(day(year, *NEXT), "finance_head", "จ่ายเล่มใบเสร็จของปีงบประมาณใหม่", second)


def _hand_out(book_no: str, head: Any, cashier: Any) -> None:
    today = format_date(clock.today(), "numeric")
    values = {"series": "ส", "book_no": book_no, "first_no": "1", "last_no": "100", "received_on": today}
    register = registry.for_model(ReceiptBook)
    assert register is not None
    book = records.create(register, values, user=head, reason="รับเล่มใบเสร็จเข้าคลัง")
    given = {"holder": cashier.username, "handed_out_on": today}
    transition(register, book.uid, "hand_out", given, user=head, reason="จ่ายเล่มใบเสร็จ")


def _spoil(cashier: Any) -> None:
    book, register = books_of(cashier).first(), registry.for_model(ReceiptBook)
    assert book is not None and register is not None
    action = next(each for each in register.declared.actions if each.code == "spoil")
    sent = {"leaf_no": str(next_leaf(book)), "reason": "เขียนชื่อผู้ชำระผิด"}
    acting.act(register, book.uid, action, sent, user=cashier, reason="บันทึกใบเสีย")


def _take_back(cashier: Any, head: Any) -> None:
    book, register = books_of(cashier).first(), registry.for_model(ReceiptBook)
    assert book is not None and register is not None
    left = {
        "returned_on": format_date(clock.today(), "numeric"),
        "unused_count": str(book.last_no - next_leaf(book) + 1),
    }
    transition(register, book.uid, "give_back", left, user=head, reason="รับคืนเล่มใบเสร็จ")
