"""Buildings, the houses in them, who lives and trades there, and the signs on them."""

from __future__ import annotations

from django.contrib.gis.db import models
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator

from gis_core.features.bases import LocatedRecord, SpatialRecord
from gis_core.ground.models.cadastre import Parcel


class Building(SpatialRecord):
    """A building or structure by its footprint; its code is the parcel's with a running number."""

    register_no = None

    class Structure(models.TextChoices):
        MASONRY = "masonry", "ตึก"
        MIXED = "mixed", "ครึ่งตึกครึ่งไม้"
        WOOD = "wood", "ไม้"

    building_code = models.CharField(
        "รหัสสิ่งปลูกสร้าง", max_length=14, unique=True, validators=[RegexValidator(r"^\d{2}[A-Zก-ฮ]\d{3}(/\d{3}){1,2}$")]
    )
    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="buildings", verbose_name="แปลงที่ตั้ง")
    kind_code = models.CharField("ประเภทสิ่งปลูกสร้าง (กรมธนารักษ์)", max_length=6, blank=True, default="")
    kind_name = models.CharField("ชื่อประเภท", max_length=80, blank=True, default="")
    structure = models.CharField("ลักษณะสิ่งปลูกสร้าง", max_length=8, choices=Structure, default=Structure.MASONRY)
    floors = models.PositiveSmallIntegerField(
        "จำนวนชั้น", default=1, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    built_year_be = models.PositiveSmallIntegerField(
        "ปีที่สร้างเสร็จ (พ.ศ.)", null=True, blank=True, validators=[MinValueValidator(2400)]
    )
    demolished_on = models.DateField("วันที่รื้อถอน", null=True, blank=True)
    geom = models.PolygonField("ผังพื้นอาคาร", srid=4326)

    class Meta:
        verbose_name = "โรงเรือนและสิ่งปลูกสร้าง"

    def __str__(self) -> str:
        return self.building_code


class House(LocatedRecord):
    """A house number of the house register (ทะเบียนบ้าน) with its 11-digit code; it stands in a building or
    on a parcel.
    """

    house_no = models.CharField("บ้านเลขที่", max_length=20)
    moo = models.PositiveSmallIntegerField("หมู่ที่", null=True, blank=True)
    house_register_id = models.CharField(
        "รหัสประจำบ้าน", max_length=11, unique=True, null=True, blank=True, validators=[RegexValidator(r"^\d{11}$")]
    )
    building = models.ForeignKey(
        Building, models.PROTECT, null=True, blank=True, related_name="houses", verbose_name="อาคาร"
    )
    parcel = models.ForeignKey(
        Parcel, models.PROTECT, null=True, blank=True, related_name="houses", verbose_name="แปลงที่ดิน"
    )

    class Meta:
        verbose_name = "บ้าน"

    def __str__(self) -> str:
        return f"{self.house_no} หมู่ {self.moo}" if self.moo else self.house_no


class Household(LocatedRecord):
    """People who live together in a house."""

    house = models.ForeignKey(House, models.PROTECT, related_name="households", verbose_name="บ้าน")
    head = models.ForeignKey(
        "parties.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="หัวหน้าครัวเรือน"
    )
    members = models.PositiveSmallIntegerField("จำนวนสมาชิก", default=1, validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = "ครัวเรือน"

    def __str__(self) -> str:
        return self.register_no or ""


class Establishment(LocatedRecord):
    """A place of business: one place, many licences, signboards and bills."""

    thai = models.CharField("ชื่อสถานประกอบการ", max_length=160)
    building = models.ForeignKey(
        Building, models.PROTECT, null=True, blank=True, related_name="establishments", verbose_name="อาคาร"
    )
    parcel = models.ForeignKey(
        Parcel, models.PROTECT, null=True, blank=True, related_name="establishments", verbose_name="แปลงที่ดิน"
    )
    closed_on = models.DateField("วันที่เลิกกิจการ", null=True, blank=True)

    class Meta:
        verbose_name = "สถานประกอบการ"

    def __str__(self) -> str:
        return self.thai


class CondoUnit(LocatedRecord):
    """A unit of a condominium, located at its building."""

    building = models.ForeignKey(Building, models.PROTECT, related_name="condo_units", verbose_name="อาคารชุด")
    unit_no = models.CharField("เลขที่ห้องชุด", max_length=20)
    floor = models.PositiveSmallIntegerField("ชั้น", default=1)
    area_m2 = models.DecimalField("เนื้อที่ (ตร.ม.)", max_digits=9, decimal_places=2, validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = "ห้องชุด"
        constraints = [models.UniqueConstraint(fields=["building", "unit_no"], name="ground_condo_unit_once")]

    def __str__(self) -> str:
        return self.unit_no


class Signboard(SpatialRecord):
    """A taxable sign where it hangs."""

    thai = models.CharField("ข้อความบนป้าย", max_length=200)
    width_cm = models.PositiveIntegerField("กว้าง (ซม.)", validators=[MinValueValidator(1)])
    height_cm = models.PositiveIntegerField("สูง (ซม.)", validators=[MinValueValidator(1)])
    parcel = models.ForeignKey(
        Parcel, models.PROTECT, null=True, blank=True, related_name="signboards", verbose_name="แปลง"
    )
    geom = models.PointField("ตำแหน่งป้าย", srid=4326)

    class Meta:
        verbose_name = "ป้าย"

    def __str__(self) -> str:
        return self.thai
