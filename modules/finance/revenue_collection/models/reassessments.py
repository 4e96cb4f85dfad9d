"""A re-assessment asked for within the law's years: why, what it gives, who decided, and the version it made."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q

from gis_core.features.bases import LocatedRecord, PlaceLink
from gis_core.features.following import STAYS
from modules.finance.revenue_collection.models.assessments import LandTaxAssessment


def _money(thai: str) -> models.DecimalField:
    return models.DecimalField(thai, max_digits=17, decimal_places=2, null=True, blank=True, editable=False)


def _user(thai: str) -> models.ForeignKey:
    return models.ForeignKey(
        "access.User", models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=thai
    )


class Reassessment(LocatedRecord):
    """While it is open the data the assessment rests on may be corrected; approved, it is a new version of it."""

    follows = {"place": STAYS}

    class Ground(models.TextChoices):
        WRONG = "wrong", "ประเมินไม่ถูกต้อง"
        MISSED = "missed", "มีทรัพย์สินที่ยังไม่ได้ประเมิน"

    assessment = models.ForeignKey(
        LandTaxAssessment, models.PROTECT, related_name="reassessments", verbose_name="การประเมินที่ทบทวน"
    )
    ground = models.CharField("เหตุที่ประเมินใหม่", max_length=8, choices=Ground)
    reason = models.CharField("ข้อเท็จจริงและเหตุผล", max_length=500)
    evidence = models.CharField("หลักฐาน", max_length=200, blank=True, default="")
    place = PlaceLink("ที่ตั้ง", null=True, blank=True, editable=False)
    asked_by = _user("ผู้เสนอ")
    before_baht = _money("ภาษีเดิม (บาท)")
    after_baht = _money("ภาษีที่คำนวณใหม่ (บาท)")
    preview = models.JSONField("ผลการคำนวณใหม่", default=list, editable=False)
    fingerprint = models.CharField("ลายนิ้วมือของผลคำนวณ", max_length=64, blank=True, default="", editable=False)
    reckoned_on = models.DateField("วันที่คำนวณ", null=True, blank=True, editable=False)
    reckoned_by = _user("ผู้คำนวณ")
    order_no = models.CharField("คำสั่งที่", max_length=80, blank=True, default="")
    decision_text = models.CharField("เหตุผลของคำสั่ง", max_length=500, blank=True, default="")
    decided_on = models.DateField("วันที่มีคำสั่ง", null=True, blank=True, editable=False)
    decided_by = _user("ผู้สั่ง")
    result = models.ForeignKey(
        LandTaxAssessment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name="การประเมินครั้งใหม่",
    )

    class Meta:
        verbose_name = "การประเมินใหม่"
        constraints = [
            models.UniqueConstraint(
                fields=["assessment"],
                condition=Q(status__in=("asked", "reckoned")),
                name="revenue_reassessment_one_open",
            )
        ]

    def __str__(self) -> str:
        return self.register_no or self.reason

    @property
    def difference_baht(self) -> Decimal:
        """How much more the tax is than before; below nothing when it is less."""
        return (self.after_baht or Decimal(0)) - (self.before_baht or Decimal(0))
