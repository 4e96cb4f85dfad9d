"""The tax map (ระเบียบ มท. ว่าด้วยแผนที่ภาษีและทะเบียนทรัพย์สินของ อปท. พ.ศ. 2550): zones, blocks, parcels and their descent."""

from __future__ import annotations

from django.contrib.gis.db import models
from django.core.validators import MinValueValidator, RegexValidator
from django.db.models.expressions import RawSQL

from gis_core.features.bases import PartOf, SpatialRecord
from gis_core.features.following import STAYS, WRITTEN
from gis_core.ground.office import amphoe_code
from gis_core.pure.choice_names import Named

#: A title deed is named with the letter of its form, each of equal force.
NS4_NAMES = ("น.ส.4", "โฉนดที่ดิน น.ส.4")
#: Area of the drawing in the UTM zone the parcel lies in; a column of the database: no way of writing misses it.
DRAWN_M2 = "ST_Area(ST_Transform(geom, CASE WHEN ST_XMin(geom) < 102 THEN 32647 ELSE 32648 END))"
DIFFERENCE_PERCENT = f"abs({DRAWN_M2} / 4 - area_sqwah::float8) / area_sqwah::float8 * 100"
#: Buckets of the negated difference, because a bucket holds its lower end: exactly 2 % is still "not over 2 %". The
#: drawn area is asked for once a column: an import of 200,000 parcels feels it.
AREA_CLASS = (
    "(ARRAY['over10', 'to10', 'to5', 'to2'])"
    f"[1 + width_bucket(-({DIFFERENCE_PERCENT})::float8, ARRAY[-10, -5, -2]::float8[])]"
)
SHEET = (
    "CASE WHEN utm1 = '' OR scale IS NULL THEN '' ELSE utm1 || ' ' || CASE utm2 WHEN '1' THEN 'I' WHEN '2' THEN 'II'"
    " WHEN '3' THEN 'III' ELSE 'IV' END || ' ' || utm3 || CASE WHEN scale = 4000 THEN '' ELSE '-' || utm4 END"
    " || ' (1:' || scale::text || ')' END"
)
PARCEL_CODE = RegexValidator(r"^\d{2}[A-Zก-ฮ](?!000)\d{3}(/(?!000)\d{3})?$")


class TaxZone(SpatialRecord):
    """A zone bounded by roads, canals and administrative lines, coded 01 to 99."""

    register_no = None
    code = models.CharField("รหัสเขต", max_length=2, unique=True, validators=[RegexValidator(r"^(0[1-9]|[1-9]\d)$")])
    geom = models.MultiPolygonField("ขอบเขต", srid=4326)

    class Meta:
        verbose_name = "เขตแผนที่ภาษี (Zone)"

    def __str__(self) -> str:
        return self.code


class TaxBlock(SpatialRecord):
    """A block inside one zone, coded with one letter."""

    register_no = None
    zone = models.ForeignKey(TaxZone, models.PROTECT, related_name="blocks", verbose_name="เขต")
    letter = models.CharField("เขตย่อย", max_length=1, validators=[RegexValidator(r"^[A-Zก-ฮ]$")])
    code = models.CharField("รหัสเขตย่อย", max_length=3, unique=True)
    geom = models.MultiPolygonField("ขอบเขต", srid=4326)

    class Meta:
        verbose_name = "เขตย่อยแผนที่ภาษี (Block)"
        constraints = [models.UniqueConstraint(fields=["zone", "letter"], name="ground_one_letter_per_zone")]

    def __str__(self) -> str:
        return self.code


class Parcel(SpatialRecord):
    """A piece of land. The deed's area is the tax area; the drawn area is only compared with it."""

    register_no = None

    class DeedType(models.TextChoices):
        NS4 = (
            "ns4",
            Named(
                "โฉนดที่ดิน (น.ส.4)", "โฉนด", "น.ส.4", *(f"{name} {letter}" for name in NS4_NAMES for letter in "กขคงจ")
            ),
        )
        NS3K = "ns3k", Named("น.ส.3 ก.", "หนังสือรับรองการทำประโยชน์ น.ส.3 ก.")
        NS3 = "ns3", Named("น.ส.3", "หนังสือรับรองการทำประโยชน์", "หนังสือรับรองการทำประโยชน์ น.ส.3")
        NS3KH = "ns3kh", Named("น.ส.3 ข.", "หนังสือรับรองการทำประโยชน์ น.ส.3 ข.")
        TRACHONG = "trachong", Named('ตราจองที่ตราว่า "ได้ทำประโยชน์แล้ว"', "ตราจองที่ตราว่าได้ทำประโยชน์แล้ว")
        NS2 = "ns2", Named("ใบจอง (น.ส.2)", "น.ส.2", "น.ส.2 ก.", "ใบจอง น.ส.2 ก.")
        SK1 = "sk1", Named("ส.ค.1", "แบบแจ้งการครอบครองที่ดิน")
        NK3 = "nk3", Named("น.ค.3", "หนังสือแสดงการทำประโยชน์ในนิคม")
        KASN5 = "kasn5", "ก.ส.น.5"
        SPK401 = "spk401", Named("ส.ป.ก. 4-01", "ส.ป.ก.", "ส.ป.ก. 4-01 ก", "ส.ป.ก. 4-01 ข", "ส.ป.ก. 4-01 ค")
        STHK = "sthk", "สทก."
        RACHAPHATSADU = "rachaphatsadu", Named("ที่ราชพัสดุ", "ราชพัสดุ")
        NSL = "nsl", Named("น.ส.ล.", "หนังสือสำคัญสำหรับที่หลวง")
        NONE = "none", Named("ไม่มีเอกสารสิทธิ", "ไม่มีเอกสารสิทธิ์", "ไม่มี", "ภ.บ.ท.5")

    class Status(models.TextChoices):
        ACTIVE = "active", "ใช้งาน"
        DIVIDED = "divided", "แบ่งแยก"
        MERGED = "merged", "รวม"
        CANCELLED = "cancelled", "ยกเลิก"
        PENDING = "pending", "รอตรวจสอบ"

    class LandUse(models.TextChoices):
        AGRICULTURE = "agriculture", Named("เกษตรกรรม", "ประกอบเกษตรกรรม", "ประกอบการเกษตร", "การเกษตร", "เกษตร")
        RESIDENCE = "residence", Named("อยู่อาศัย", "ที่อยู่อาศัย", "พักอาศัย", "บ้านพักอาศัย")
        OTHER = "other", Named("อื่น ๆ (พาณิชยกรรม อุตสาหกรรม บริการ)", "พาณิชยกรรม", "อุตสาหกรรม", "บริการ")
        VACANT = "vacant", Named("ทิ้งไว้ว่างเปล่า", "ว่างเปล่า", "ที่ว่างเปล่า", "รกร้างว่างเปล่า")
        PUBLIC = "public", "สาธารณประโยชน์"

    class AreaClass(models.TextChoices):
        TO_2 = "to2", "ต่างไม่เกิน 2%"
        TO_5 = "to5", "ต่าง 2–5%"
        TO_10 = "to10", "ต่าง 5–10%"
        OVER_10 = "over10", "ต่างเกิน 10%"

    status = models.CharField(
        "สถานะ", max_length=30, choices=Status, default=Status.ACTIVE, db_default=Status.ACTIVE, editable=False
    )
    parcel_code = models.CharField("รหัสแปลงที่ดิน", max_length=10, unique=True, validators=[PARCEL_CODE])
    block = models.ForeignKey(TaxBlock, models.PROTECT, related_name="parcels", verbose_name="เขตย่อย")
    deed_type = models.CharField("ประเภทเอกสารสิทธิ", max_length=14, choices=DeedType, default=DeedType.NS4)
    deed_no = models.CharField("เลขที่เอกสารสิทธิ", max_length=12, blank=True, default="")
    volume = models.CharField("เล่ม", max_length=8, blank=True, default="")
    page = models.CharField("หน้า", max_length=8, blank=True, default="")
    land_no = models.CharField("เลขที่ดิน", max_length=8, blank=True, default="")
    survey_page = models.CharField("หน้าสำรวจ", max_length=8, blank=True, default="")
    utm1 = models.CharField("ระวาง 1:50,000", max_length=4, blank=True, default="")
    utm2 = models.CharField("แผ่นที่", max_length=1, blank=True, default="")
    utm3 = models.CharField("ระวาง 1:4,000", max_length=4, blank=True, default="")
    utm4 = models.CharField("แผ่นย่อย", max_length=2, blank=True, default="")
    scale = models.PositiveSmallIntegerField("มาตราส่วนระวาง", null=True, blank=True)
    amphoe_code = models.CharField("รหัสอำเภอ", max_length=4, blank=True, default=amphoe_code)
    tambon_code = models.CharField("รหัสตำบล", max_length=6, blank=True, default="")
    moo = models.PositiveSmallIntegerField("หมู่ที่", null=True, blank=True)
    area_sqwah = models.DecimalField(
        "เนื้อที่ ไร่-งาน-ตร.ว.",
        max_digits=12,
        decimal_places=1,
        validators=[MinValueValidator(1)],
        help_text="พิมพ์เป็น ไร่-งาน-ตร.ว. เช่น 2-3-45.6 หรือเป็นตารางวา",
    )
    land_use = models.CharField("การใช้ประโยชน์", max_length=12, choices=LandUse, default=LandUse.RESIDENCE)
    is_state_property = models.BooleanField("ทรัพย์สินของรัฐ", default=False)
    surveyed_on = models.DateField("วันที่สำรวจภาคสนาม", null=True, blank=True)
    cancelled_on = models.DateField("ยกเลิกตั้งแต่วันที่", null=True, blank=True, editable=False)
    geom = models.MultiPolygonField("รูปแปลง", srid=4326)
    lot = models.GeneratedField(
        expression=RawSQL("substr(parcel_code, 4)", ()),
        output_field=models.CharField("ลำดับแปลง", max_length=7),
        db_persist=True,
        verbose_name="ลำดับแปลง",
    )
    sheet = models.GeneratedField(
        expression=RawSQL(SHEET, ()),
        output_field=models.CharField("ระวาง", max_length=40),
        db_persist=True,
        verbose_name="ระวาง",
    )
    gis_area_m2 = models.GeneratedField(
        expression=RawSQL(f"round({DRAWN_M2}::numeric, 2)", ()),
        output_field=models.DecimalField("เนื้อที่จากแผนที่ (ตร.ม.)", max_digits=14, decimal_places=2),
        db_persist=True,
        verbose_name="เนื้อที่จากแผนที่ (ตร.ม.)",
    )
    area_class = models.GeneratedField(
        expression=RawSQL(AREA_CLASS, ()),
        output_field=models.CharField("ช่วงผลต่างเนื้อที่", max_length=6, choices=AreaClass),
        db_persist=True,
        verbose_name="ช่วงผลต่างเนื้อที่",
    )
    surveyed_year_be = models.GeneratedField(
        expression=RawSQL("(extract(year FROM surveyed_on) + 543)::smallint", ()),
        output_field=models.PositiveSmallIntegerField("ปีที่สำรวจ (พ.ศ.)", null=True),
        db_persist=True,
        verbose_name="ปีที่สำรวจ (พ.ศ.)",
    )

    class Meta:
        verbose_name = "แปลงที่ดิน"
        constraints = [
            models.UniqueConstraint(
                fields=["deed_type", "deed_no", "amphoe_code"],
                condition=models.Q(status__in=("active", "pending")) & ~models.Q(deed_no=""),
                name="ground_one_parcel_per_deed",
            ),
            models.CheckConstraint(condition=models.Q(area_sqwah__gte=1), name="ground_parcel_area"),
        ]
        indexes = [models.Index(fields=["deed_no"], name="ground_parcel_deed_no")]

    def __str__(self) -> str:
        return self.parcel_code


class ParcelLineage(PartOf):
    """One step of descent: a child came from a parent by a division or a merger."""

    parent_field = "child"
    follows = {"parent": WRITTEN, "child": STAYS}

    class Act(models.TextChoices):
        DIVISION = "division", "แบ่งแยก"
        MERGER = "merger", "รวม"

    parent = models.ForeignKey(Parcel, models.PROTECT, related_name="descents", verbose_name="แปลงเดิม")
    child = models.ForeignKey(Parcel, models.PROTECT, related_name="origins", verbose_name="แปลงใหม่")
    act = models.CharField("การดำเนินการ", max_length=10, choices=Act)
    on = models.DateField("วันที่")

    class Meta:
        verbose_name = "ที่มาของแปลง"
        constraints = [
            models.UniqueConstraint(fields=["parent", "child"], name="ground_lineage_once"),
            models.CheckConstraint(condition=~models.Q(parent=models.F("child")), name="ground_lineage_no_self"),
        ]

    def __str__(self) -> str:
        return f"{self.parent} → {self.child}"
