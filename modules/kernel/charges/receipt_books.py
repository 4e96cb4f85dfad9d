"""Printed receipt books: in store, handed to a cashier, used leaf by leaf, accounted for when they come back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gis_core.access.visible import within_roles
from gis_core.features import clock
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_text import to_arabic_digits
from layers.declare import Draft, TransitionDraft
from layers.engine.rows import rows
from layers.registry import registry
from modules.kernel.charges.collecting import cash_day_of, refuse_closed
from modules.kernel.charges.leaves import LAW, Leaf, next_leaf, take_leaf
from modules.kernel.charges.models import CashDay, Receipt, ReceiptBook, SpoiledLeaf
from modules.kernel.charges.roles import CASHIERS

LEAVES = 100


def spoil(book: ReceiptBook, values: Mapping[str, Any], user: Any) -> str:
    """Record the next leaf as spoiled, on the cashier's day. Errors: as `take_leaf`, ``REQUIRED``, ``DAY_CLOSED``."""
    number, reason = values.get("leaf_no"), (values.get("reason") or "").strip()
    if number is None or number != int(number) or not reason:
        raise Refused("REQUIRED", "กรอกเลขที่ของใบที่เสียเป็นจำนวนเต็มและเหตุที่เสีย", LAW, "leaf_no")
    today = clock.today()
    day = cash_day_of(user, today)
    refuse_closed(day)
    held = take_leaf(Leaf(book.pk, int(number)), user, today)
    SpoiledLeaf.objects.create(book=held, leaf_no=int(number), cash_day=day, reason=reason[:200])
    return f"บันทึก{held.leaf(int(number))} เป็นใบเสียแล้ว ขีดฆ่าและเก็บใบเสียไว้กับเล่ม"


# -- the register ------------------------------------------------------------------------------------------------------
def derive(draft: Draft) -> None:
    """One book has one number, however it is typed."""
    book: ReceiptBook = draft.record
    book.series, book.book_no = (" ".join(to_arabic_digits(text).split()) for text in (book.series, book.book_no))


def check(draft: Draft) -> Iterator[Refused]:
    """A book has from one to a hundred leaves and did not come tomorrow."""
    book: ReceiptBook = draft.record
    if not 1 <= book.first_no <= book.last_no:
        yield Refused("RECEIPT_SEQ", "เลขที่ใบเสร็จไม่ต่อเนื่องหรือซ้ำ: เลขแรกต้องไม่น้อยกว่า 1 และไม่เกินเลขสุดท้าย", LAW, "last_no")
    elif book.last_no - book.first_no >= LEAVES:
        yield Refused("RECEIPT_SEQ", f"ใบเสร็จหนึ่งเล่มมีไม่เกิน {LEAVES} ใบ ตรวจเลขแรกและเลขสุดท้าย", LAW, "last_no")
    if book.received_on > (draft.today or clock.today()):
        yield Refused("FUTURE", "วันที่รับเข้าคลังต้องไม่อยู่ในอนาคต", "", "received_on")


def may_delete(book: ReceiptBook) -> Iterator[Refused]:
    """Only a book that was never handed out was registered by mistake."""
    if book.status != ReceiptBook.Status.STORED:
        yield Refused("RECEIPT_SEQ", f"{book} จ่ายให้ผู้รับเงินแล้ว ลบไม่ได้ เลขที่ทุกใบต้องตรวจสอบได้", LAW)


def may_hand_out(draft: TransitionDraft) -> Iterator[Refused]:
    """To somebody who takes money, neither before it came nor in the future."""
    book: ReceiptBook = draft.record
    if within_roles(CASHIERS, draft.values["holder"], False).nothing:
        text = f"{draft.values['holder']} ไม่มีบทบาทผู้รับเงิน จ่ายเล่มใบเสร็จให้ได้เฉพาะผู้รับเงิน"
        yield Refused("RECEIPT_BOOK", text, LAW, "holder")
    if not book.received_on <= draft.values["handed_out_on"] <= draft.on:
        yield Refused("DATES", "วันที่จ่ายเล่มต้องไม่ก่อนวันที่รับเข้าคลังและไม่เกินวันนี้", LAW, "handed_out_on")


def may_give_back(draft: TransitionDraft) -> Iterator[Refused]:
    """The leaves counted in the book are those its numbers say; it is locked until they are taken away."""
    book: ReceiptBook = draft.record
    left = book.last_no - next_leaf(book) + 1
    if draft.values["unused_count"] != left:
        which = f"เลขที่ {next_leaf(book):03}–{book.last_no:03} รวม {left} ใบ" if left else "ไม่มี"
        text = f"เลขที่ใบเสร็จไม่ต่อเนื่องหรือซ้ำ: ใบที่ไม่ได้ใช้ของ{book} ต้องเป็น {which} ตรวจนับใหม่ หรือให้ผู้ถือเล่มบันทึกใบเสียก่อน"
        yield Refused("RECEIPT_SEQ", text, LAW, "unused_count")
    if not (book.handed_out_on or draft.on) <= draft.values["returned_on"] <= draft.on:
        yield Refused("DATES", "วันที่คืนเล่มต้องไม่ก่อนวันที่จ่ายเล่มและไม่เกินวันนี้", LAW, "returned_on")


def given_back(draft: TransitionDraft) -> None:
    """Keep who counted the leaves that were not used."""
    draft.record.returned_to = draft.user
    draft.record.save(update_fields=["returned_to"])


# -- what was used -----------------------------------------------------------------------------------------------------
def receipt_addresses(user: Any, **of: Any) -> dict[int | None, str]:
    """By its key, the page of each receipt the reader may see, of those that fit `of`."""
    register = registry.for_model(Receipt)
    assert register is not None  # declared beside this module
    found = rows(register, user).filter(**of).values_list("pk", "uid").distinct().order_by()
    return {pk: register.record_url(uid) for pk, uid in found}


def leaves_tab(book: ReceiptBook, user: Any) -> Mapping[str, Any]:
    """Every leaf that was used: its receipt, named to who may see it, or why it was spoiled; how many are left."""
    seen = receipt_addresses(user, book=book)
    given = {r.leaf_no: {"no": r.leaf_no, "receipt": r, "url": seen.get(r.pk)} for r in book.receipts.all()}
    spoiled = {s.leaf_no: {"no": s.leaf_no, "spoiled": s} for s in book.spoiled.select_related("cash_day")}
    upcoming = next_leaf(book)
    return {
        "leaves": [leaf for _, leaf in sorted((given | spoiled).items())],
        "left": book.last_no - upcoming + 1,
        "next": upcoming,
        "is_returned": book.status == ReceiptBook.Status.RETURNED,
    }


@dataclass(frozen=True)
class Used:
    """Which numbers of a book or of the running series were used on a day, and which of them hold no money."""

    name: str
    first: str
    last: str
    count: int
    dead: str


def used_on(day: CashDay) -> list[Used]:
    """The numbers used on a cashier's day: of the running series first, then of each book."""
    given: dict[ReceiptBook | None, list[tuple[int, str, str]]] = defaultdict(list)
    for receipt in day.receipts.select_related("book").order_by("pk"):
        dead = "ยกเลิก" if receipt.status == Receipt.Status.VOID else ""
        given[receipt.book].append((receipt.leaf_no or receipt.pk, _short(receipt), dead))
    for leaf in day.spoiled.select_related("book"):
        given[leaf.book].append((leaf.leaf_no, f"{leaf.leaf_no:03}", f"เสีย: {leaf.reason}"))
    books = sorted(given, key=lambda book: (book is not None, str(book)))
    return [_used(str(book) if book else "เลขที่ออกจากระบบ", given[book]) for book in books]


def _short(receipt: Receipt) -> str:
    return f"{receipt.leaf_no:03}" if receipt.book_id else str(receipt.register_no)


def _used(name: str, numbers: Iterable[tuple[int, str, str]]) -> Used:
    found = sorted(numbers)
    dead = ", ".join(f"{text} ({why})" for _, text, why in found if why)
    return Used(name, found[0][1], found[-1][1], len(found), dead)
