"""Tax to be given back: asked for or decided, then paid by a voucher."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from gis_core.features.bases import LocatedRecord, PlaceLink
from gis_core.features.following import STAYS
from modules.kernel.charges.models import Charge

#: Nothing where only penalty and surcharge go back.
NONNEGATIVE = [MinValueValidator(Decimal(0))]


def _money(thai: str, **more: object) -> models.DecimalField:
    return models.DecimalField(thai, max_digits=15, decimal_places=2, **more)  # type: ignore[arg-type]


def _user(thai: str) -> models.ForeignKey:
    return models.ForeignKey(
        "access.User", models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=thai
    )


class Refund(LocatedRecord):
    """Tax of one charge that its payer gets back: on his request, or after an objection, appeal or judgement."""

    follows = {"place": STAYS, "source": STAYS}

    class Ground(models.TextChoices):
        NOT_DUE = "not_due", "ชำระโดยไม่มีหน้าที่ต้องเสีย"
        OVERPAID = "overpaid", "ชำระเกินกว่าที่ต้องเสีย"
        DECISION = "decision", "ผลคำคัดค้าน อุทธรณ์ หรือคำพิพากษา"
        REASSESSED = "reassessed", "ผลการประเมินใหม่"

    charge = models.ForeignKey(Charge, models.PROTECT, related_name="+", verbose_name="รายการที่ชำระไว้")
    ground = models.CharField("เหตุที่คืน", max_length=10, choices=Ground)
    received_on = models.DateField("วันที่รับคำร้อง")
    claim = models.CharField("ข้อเท็จจริงและเหตุผล", max_length=500)
    claimed_baht = _money("จำนวนภาษีที่ขอคืน (บาท)", validators=NONNEGATIVE)
    requested_by = _user("ผู้รับคำร้อง")
    place = PlaceLink("ที่ตั้ง", null=True, blank=True, editable=False)
    source = PlaceLink("คำร้องหรือคำวินิจฉัย", null=True, blank=True, editable=False)
    order_no = models.CharField("คำสั่งที่", max_length=80, blank=True, default="")
    decided_baht = _money("จำนวนภาษีที่ให้คืน (บาท)", null=True, blank=True, validators=NONNEGATIVE)
    decision_text = models.CharField("เหตุผลของคำสั่ง", max_length=500, blank=True, default="")
    decided_on = models.DateField("วันที่มีคำสั่ง", null=True, blank=True, editable=False)
    decided_by = _user("ผู้สั่ง")
    late_baht = _money("เบี้ยปรับและเงินเพิ่มที่ให้คืน (บาท)", default=Decimal(0), editable=False)
    interest_baht = _money("ดอกเบี้ย (บาท)", default=Decimal(0), editable=False)
    interest_trace = models.CharField("ที่มาของดอกเบี้ย", max_length=1000, blank=True, default="", editable=False)
    pay_by = models.DateField("ต้องเบิกจ่ายภายใน", null=True, blank=True, editable=False)
    voucher_no = models.CharField("เลขที่ฎีกา", max_length=80, blank=True, default="")
    prepared_by = _user("ผู้จัดทำฎีกา")
    paid_on = models.DateField("วันที่จ่ายคืน", null=True, blank=True)
    paid_by = _user("ผู้อนุมัติจ่าย")

    class Meta:
        verbose_name = "การคืนภาษี"
        constraints = [
            models.UniqueConstraint(
                fields=["charge"], condition=Q(status="requested"), name="revenue_refund_one_request"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("due", "prepared", "paid")) | Q(decided_baht__isnull=False),
                name="revenue_refund_decided",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("requested_by")),
                name="revenue_refund_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.register_no or self.claim

    @property
    def total_baht(self) -> Decimal:
        """Tax, what was paid late on it, and interest together."""
        return (self.decided_baht or Decimal(0)) + self.late_baht + self.interest_baht
