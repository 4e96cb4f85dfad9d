"""Georeferenced pictures of the ground, kept as cloud-optimised GeoTIFF beside the database."""

from __future__ import annotations

from decimal import Decimal

from django.contrib.gis.db import models
from django.core.validators import MinValueValidator

from gis_core.features.bases import SpatialRecord


class Imagery(SpatialRecord):
    """One picture. Its shape is the ground it really shows; its tiles are for whoever may see the record.

    `file_uid` names the file, which never changes: a better picture is another record. `level` says whether everybody
    may see the tiles; the record itself is the office's. Columns from `file_uid` on are read from the file.
    """

    class Kind(models.TextChoices):
        ORTHOPHOTO = "orthophoto", "ภาพออร์โท (อากาศยานหรือโดรน)"
        SATELLITE = "satellite", "ภาพถ่ายดาวเทียม"
        SCAN = "scan", "แผนที่สแกน"
        HILLSHADE = "hillshade", "ภาพเงาภูมิประเทศ"

    class Level(models.TextChoices):
        STAFF = "staff", "เฉพาะเจ้าหน้าที่"
        PUBLIC = "public", "ประชาชนทั่วไป"

    title = models.CharField("ชื่อภาพ", max_length=160)
    kind = models.CharField("ชนิดภาพ", max_length=12, choices=Kind, default=Kind.ORTHOPHOTO)
    flown_on = models.DateField("วันที่บินหรือถ่าย", null=True, blank=True)
    level = models.CharField("ผู้ที่เห็นภาพ", max_length=10, choices=Level, default=Level.STAFF)
    source = models.CharField("ที่มา", max_length=200, blank=True, default="")
    file_uid = models.UUIDField("ไฟล์ภาพ", unique=True, editable=False)
    original_name = models.CharField("ชื่อไฟล์เดิม", max_length=200, editable=False)
    size_bytes = models.PositiveBigIntegerField("ขนาด (ไบต์)", editable=False)
    width_px = models.PositiveIntegerField("กว้าง (พิกเซล)", editable=False)
    height_px = models.PositiveIntegerField("สูง (พิกเซล)", editable=False)
    resolution_m = models.DecimalField(
        "ความละเอียด (ม./พิกเซล)",
        max_digits=9,
        decimal_places=3,
        editable=False,
        validators=[MinValueValidator(Decimal("0.001"))],
    )
    min_zoom = models.PositiveSmallIntegerField("ระดับซูมแรก", editable=False)
    max_zoom = models.PositiveSmallIntegerField("ระดับซูมละเอียดสุด", editable=False)
    geom = models.MultiPolygonField("พื้นที่ของภาพ", srid=4326, editable=False)

    class Meta:
        verbose_name = "ภาพถ่ายทางอากาศ"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(min_zoom__lte=models.F("max_zoom"), max_zoom__lte=24), name="imagery_zooms"
            )
        ]

    def __str__(self) -> str:
        return self.title
