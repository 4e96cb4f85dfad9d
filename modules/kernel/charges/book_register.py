"""The register of printed receipt books (ทะเบียนคุมใบเสร็จรับเงิน)."""

from __future__ import annotations

from layers.declare import Action, CountBy, Grant, ImportMap, Panel, Register, Transition, Workflow
from modules.kernel.charges import receipt_books
from modules.kernel.charges.models import ReceiptBook
from modules.kernel.charges.refused_by_database import BOOKS
from modules.kernel.charges.roles import CASHIERS, EXPORTERS, READERS

#: Who keeps the store of books; never the cashier who holds one.
KEEPERS = ("finance_head", "accountant")

books = Register(
    ReceiptBook,
    thai="เล่มใบเสร็จรับเงิน",
    english="Receipt books",
    name="receipt_book",
    title="book_no",
    level="staff",
    workflow=Workflow(
        initial="stored",
        edited_in=("stored",),
        instead="เล่มนี้จ่ายแล้ว",
        states=dict(ReceiptBook.Status.choices),
        transitions=(
            Transition(
                "hand_out", "stored", "out", KEEPERS, "จ่ายเล่มให้ผู้รับเงิน",
                form=("holder", "handed_out_on"), guard=receipt_books.may_hand_out,
            ),
            Transition(
                "give_back", "out", "returned", KEEPERS, "รับคืนเล่มและเลิกใช้ใบที่เหลือ",
                form=("returned_on", "unused_count"), by_another_than=("holder",),
                guard=receipt_books.may_give_back, effect=receipt_books.given_back,
            ),
        ),
    ),
    list_columns=(
        "series", "book_no", "first_no", "last_no", "holder", "handed_out_on", "returned_on", "unused_count", "status",
    ),
    form_columns=("series", "book_no", "first_no", "last_no", "received_on"),
    filters=("status", "holder", "handed_out_on"),
    search=("series", "book_no"),
    order_by=("-id",),
    derive=receipt_books.derive,
    check=receipt_books.check,
    may_delete=receipt_books.may_delete,
    errors=BOOKS,
    imports=ImportMap(
        match_on=("series", "book_no"),
        columns={
            "ชุด": "series",
            "เล่มที่": "book_no",
            "ตั้งแต่เลขที่": "first_no",
            "ถึงเลขที่": "last_no",
            "วันที่รับเข้าคลัง": "received_on",
        },
    ),
    panels=(Panel("leaves", "ใบเสร็จในเล่ม", "kernel_charges/leaves.html", receipt_books.leaves_tab),),
    actions=(
        Action(
            "spoil", "บันทึกใบเสีย", receipt_books.spoil, CASHIERS,
            (("leaf_no", "เลขที่ของใบที่เสีย", "number"), ("reason", "เหตุที่เสีย", "text")), states=("out",),
        ),
    ),
    reports=(CountBy("status", "holder"),),
    grants=(Grant(READERS, "view"), Grant("finance_head accountant", "add change delete"), Grant(EXPORTERS, "export")),
)  # fmt: skip
