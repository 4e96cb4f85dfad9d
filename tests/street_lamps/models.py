"""Street lamps: the synthetic register of which every word of the vocabulary is tried."""

from __future__ import annotations

from django.contrib.gis.db import models

from gis_core.features.bases import PartOf, PlaceLink, SpatialRecord
from gis_core.features.following import STAYS


class LampType(models.TextChoices):
    LED = "led", "แอลอีดี"
    SODIUM = "sodium", "โซเดียม"


class StreetLamp(SpatialRecord):
    """A lamp pole on a public way; the point is the foot of the pole."""

    follows = {"stands_at": STAYS}

    geom = models.PointField("ตำแหน่งเสา", srid=4326)
    lamp_type = models.CharField("ชนิดโคม", max_length=10, choices=LampType)
    power_w = models.PositiveSmallIntegerField("กำลังไฟ (วัตต์)")
    installed_on = models.DateField("วันที่ติดตั้ง", null=True, blank=True)
    stands_at = PlaceLink("อยู่หน้า", to_field="uid", null=True, blank=True)
    mended_on = models.DateField("วันที่ซ่อมเสร็จ", null=True, blank=True)
    parts_baht = models.DecimalField("ค่าอะไหล่ (บาท)", max_digits=9, decimal_places=2, null=True, blank=True)
    meter_no = models.CharField("เลขมิเตอร์", max_length=20, blank=True, default="")

    class Meta:
        verbose_name = "โคมไฟสาธารณะ"

    def __str__(self) -> str:
        return self.register_no or ""


class LampPart(PartOf):
    """A spare part put into a lamp."""

    parent_field = "lamp"

    lamp = models.ForeignKey(StreetLamp, models.CASCADE, related_name="parts", verbose_name="โคมไฟ")
    thai = models.CharField("อะไหล่", max_length=80)
    quantity = models.PositiveSmallIntegerField("จำนวน", default=1)

    class Meta:
        verbose_name = "อะไหล่"

    def __str__(self) -> str:
        return self.thai
