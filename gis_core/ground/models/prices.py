"""Appraised land prices: of a parcel, of a zone, and of a strip of some depth along a road."""

from __future__ import annotations

from django.contrib.gis.db import models
from django.core.validators import MaxValueValidator, MinValueValidator

from gis_core.features.bases import LocatedRecord, SpatialRecord, TimedRecord
from gis_core.features.following import BEGINS_AGAIN
from gis_core.ground.models.cadastre import Parcel


class AppraisalPrice(LocatedRecord, TimedRecord):
    """Appraised land price of a parcel for a round of valuation (พ.ร.บ.การประเมินราคาทรัพย์สินฯ พ.ศ. 2562)."""

    follows = {"parcel": BEGINS_AGAIN}

    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="prices", verbose_name="แปลงที่ดิน")
    baht_per_sqwah = models.DecimalField(
        "ราคาประเมิน (บาท/ตร.ว.)", max_digits=12, decimal_places=2, validators=[MinValueValidator(0)]
    )
    source = models.CharField("แหล่งที่มา", max_length=120, blank=True)

    class Meta:
        verbose_name = "ราคาประเมินที่ดิน"

    def __str__(self) -> str:
        return f"{self.baht_per_sqwah} บาท/ตร.ว."


class _AreaPrice(SpatialRecord, TimedRecord):
    """What price zones and strips have in common."""

    register_no = None
    code = models.CharField("รหัสหน่วยราคา", max_length=20)
    round = models.CharField("รอบบัญชี", max_length=20, blank=True, default="")
    baht_per_sqwah = models.DecimalField(
        "ราคาประเมิน (บาท/ตร.ว.)", max_digits=12, decimal_places=2, validators=[MinValueValidator(0)]
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.code


class PriceZone(_AreaPrice):
    """An area in which land without a nearer price takes this one."""

    geom = models.MultiPolygonField("ขอบเขต", srid=4326)

    class Meta:
        verbose_name = "เขตราคาประเมิน"


class PriceStrip(_AreaPrice):
    """Land along a road to a depth from its edge: the line of the road with half its width left out, then the depth."""

    class Side(models.TextChoices):
        BOTH = "both", "สองฝั่ง"
        LEFT = "left", "ซ้ายตามแนวเส้น"
        RIGHT = "right", "ขวาตามแนวเส้น"

    depth_m = models.DecimalField(
        "ความลึกจากริมทาง (ม.)",
        max_digits=6,
        decimal_places=2,
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
    )
    half_road_m = models.DecimalField(
        "กึ่งกลางทางถึงริมทาง (ม.)", max_digits=5, decimal_places=2, default=0, validators=[MinValueValidator(0)]
    )
    side = models.CharField("ฝั่ง", max_length=6, choices=Side, default=Side.BOTH)
    geom = models.LineStringField("แนวถนน", srid=4326)

    class Meta:
        verbose_name = "แถบราคาประเมินริมทาง"
