"""Signboards as the Signboard Tax Act B.E. 2510 counts them."""

from __future__ import annotations

from django.contrib.gis.db import models
from django.core.validators import MaxValueValidator, MinValueValidator

from gis_core.features.bases import SpatialRecord
from gis_core.features.following import Fate, Follows
from gis_core.ground.models.buildings import Building, Establishment
from gis_core.ground.models.cadastre import Parcel


class Signboard(SpatialRecord):
    """A taxable sign where it hangs."""

    follows = {"parcel": Follows(Fate.BY_PLACE, ended="removed_on")}

    class Kind(models.TextChoices):
        THAI = "1", "ประเภท 1 อักษรไทยล้วน"
        MIXED = "2", "ประเภท 2 อักษรไทยปนต่างประเทศ ภาพ หรือเครื่องหมาย"
        FOREIGN = "3", "ประเภท 3 ไม่มีอักษรไทย หรืออักษรไทยอยู่ใต้หรือต่ำกว่า"

    class Shape(models.TextChoices):
        BOUNDED = "bounded", "มีขอบเขต"
        UNBOUNDED = "unbounded", "ไม่มีขอบเขต"

    sign_code = models.CharField("รหัสป้าย", max_length=16, unique=True, null=True, blank=True)
    thai = models.CharField("ข้อความบนป้าย", max_length=200)
    kind = models.CharField("ประเภทป้าย", max_length=1, choices=Kind, default=Kind.THAI, db_default=Kind.THAI)
    movable = models.BooleanField("เคลื่อนที่หรือเปลี่ยนข้อความได้ (ก)", default=False, db_default=False)
    shape = models.CharField("ขอบเขตป้าย", max_length=10, choices=Shape, default=Shape.BOUNDED, db_default=Shape.BOUNDED)
    width_cm = models.PositiveIntegerField("กว้าง (ซม.)", validators=[MinValueValidator(1)])
    height_cm = models.PositiveIntegerField("ยาว (ซม.)", validators=[MinValueValidator(1)])
    sides = models.PositiveSmallIntegerField(
        "จำนวนด้าน", default=1, db_default=1, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    bearing_deg = models.DecimalField(
        "ทิศที่หันหน้า (องศา)",
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(360)],
    )
    parcel = models.ForeignKey(
        Parcel, models.PROTECT, null=True, blank=True, related_name="signboards", verbose_name="แปลงที่ดิน"
    )
    building = models.ForeignKey(
        Building, models.PROTECT, null=True, blank=True, related_name="signboards", verbose_name="อาคาร"
    )
    establishment = models.ForeignKey(
        Establishment, models.PROTECT, null=True, blank=True, related_name="signboards", verbose_name="สถานประกอบการ"
    )
    person = models.ForeignKey(
        "parties.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="เจ้าของป้าย (บุคคล)"
    )
    organisation = models.ForeignKey(
        "parties.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="เจ้าของป้าย (นิติบุคคล)",
    )
    installed_on = models.DateField("วันที่ติดตั้ง", null=True, blank=True)
    removed_on = models.DateField("วันที่รื้อถอน", null=True, blank=True)
    exempt_ground = models.CharField("เหตุยกเว้นภาษี", max_length=120, blank=True, default="", db_default="")
    permit_no = models.CharField("เลขที่ใบอนุญาตก่อสร้าง", max_length=40, blank=True, default="", db_default="")
    geom = models.PointField("ตำแหน่งป้าย", srid=4326)

    class Meta:
        verbose_name = "ป้าย"

    def __str__(self) -> str:
        return self.thai
