"""What an officer decided of two parcels: whether they are one piece of land for the tax."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from gis_core.features.bases import LocatedRecord
from gis_core.features.following import STAYS
from gis_core.ground.models import Parcel


class ContiguityDecision(LocatedRecord):
    """That two parcels of one owner lie together, or that they do not, against the map if need be (ม.42).

    A pair is decided once, whichever way round it is named.
    """

    follows = {"parcel": STAYS, "other": STAYS}

    class Verdict(models.TextChoices):
        TOGETHER = "together", "มีอาณาเขตติดต่อกัน"
        APART = "apart", "ไม่ติดต่อกัน"

    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="+", verbose_name="แปลงที่ดิน")
    other = models.ForeignKey(Parcel, models.PROTECT, related_name="+", verbose_name="แปลงที่ดินอีกแปลง")
    verdict = models.CharField("ผลการพิจารณา", max_length=8, choices=Verdict)
    reason = models.CharField("เหตุผล", max_length=300, help_text="เช่น มีทางสาธารณะคั่น หรือแนวเขตในแผนที่คลาดเคลื่อน")
    from_year_be = models.PositiveSmallIntegerField("ตั้งแต่ปีภาษี", validators=[MinValueValidator(2563)])
    until_year_be = models.PositiveSmallIntegerField(
        "ถึงปีภาษี (เว้นว่างคือไม่มีกำหนด)", null=True, blank=True, validators=[MinValueValidator(2563)]
    )

    class Meta:
        verbose_name = "การพิจารณาแปลงที่มีอาณาเขตติดต่อกัน"
        constraints = [
            models.UniqueConstraint(fields=["parcel", "other"], name="revenue_contiguity_once"),
            models.CheckConstraint(
                condition=Q(until_year_be__isnull=True) | Q(until_year_be__gte=F("from_year_be")),
                name="revenue_contiguity_years_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.register_no or self.get_verdict_display()
