"""The law's figures as dated rows, each with its source, so that an office corrects one without a programmer."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from gis_core.features.bases import LocatedRecord, TimedRecord


class RateTable(LocatedRecord):
    """A family of figures in one unit. `bounds` says which end of a tier belongs to it."""

    register_no = None

    class Bounds(models.TextChoices):
        OVER_UP_TO = "(]", "มากกว่า – ไม่เกิน"
        FROM_BELOW = "[)", "ตั้งแต่ – น้อยกว่า"
        FROM_TO = "[]", "ตั้งแต่ – ถึง"

    key = models.CharField("รหัสตาราง", max_length=60, unique=True)
    thai = models.CharField("ชื่อตาราง", max_length=160)
    unit = models.CharField("หน่วย", max_length=40, blank=True)
    bounds = models.CharField("ขอบเขตชั้น", max_length=2, choices=Bounds, default=Bounds.OVER_UP_TO)
    law = models.CharField("ฐานกฎหมาย", max_length=300, blank=True)

    class Meta:
        verbose_name = "ตารางอัตรา"

    def __str__(self) -> str:
        return self.thai


class RateRow(LocatedRecord, TimedRecord):
    """One figure of one key, for a tier of the quantity, in force for a time. Overlapping rows are refused
    by the database.
    """

    class Certainty(models.TextChoices):
        SURE = "sure", "แน่นอน"
        LIKELY = "likely", "น่าจะถูกต้อง"
        VERIFY = "verify", "รอยืนยัน"

    class Origin(models.TextChoices):
        NATIONAL = "national", "ชุดกลางของระบบ"
        OFFICE = "office", "สำนักงานกำหนด"

    table = models.ForeignKey(RateTable, models.PROTECT, related_name="rows", verbose_name="ตาราง")
    key = models.CharField("รายการ", max_length=80)
    thai = models.CharField("คำอธิบาย", max_length=200)
    lower = models.DecimalField("ชั้นตั้งแต่", max_digits=18, decimal_places=6, null=True, blank=True)
    upper = models.DecimalField("ชั้นถึง", max_digits=18, decimal_places=6, null=True, blank=True)
    value = models.DecimalField("ค่า", max_digits=18, decimal_places=6)
    certainty = models.CharField("ความแน่นอน", max_length=8, choices=Certainty, default=Certainty.VERIFY)
    law = models.CharField("ที่มา", max_length=300)
    origin = models.CharField("ผู้กำหนด", max_length=8, choices=Origin, default=Origin.OFFICE, editable=False)

    class Meta:
        verbose_name = "อัตรา"
        constraints = [
            models.CheckConstraint(
                condition=Q(lower__isnull=True) | Q(upper__isnull=True) | Q(lower__lte=F("upper")),
                name="kernel_rates_bounds_in_order",
            ),
            ExclusionConstraint(
                name="kernel_rates_no_overlap",
                expressions=[
                    ("table", RangeOperators.EQUAL),
                    ("key", RangeOperators.EQUAL),
                    (Func(F("lower"), F("upper"), function="numrange"), RangeOperators.OVERLAPS),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.thai
