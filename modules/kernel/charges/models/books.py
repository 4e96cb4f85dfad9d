"""Books of receipts printed beforehand, and the leaves of them that went to waste."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gis_core.features.bases import Ledger, LocatedRecord


class ReceiptBook(LocatedRecord):
    """A book with numbered leaves; who holds it gives them out one after the other.

    Its next leaf is not kept but follows from the leaves that were given out or spoiled (`receipt_books.next_leaf`).
    """

    class Status(models.TextChoices):
        STORED = "stored", "อยู่ในคลัง"
        OUT = "out", "อยู่กับผู้รับเงิน"
        RETURNED = "returned", "คืนแล้ว"

    series = models.CharField("ชุด (ถ้ามี)", max_length=10, blank=True, default="")
    book_no = models.CharField("เล่มที่", max_length=20)
    first_no = models.PositiveIntegerField("ตั้งแต่เลขที่", default=1)
    last_no = models.PositiveIntegerField("ถึงเลขที่", default=100)
    received_on = models.DateField("วันที่รับเข้าคลัง")
    holder = models.ForeignKey(
        "access.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="ผู้รับเงินที่ถือเล่ม",
        help_text="ชื่อบัญชีผู้ใช้ของผู้รับเงิน",
    )
    handed_out_on = models.DateField("วันที่จ่ายเล่ม", null=True, blank=True)
    returned_on = models.DateField("วันที่คืนเล่ม", null=True, blank=True)
    unused_count = models.PositiveIntegerField("จำนวนใบที่ไม่ได้ใช้", null=True, blank=True)
    returned_to = models.ForeignKey(
        "access.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ผู้รับคืน", editable=False
    )

    class Meta:
        verbose_name = "เล่มใบเสร็จรับเงิน"
        constraints = [
            models.UniqueConstraint(fields=["series", "book_no"], name="charges_book_once"),
            models.CheckConstraint(
                condition=Q(first_no__gte=1, last_no__gte=F("first_no")), name="charges_book_leaves"
            ),
            models.CheckConstraint(
                condition=Q(returned_to__isnull=True) | ~Q(returned_to=F("holder")), name="charges_book_to_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{f'ชุด {self.series} ' if self.series else ''}เล่มที่ {self.book_no}"

    def leaf(self, number: int) -> str:
        """How a receipt on that leaf is called."""
        return f"{self} เลขที่ {number:03}"


class SpoiledLeaf(Ledger):
    """A leaf on which no money was taken: it was torn or written wrongly and stays in the book, crossed out."""

    outlives_undo = True

    book = models.ForeignKey(ReceiptBook, models.PROTECT, related_name="spoiled", verbose_name="เล่มใบเสร็จ")
    leaf_no = models.PositiveIntegerField("เลขที่")
    cash_day = models.ForeignKey("CashDay", models.PROTECT, related_name="spoiled", verbose_name="วันรับเงิน")
    reason = models.CharField("เหตุที่เสีย", max_length=200)

    class Meta:
        verbose_name = "ใบเสร็จที่เสีย"
        ordering = ("leaf_no",)
        constraints = [models.UniqueConstraint(fields=["book", "leaf_no"], name="charges_spoiled_once")]

    def __str__(self) -> str:
        return self.book.leaf(self.leaf_no)
