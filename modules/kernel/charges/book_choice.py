"""Which receipt is given out: the system's, or the next leaf of a printed book that lies before the cashier."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from gis_core.pure.refusal import Refused
from gis_core.pure.thai_text import to_arabic_digits
from layers.registry import registry
from modules.kernel.charges.leaves import Leaf, books_of
from modules.kernel.charges.models import ReceiptBook

#: The book a cashier writes in lies open for the next payer too.
BOOK_KEPT = "receipt_book"
LONGEST_LEAF = 9


def book_choice(request: HttpRequest) -> dict[str, Any]:
    """What `_book_choice.html` needs: the cashier's books and the one he wrote in last."""
    sent = request.POST if request.method == "POST" else request.GET
    return {
        "books": [(str(book.uid), book) for book in books_of(request.user)],
        "books_url": registry.for_model(ReceiptBook).url,  # type: ignore[union-attr]
        "book": sent.get("book", request.session.get(BOOK_KEPT, "")),
        "leaf_no": sent.get("leaf_no", ""),
    }


def leaf_of(request: HttpRequest) -> Leaf | None:
    """The leaf the receipt was written on; None where the system prints it. Errors: Refused ``RECEIPT_BOOK``,
    ``REQUIRED``.
    """
    chosen = request.POST.get("book", "")
    request.session[BOOK_KEPT] = chosen
    if not chosen:
        return None
    book = next((book for book in books_of(request.user) if str(book.uid) == chosen), None)
    typed = to_arabic_digits(request.POST.get("leaf_no", "").strip())
    if book is None:
        raise Refused("RECEIPT_BOOK", "เล่มใบเสร็จนี้ไม่ได้อยู่กับท่านแล้ว เลือกเล่มใหม่", "", "book")
    if not typed.isdecimal() or len(typed) > LONGEST_LEAF:
        raise Refused("REQUIRED", f"พิมพ์เลขที่ที่อยู่บนใบเสร็จของ{book} เป็นตัวเลข", "", "leaf_no")
    return Leaf(book.pk, int(typed))
