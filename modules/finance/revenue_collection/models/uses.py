"""What the tax rests on: uses of land, buildings and units, exemptions, and orders that lower the tax."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from gis_core.features.bases import LocatedRecord, PartOf, PlaceLink
from gis_core.features.following import STAYS
from gis_core.ground.models import Building, CondoUnit, House, Parcel
from gis_core.parties.models import Person
from modules.finance.revenue_collection.models.years import TaxYear

NONNEGATIVE = [MinValueValidator(Decimal(0))]
PERCENT = [MinValueValidator(Decimal("0.01")), MaxValueValidator(Decimal(100))]


class Category(models.TextChoices):
    AGRI = "agri", "ประกอบเกษตรกรรม"
    RESIDENTIAL = "residential", "อยู่อาศัย"
    OTHER = "other", "อื่น ๆ"
    VACANT = "vacant", "ทิ้งไว้ว่างเปล่าหรือไม่ได้ทำประโยชน์ตามควรแก่สภาพ"


class LandTaxUse(LocatedRecord):
    """One use of a part of a parcel, a building or a unit in a tax year (พ.ร.บ.ภาษีที่ดินและสิ่งปลูกสร้าง พ.ศ. 2562 ม.37)."""

    follows = {"parcel": STAYS}

    tax_year = models.ForeignKey(TaxYear, models.PROTECT, related_name="uses", verbose_name="ปีภาษี")
    parcel = models.ForeignKey(Parcel, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="แปลงที่ดิน")
    condo_unit = models.ForeignKey(
        CondoUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ห้องชุด"
    )
    seq = models.PositiveSmallIntegerField("ลำดับ", default=1, validators=[MinValueValidator(1)])
    category = models.CharField("ลักษณะการทำประโยชน์", max_length=12, choices=Category)
    land_sqwah = models.DecimalField(
        "เนื้อที่ (ตร.ว.)", max_digits=12, decimal_places=1, default=Decimal(0), validators=NONNEGATIVE
    )
    building = models.ForeignKey(
        Building, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="สิ่งปลูกสร้าง"
    )
    floor_m2 = models.DecimalField(
        "พื้นที่สิ่งปลูกสร้าง (ตร.ม.)", max_digits=10, decimal_places=2, default=Decimal(0), validators=NONNEGATIVE
    )
    home = models.ForeignKey(
        House, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="บ้านหลังหลัก (ทะเบียนบ้าน)"
    )
    home_person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="เจ้าของที่มีชื่อในทะเบียนบ้าน"
    )
    home_seen_on = models.DateField(
        "วันที่ของหลักฐานทะเบียนบ้าน", null=True, blank=True, help_text="แสดงชื่ออยู่ในทะเบียนบ้าน ณ วันที่ 1 มกราคม"
    )
    vacant_since_be = models.PositiveSmallIntegerField("ว่างเปล่าตั้งแต่ปีภาษี", null=True, blank=True)
    farmer_registered = models.BooleanField("ขึ้นทะเบียนเกษตรกร", default=False)
    surveyed_on = models.DateField("วันที่สำรวจ", null=True, blank=True)
    note = models.CharField("หมายเหตุ", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "การใช้ประโยชน์เพื่อคิดภาษี"
        constraints = [
            models.CheckConstraint(
                condition=Q(parcel__isnull=False, condo_unit__isnull=True)
                | Q(parcel__isnull=True, condo_unit__isnull=False, building__isnull=True),
                name="revenue_use_of_one_place",
            ),
            models.UniqueConstraint(fields=["tax_year", "parcel", "seq"], name="revenue_use_of_parcel_once"),
            models.UniqueConstraint(fields=["tax_year", "condo_unit", "seq"], name="revenue_use_of_unit_once"),
        ]

    def __str__(self) -> str:
        return self.register_no or f"{self.tax_year_id}/{self.seq}"


class CropCount(PartOf):
    """How many plants of a kind stand on farmland; too few make the rest vacant."""

    parent_field = "use"

    class Kind(models.TextChoices):
        BANANA = "banana", "กล้วย"
        MANGO = "mango", "มะม่วง"
        COCONUT = "coconut", "มะพร้าว"
        LIME = "lime", "มะนาว"
        RUBBER = "rubber", "ยางพารา"
        OIL_PALM = "oil_palm", "ปาล์มน้ำมัน"
        TIMBER = "timber", "ไม้ยืนต้นเพื่อใช้เนื้อไม้"

    use = models.ForeignKey(LandTaxUse, models.CASCADE, related_name="crops", verbose_name="การใช้ประโยชน์")
    kind = models.CharField("ชนิดพืช", max_length=12, choices=Kind)
    count = models.PositiveIntegerField("จำนวนต้น", validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = "พืชที่ปลูก"
        constraints = [models.UniqueConstraint(fields=["use", "kind"], name="revenue_crop_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.count}"


class TaxExemption(LocatedRecord):
    """A ground of section 8 that takes a use out of the tax, wholly or by percent of its value."""

    class Ground(models.TextChoices):
        STATE = "state", "ทรัพย์สินของรัฐใช้ในกิจการสาธารณะ (ม.8(1))"
        UN = "un", "องค์การสหประชาชาติ (ม.8(2))"
        EMBASSY = "embassy", "สถานทูต (ม.8(3))"
        RED_CROSS = "red_cross", "สภากาชาดไทย (ม.8(4))"
        RELIGION = "religion", "ศาสนสมบัติที่ใช้เฉพาะประกอบศาสนกิจ (ม.8(5))"
        CEMETERY = "cemetery", "สุสานหรือฌาปนสถานสาธารณะ (ม.8(6))"
        CHARITY = "charity", "มูลนิธิหรือองค์การสาธารณกุศล (ม.8(7))"
        PUBLIC_USE = "public_use", "ที่เอกชนให้ใช้เพื่อสาธารณประโยชน์ (ม.8(8))"
        COMMON = "common", "ทรัพย์ส่วนกลางของอาคารชุด (ม.8(9))"
        ESTATE_UTILITY = "estate_utility", "สาธารณูปโภคของหมู่บ้านจัดสรร (ม.8(10))"
        INDUSTRIAL = "industrial", "สาธารณูปโภคของนิคมอุตสาหกรรม (ม.8(11))"
        REGULATION = "regulation", "ตามกฎกระทรวง (ม.8(12))"

    use = models.ForeignKey(LandTaxUse, models.PROTECT, related_name="exemptions", verbose_name="การใช้ประโยชน์")
    ground = models.CharField("เหตุยกเว้น", max_length=16, choices=Ground)
    percent = models.DecimalField(
        "ยกเว้นร้อยละ", max_digits=5, decimal_places=2, default=Decimal(100), validators=PERCENT
    )
    evidence = models.CharField("หลักฐาน", max_length=200)

    class Meta:
        verbose_name = "การยกเว้นภาษี"
        constraints = [models.UniqueConstraint(fields=["use"], name="revenue_exemption_once")]

    def __str__(self) -> str:
        return self.register_no or self.get_ground_display()


class ReliefOrder(LocatedRecord):
    """An order that lowers the tax of some years: of one place, or of a use in the whole office."""

    follows = {"place": STAYS}

    class Kind(models.TextChoices):
        DECREE = "decree_percent", "พ.ร.ฎ.ลดภาษี (ม.55)"
        DISASTER = "disaster", "เหตุพ้นวิสัย (ม.56)"
        DESTROYED = "building_destroyed", "รื้อถอนหรือทำลาย (ม.57)"
        PHASE_IN = "phase_in", "บรรเทาภาระ (ม.97)"

    kind = models.CharField("ประเภท", max_length=20, choices=Kind)
    place = PlaceLink("แปลงหรือห้องชุด (เว้นว่างคือทั้งเขต)", null=True, blank=True)
    category = models.CharField("เฉพาะการใช้ประโยชน์", max_length=12, choices=Category, blank=True, default="")
    percent = models.DecimalField("ลดร้อยละ", max_digits=5, decimal_places=2, null=True, blank=True, validators=PERCENT)
    old_tax_baht = models.DecimalField(
        "ภาษีปี 2562 (บาท)", max_digits=15, decimal_places=2, null=True, blank=True, validators=NONNEGATIVE
    )
    from_year_be = models.PositiveSmallIntegerField("ตั้งแต่ปีภาษี", validators=[MinValueValidator(2563)])
    until_year_be = models.PositiveSmallIntegerField("ถึงปีภาษี", validators=[MinValueValidator(2563)])
    order_no = models.CharField("คำสั่ง/กฎหมาย", max_length=160)
    ordered_on = models.DateField("ลงวันที่")

    class Meta:
        verbose_name = "คำสั่งลด ยกเว้น หรือบรรเทาภาษี"
        constraints = [
            models.CheckConstraint(
                condition=Q(until_year_be__gte=models.F("from_year_be")), name="revenue_relief_years_in_order"
            ),
            models.CheckConstraint(
                condition=Q(kind="phase_in", old_tax_baht__isnull=False, percent__isnull=True)
                | ~Q(kind="phase_in") & Q(percent__isnull=False, old_tax_baht__isnull=True),
                name="revenue_relief_figure_of_its_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.register_no or self.order_no
