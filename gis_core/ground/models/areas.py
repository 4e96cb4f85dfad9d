"""Areas and places that have a name."""

from __future__ import annotations

from typing import Any

from django.contrib.gis.db import models

from gis_core.features.bases import CodeList, SpatialRecord, TimedRecord
from gis_core.ground import office


class Office(CodeList):
    """The authority whose database this is. The Indian 1975 shift is its own where it has a surveyed control point."""

    class Kind(models.TextChoices):
        SUBDISTRICT = "sao", office.KINDS["sao"][0]
        MUNICIPALITY = "municipality", office.KINDS["municipality"][0]
        PROVINCE = "pao", office.KINDS["pao"][0]

    thai = models.CharField("ชื่อหน่วยงาน", max_length=120)
    kind = models.CharField("ประเภท", max_length=20, choices=Kind)
    tambon = models.CharField("ตำบล", max_length=60, blank=True)
    amphoe = models.CharField("อำเภอ", max_length=60, blank=True)
    province = models.CharField("จังหวัด", max_length=60, blank=True)
    province_abbr = models.CharField("อักษรย่อจังหวัด", max_length=4, blank=True)
    dla_order = models.PositiveSmallIntegerField("ลำดับ อปท. ในจังหวัด", default=0)
    utm_srid = models.PositiveIntegerField("โซน UTM", choices=[(32647, "47N"), (32648, "48N")], default=32647)
    indian_dx_m = models.DecimalField("Indian 1975 dX (ม.)", max_digits=9, decimal_places=4, default=210)
    indian_dy_m = models.DecimalField("Indian 1975 dY (ม.)", max_digits=9, decimal_places=4, default=814)
    indian_dz_m = models.DecimalField("Indian 1975 dZ (ม.)", max_digits=9, decimal_places=4, default=289)
    boundary = models.MultiPolygonField("เขตปกครอง", srid=4326, null=True)
    seal_sha256 = models.CharField("ตราของหน่วยงาน", max_length=64, blank=True, default="", editable=False)

    class Meta:
        verbose_name = "หน่วยงานเจ้าของระบบ"

    def __str__(self) -> str:
        return self.thai

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        office.forget()


class AdminArea(SpatialRecord):
    """Province, district, subdistrict or village, by its code of the Department of Provincial Administration."""

    register_no = None

    class Level(models.TextChoices):
        PROVINCE = "province", "จังหวัด"
        AMPHOE = "amphoe", "อำเภอ"
        TAMBON = "tambon", "ตำบล"
        VILLAGE = "village", "หมู่บ้าน"

    code = models.CharField("รหัสพื้นที่", max_length=10, unique=True)
    level = models.CharField("ระดับ", max_length=10, choices=Level)
    thai = models.CharField("ชื่อพื้นที่", max_length=120)
    moo = models.PositiveSmallIntegerField("หมู่ที่", null=True, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="อยู่ใน"
    )
    geom = models.MultiPolygonField("ขอบเขต", srid=4326)

    class Meta:
        verbose_name = "เขตการปกครอง"

    def __str__(self) -> str:
        return f"หมู่ที่ {self.moo} {self.thai}" if self.moo else self.thai


class NamedPlace(SpatialRecord):
    """A place people call by a name (ISO 19112): temple, school, market, public land, pond."""

    class Kind(models.TextChoices):
        TEMPLE = "temple", "วัด"
        SCHOOL = "school", "โรงเรียน"
        HEALTH = "health", "สถานพยาบาล"
        MARKET = "market", "ตลาด"
        OFFICE = "office", "สถานที่ราชการ"
        PUBLIC_LAND = "public_land", "ที่สาธารณประโยชน์"
        WATER = "water", "แหล่งน้ำ"
        OTHER = "other", "อื่น ๆ"

    thai = models.CharField("ชื่อสถานที่", max_length=120)
    kind = models.CharField("ประเภท", max_length=12, choices=Kind)
    geom = models.PointField("ตำแหน่ง", srid=4326)

    class Meta:
        verbose_name = "สถานที่สำคัญ"

    def __str__(self) -> str:
        return self.thai


class AddressPoint(SpatialRecord):
    """Where a house number is found on the ground: a gate or a door."""

    house_no = models.CharField("บ้านเลขที่", max_length=20)
    moo = models.PositiveSmallIntegerField("หมู่ที่", null=True, blank=True)
    geom = models.PointField("ตำแหน่ง", srid=4326)

    class Meta:
        verbose_name = "จุดที่อยู่"

    def __str__(self) -> str:
        return f"{self.house_no} ม.{self.moo}" if self.moo else self.house_no


class Zone(SpatialRecord, TimedRecord):
    """An area in which a rule holds for a time; results keep the version they used."""

    code = models.CharField("รหัสเขต", max_length=30)
    kind = models.CharField("ประเภทเขต", max_length=40)
    thai = models.CharField("ชื่อเขต", max_length=120)
    law = models.CharField("ฐานกฎหมาย", max_length=200, blank=True)
    geom = models.MultiPolygonField("ขอบเขต", srid=4326)

    class Meta:
        verbose_name = "เขตบังคับใช้"

    def __str__(self) -> str:
        return self.thai
