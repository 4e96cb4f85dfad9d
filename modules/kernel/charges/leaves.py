"""The leaves of printed receipt books: the number on the paper is typed and must be the book's next one, so that none
is left out and none is used twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, QuerySet

from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import fiscal_year
from modules.kernel.charges.models import Receipt, ReceiptBook, SpoiledLeaf

LAW = "ระเบียบ มท. ว่าด้วยการรับเงินฯ ของ อปท. พ.ศ. 2566 หมวดใบเสร็จรับเงิน"


@dataclass(frozen=True)
class Leaf:
    """The book that lies before the cashier and the number he reads on its leaf."""

    book_id: int
    number: int


def books_of(user: Any) -> QuerySet[ReceiptBook]:
    """The books a cashier has in hand."""
    return ReceiptBook.objects.filter(holder=user, status=ReceiptBook.Status.OUT).order_by("handed_out_on", "pk")


def next_leaf(book: ReceiptBook) -> int:
    """The number of the next leaf; one above the last when the book is used up."""
    used = [
        rows.aggregate(last=Max("leaf_no"))["last"] or 0
        for rows in (Receipt.objects.filter(book=book), SpoiledLeaf.objects.filter(book=book))
    ]
    return max(*used, book.first_no - 1) + 1


def take_leaf(leaf: Leaf, cashier: Any, today: date) -> ReceiptBook:
    """The book, locked until the transaction ends, when the leaf is its next one.

    Errors: Refused ``RECEIPT_BOOK`` for a book that is not the cashier's or of a fiscal year gone by, ``RECEIPT_SEQ``.
    """
    book = ReceiptBook.objects.select_for_update().filter(pk=leaf.book_id).first()
    if book is None or book.status != ReceiptBook.Status.OUT or book.holder_id != cashier.pk:
        text = "เล่มใบเสร็จนี้ไม่ได้อยู่กับท่าน เลือกเล่มที่เบิกไว้ หรือเบิกเล่มใหม่จากกองคลัง"
        raise Refused("RECEIPT_BOOK", text, LAW, "book")
    if book.handed_out_on and fiscal_year(book.handed_out_on) != fiscal_year(today):
        raise Refused("RECEIPT_BOOK", f"{book} เป็นของปีงบประมาณก่อน ให้คืนเล่มนี้แล้วเบิกเล่มใหม่", LAW, "book")
    wanted = next_leaf(book)
    if wanted > book.last_no:
        raise Refused("RECEIPT_SEQ", f"{book} ใช้ครบทุกใบแล้ว คืนเล่มนี้แล้วเบิกเล่มใหม่", LAW, "leaf_no")
    if leaf.number != wanted:
        text = f"เลขที่ใบเสร็จไม่ต่อเนื่องหรือซ้ำ: ใบถัดไปของ{book} คือเลขที่ {wanted:03} "
        text += "ตรวจเลขบนใบเสร็จ ถ้าใบก่อนหน้าเสียให้บันทึกใบเสียก่อน"
        raise Refused("RECEIPT_SEQ", text, LAW, "leaf_no")
    return book
