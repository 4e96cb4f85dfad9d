"""Buildings, the houses in them, who lives and trades there, and the signs on them."""

from __future__ import annotations

from decimal import Decimal

from django.contrib.gis.db import models
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator

from gis_core.features.bases import LocatedRecord, PartOf, SpatialRecord
from gis_core.features.following import WRITTEN, Fate, Follows
from gis_core.ground.models.cadastre import Parcel
from gis_core.pure.choice_names import Named

BUILDING_CODE = RegexValidator(r"^\d{2}[A-Zก-ฮ](?!000)\d{3}(/(?!000)\d{3}){1,2}$")


class Building(SpatialRecord):
    """A building or structure by its footprint; its code is the parcel's with a running number."""

    register_no = None
    follows = {"parcel": Follows(Fate.BY_PLACE, ended="demolished_on")}

    class Structure(models.TextChoices):
        MASONRY = "masonry", Named("ตึก", "คอนกรีต", "คอนกรีตเสริมเหล็ก", "ค.ส.ล.", "ก่ออิฐถือปูน")
        MIXED = "mixed", Named("ครึ่งตึกครึ่งไม้", "ครึ่งปูนครึ่งไม้")
        WOOD = "wood", "ไม้"

    building_code = models.CharField("รหัสสิ่งปลูกสร้าง", max_length=14, unique=True, validators=[BUILDING_CODE])
    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="buildings", verbose_name="แปลงที่ตั้ง")
    kind_code = models.CharField("ประเภทสิ่งปลูกสร้าง (กรมธนารักษ์)", max_length=6, blank=True, default="")
    kind_name = models.CharField("ชื่อประเภท", max_length=80, blank=True, default="")
    structure = models.CharField("ลักษณะสิ่งปลูกสร้าง", max_length=8, choices=Structure, default=Structure.MASONRY)
    floors = models.PositiveSmallIntegerField(
        "จำนวนชั้น", default=1, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    rows = models.PositiveSmallIntegerField("จำนวนหลัง/แถว", null=True, blank=True, validators=[MinValueValidator(1)])
    rooms = models.PositiveSmallIntegerField("จำนวนห้อง/คูหา", null=True, blank=True, validators=[MinValueValidator(1)])
    built_year_be = models.PositiveSmallIntegerField("ปีที่สร้างเสร็จ", null=True, blank=True, help_text="พ.ศ.")
    completed_on = models.DateField("วันที่สร้างเสร็จ", null=True, blank=True)
    permit_no = models.CharField("เลขที่ใบอนุญาตก่อสร้าง", max_length=40, blank=True, default="", db_default="")
    demolished_on = models.DateField("วันที่รื้อถอน", null=True, blank=True)
    geom = models.PolygonField("ผังพื้นอาคาร", srid=4326)

    class Meta:
        verbose_name = "โรงเรือนและสิ่งปลูกสร้าง"

    def __str__(self) -> str:
        return self.building_code


class BuildingFloor(PartOf):
    """A part of a floor with one use; a floor with two uses has two lines."""

    parent_field = "building"

    class Use(models.TextChoices):
        RESIDENCE = "residence", "อยู่อาศัย"
        COMMERCE = "other", "อื่น ๆ (พาณิชยกรรม อุตสาหกรรม บริการ)"
        AGRICULTURE = "agriculture", "ประกอบเกษตรกรรม"
        VACANT = "vacant", "ทิ้งไว้ว่างเปล่า"
        EXEMPT = "exempt", "ได้รับยกเว้น"

    building = models.ForeignKey(Building, models.CASCADE, related_name="floor_uses", verbose_name="อาคาร")
    floor = models.SmallIntegerField("ชั้นที่", validators=[MinValueValidator(-9), MaxValueValidator(120)])
    use = models.CharField("การใช้ประโยชน์", max_length=12, choices=Use, default=Use.RESIDENCE)
    area_m2 = models.DecimalField(
        "เนื้อที่ (ตร.ม.)", max_digits=10, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))]
    )
    note = models.CharField("หมายเหตุ", max_length=120, blank=True, default="", db_default="")

    class Meta:
        verbose_name = "ชั้นและการใช้ประโยชน์"

    def __str__(self) -> str:
        return f"ชั้น {self.floor} {self.get_use_display()}"


class BuildingSite(PartOf):
    """A parcel the building stands on, with its share of the footprint; written by `ground.sites.attach_buildings`."""

    parent_field = "building"
    follows = {"parcel": WRITTEN}

    building = models.ForeignKey(Building, models.CASCADE, related_name="sites", verbose_name="อาคาร")
    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="building_sites", verbose_name="แปลงที่ดิน")
    footprint_m2 = models.DecimalField("พื้นที่ผังบนแปลง (ตร.ม.)", max_digits=11, decimal_places=2)
    share_percent = models.DecimalField("สัดส่วนผัง (%)", max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = "แปลงที่อาคารตั้งอยู่"
        constraints = [models.UniqueConstraint(fields=["building", "parcel"], name="ground_site_once")]

    def __str__(self) -> str:
        return f"{self.parcel} {self.share_percent}%"


class House(LocatedRecord):
    """A house number of the house register (ทะเบียนบ้าน) with its 11-digit code; it stands in a building or
    on a parcel.
    """

    follows = {"parcel": Follows(Fate.BY_ANOTHER, by="building")}

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

    follows = {"parcel": Follows(Fate.BY_ANOTHER, ended="closed_on", by="building")}

    thai = models.CharField("ชื่อสถานประกอบการ", max_length=160)
    business = models.CharField("ประเภทกิจการ", max_length=120, blank=True, default="", db_default="")
    person = models.ForeignKey(
        "parties.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ผู้ประกอบการ (บุคคล)"
    )
    organisation = models.ForeignKey(
        "parties.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="ผู้ประกอบการ (นิติบุคคล)",
    )
    opened_on = models.DateField("วันที่เริ่มกิจการ", null=True, blank=True)
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
