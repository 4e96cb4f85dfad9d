"""Payments into the office's account as the bank lists them; what belongs to no bill waits."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gis_core.features.bases import LocatedRecord, PartOf
from modules.kernel.charges.models.charges import _money
from modules.kernel.charges.models.receipts import Receipt


class BankFile(LocatedRecord):
    """One file of a bank. The same file brought in again goes on where it was left."""

    name = models.CharField("ไฟล์", max_length=200, editable=False)
    sha256 = models.CharField("ลายนิ้วมือไฟล์", max_length=64, unique=True, editable=False)
    brought_on = models.DateField("นำเข้าเมื่อ", editable=False)
    total_baht = _money("รวมเงิน", editable=False)

    class Meta:
        verbose_name = "แฟ้มรับชำระจากธนาคาร"
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.name


class BankPayment(PartOf):
    """One row of a file; a payment is taken once though the bank lists it in two files: its second row is `KNOWN`.

    `why` tells of a row without a receipt of its own what stands against it and what to do.
    """

    parent_field = "file"

    class Outcome(models.TextChoices):
        WAITING = "waiting", "รอจับคู่"
        MATCHED = "matched", "ออกใบเสร็จแล้ว"
        SUSPENSE = "suspense", "เงินรอตรวจสอบ"
        KNOWN = "known", "ซ้ำกับแฟ้มก่อน"
        DISMISSED = "dismissed", "ปิดโดยไม่รับเงิน"

    file = models.ForeignKey(BankFile, models.CASCADE, related_name="rows", verbose_name="แฟ้ม")
    line_no = models.PositiveIntegerField("บรรทัด")
    paid_on = models.DateField("วันที่ชำระ")
    ref1 = models.CharField("เลขอ้างอิง 1", max_length=20, blank=True)
    amount_baht = _money("จำนวนเงิน")
    bank_ref = models.CharField("อ้างอิงธนาคาร", max_length=60)
    outcome = models.CharField("ผล", max_length=10, choices=Outcome, default=Outcome.WAITING)
    why = models.CharField("เหตุ", max_length=300, blank=True, default="")
    clear_by = models.DateField("ต้องตรวจสอบภายใน", null=True, blank=True)
    receipt = models.ForeignKey(Receipt, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ใบเสร็จ")
    earlier = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="repeats", verbose_name="รายการเดิม"
    )

    class Meta:
        verbose_name = "รายการจากธนาคาร"
        ordering = ("line_no",)
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="matched", receipt__isnull=False)
                | Q(outcome__in=("waiting", "suspense", "dismissed"), receipt__isnull=True)
                | Q(outcome="known", earlier__isnull=False),
                name="charges_bank_row_has_receipt",
            ),
            models.UniqueConstraint(
                fields=["bank_ref"], condition=Q(earlier__isnull=True), name="charges_bank_ref_once"
            ),
            models.UniqueConstraint(
                fields=["receipt"], condition=Q(outcome="matched"), name="charges_bank_receipt_once"
            ),
        ]

    def __str__(self) -> str:
        return self.bank_ref
