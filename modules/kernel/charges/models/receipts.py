"""Money taken: receipts with their lines, how they were paid, and the cashier's day."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from gis_core.features.bases import Ledger, LocatedRecord, PartOf, PlaceLink
from gis_core.features.following import STAYS
from gis_core.pure.money import format_baht
from gis_core.pure.thai_calendar import format_date
from modules.kernel.charges.models.books import ReceiptBook
from modules.kernel.charges.models.charges import COMPONENTS, Charge, RevenueCode, _money


class CashDay(LocatedRecord):
    """What one cashier took on one day; when it is handed over its number is that of the remittance slip."""

    class Status(models.TextChoices):
        OPEN = "open", "เปิด"
        COUNTED = "counted", "ตรวจนับแล้ว"
        REMITTED = "remitted", "นำส่งแล้ว"
        BANKED = "banked", "ฝากธนาคารแล้ว"
        CLOSED = "closed", "ปิดวันแล้ว"

    cashier = models.ForeignKey("access.User", models.PROTECT, related_name="+", verbose_name="ผู้รับเงิน")
    on = models.DateField("วันที่")
    counter = models.CharField("จุดรับเงิน", max_length=60, default="สำนักงาน")
    cash_baht = _money("เงินสดที่นับได้", null=True, blank=True)
    cheque_baht = _money("เช็คที่นับได้", null=True, blank=True)
    transfer_baht = _money("เงินโอนและ QR", null=True, blank=True)
    received_by = models.ForeignKey(
        "access.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ผู้รับมอบเงิน"
    )
    kept_by = models.CharField("กรรมการเก็บรักษาเงิน", max_length=240, blank=True, default="", editable=False)
    banked_on = models.DateField("วันที่นำฝาก", null=True, blank=True)
    deposit_no = models.CharField("เลขที่ใบนำฝาก", max_length=40, blank=True, default="")

    class Meta:
        verbose_name = "วันรับเงิน"
        constraints = [
            models.UniqueConstraint(fields=["cashier", "on"], name="charges_one_cash_day"),
            models.CheckConstraint(
                condition=Q(received_by__isnull=True) | ~Q(received_by=F("cashier")), name="charges_handed_to_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{format_date(self.on)} {self.cashier}"


class Receipt(LocatedRecord):
    """A receipt as it was given out. It is never changed or deleted; a void one keeps its number and its copy."""

    follows = {"place": STAYS}
    outlives_undo = True

    class Status(models.TextChoices):
        ISSUED = "issued", "ออกแล้ว"
        VOID_REQUESTED = "void_requested", "ขอยกเลิก"
        VOID = "void", "ยกเลิก"
        REMITTED = "remitted", "นำส่งแล้ว"

    place = PlaceLink("ที่ตั้ง", null=True, blank=True)
    payer_name = models.CharField("ได้รับเงินจาก", max_length=200, editable=False)
    issued_at = models.DateTimeField("ออกเมื่อ", editable=False)
    paid_on = models.DateField("วันที่ชำระ", editable=False)
    cash_day = models.ForeignKey(
        CashDay, models.PROTECT, related_name="receipts", verbose_name="วันรับเงิน", editable=False
    )
    cashier = models.ForeignKey("access.User", models.PROTECT, related_name="+", verbose_name="ผู้รับเงิน", editable=False)
    total_baht = _money("รวมเงิน", editable=False)
    book = models.ForeignKey(
        ReceiptBook,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="receipts",
        verbose_name="เล่มใบเสร็จ",
        editable=False,
    )
    leaf_no = models.PositiveIntegerField("เลขที่ในเล่ม", null=True, blank=True, editable=False)
    client_key = models.UUIDField("รหัสการส่ง", unique=True, default=uuid.uuid4, editable=False)
    void_reason = models.CharField("เหตุที่ยกเลิก", max_length=200, blank=True, default="")
    void_requested_by = models.ForeignKey(
        "access.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ผู้ขอยกเลิก", editable=False
    )
    voided_by = models.ForeignKey(
        "access.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="ผู้อนุมัติให้ยกเลิก",
        editable=False,
    )

    class Meta:
        verbose_name = "ใบเสร็จรับเงิน"
        ordering = ("-issued_at", "-id")
        constraints = [
            models.CheckConstraint(condition=Q(total_baht__gt=0), name="charges_receipt_above_nothing"),
            models.UniqueConstraint(fields=["book", "leaf_no"], name="charges_leaf_once"),
            models.CheckConstraint(
                condition=Q(voided_by__isnull=True)
                | (~Q(voided_by=F("void_requested_by")) & ~Q(voided_by=F("cashier"))),
                name="charges_void_by_another",
            ),
        ]

    def __str__(self) -> str:
        return str(self.register_no)

    @property
    def state(self) -> str:
        """Its state in Thai."""
        return str(self.Status(self.status).label)


class ReceiptLine(PartOf):
    """One printed line of a receipt: what was paid of which charge."""

    parent_field = "receipt"

    receipt = models.ForeignKey(Receipt, models.CASCADE, related_name="lines", verbose_name="ใบเสร็จ")
    seq = models.PositiveSmallIntegerField("ที่")
    charge = models.ForeignKey(Charge, models.PROTECT, related_name="+", verbose_name="รายการตั้งหนี้")
    revenue = models.ForeignKey(RevenueCode, models.PROTECT, related_name="+", verbose_name="ประเภทรายได้")
    component = models.CharField("ส่วน", max_length=10, choices=list(COMPONENTS.items()))
    thai = models.CharField("รายการ", max_length=240)
    amount_baht = _money("จำนวนเงิน")

    class Meta:
        verbose_name = "รายการในใบเสร็จ"
        ordering = ("seq",)
        constraints = [models.UniqueConstraint(fields=["receipt", "seq"], name="charges_receipt_line_once")]

    def __str__(self) -> str:
        return self.thai


class Payment(Ledger):
    """How a receipt was paid; several ways may make up one receipt."""

    class Method(models.TextChoices):
        CASH = "cash", "เงินสด"
        CHEQUE = "cheque", "เช็ค"
        TRANSFER = "transfer", "เงินโอน"
        QR = "qr", "QR"
        CARD = "card", "บัตร"
        MONEY_ORDER = "money_order", "ธนาณัติ"

    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="payments", verbose_name="ใบเสร็จ")
    method = models.CharField("วิธีชำระ", max_length=12, choices=Method)
    amount_baht = _money("จำนวนเงิน")
    reference = models.CharField("เลขที่เช็คหรืออ้างอิง", max_length=80, blank=True, default="")

    class Meta:
        verbose_name = "การชำระเงิน"
        ordering = ("id",)
        constraints = [models.CheckConstraint(condition=Q(amount_baht__gt=0), name="charges_payment_above_nothing")]

    def __str__(self) -> str:
        return f"{self.get_method_display()} {format_baht(self.amount_baht)}"
