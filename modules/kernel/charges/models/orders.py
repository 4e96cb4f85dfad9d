"""Orders that change a debt after it was opened: asked for by one officer, decided by another."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from gis_core.features.bases import LocatedRecord
from modules.kernel.charges.models.charges import Charge


class ChargeOrder(LocatedRecord):
    """What is to happen to one charge, by which authority. The charge changes when a second person approves."""

    class Kind(models.TextChoices):
        WRITE_OFF = "write_off", "จำหน่ายหนี้สูญ"
        RESTORE = "restore", "ยกเลิกการจำหน่ายหนี้สูญ"
        INSTALMENTS = "instalments", "ผ่อนชำระ"
        ADJUST = "adjust", "ปรับปรุงหนี้"
        EXTEND = "extend", "ขยายกำหนดเวลาชำระ"

    class Status(models.TextChoices):
        ASKED = "asked", "รออนุมัติ"
        DONE = "done", "อนุมัติแล้ว"
        REFUSED = "refused", "ไม่อนุมัติ"

    charge = models.ForeignKey(Charge, models.PROTECT, related_name="orders", verbose_name="รายการตั้งหนี้")
    kind = models.CharField("เรื่อง", max_length=12, choices=Kind)
    asked_on = models.DateField("วันที่รับคำขอ")
    amount_baht = models.DecimalField(
        "เงินต้นใหม่ (บาท)",
        max_digits=15,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    until_on = models.DateField("ขยายถึงวันที่", null=True, blank=True)
    authority_no = models.CharField("เลขที่มติ คำสั่ง หรือหนังสืออนุมัติ", max_length=80, blank=True, default="")
    note = models.CharField("เหตุที่เสนอ", max_length=200)
    asked_by = models.ForeignKey(
        "access.User", models.PROTECT, null=True, related_name="+", verbose_name="ผู้เสนอ", editable=False
    )
    decided_by = models.ForeignKey(
        "access.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ผู้อนุมัติ", editable=False
    )
    decided_on = models.DateField("วันที่อนุมัติ", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "คำสั่งเกี่ยวกับหนี้"
        constraints = [
            models.UniqueConstraint(fields=["charge"], condition=Q(status="asked"), name="charges_one_order_waits"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")), name="charges_order_by_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.register_no or ''} {self.get_kind_display()}"
