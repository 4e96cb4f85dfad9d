"""Lines along which things are measured and flow: roads and waterways."""

from __future__ import annotations

from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db.models.expressions import RawSQL

from gis_core.features.bases import PartOf, SpatialRecord, TimedRecord
from gis_core.networks.fields import ChainageField
from gis_core.pure.chainage import format_chainage

ROAD_CODE = r"^[ก-ฮ]{2}\.ถ\.\d{1,3}-\d{3,4}$"
ROAD_WIDTH = [MinValueValidator(1), MaxValueValidator(100)]


class Road(SpatialRecord):
    """A route; its direction, fixed at registration, is that of growing chainage."""

    register_no = None

    class RoadClass(models.TextChoices):
        LOCAL = "local", "ทางหลวงท้องถิ่น"
        PROVINCIAL = "provincial", "ถนน อบจ."
        LANE = "lane", "ซอย"
        FARM = "farm", "ทางเกษตร"
        OTHER = "other", "ทางสาธารณะอื่น"
        NATIONAL = "national", "ทางหลวงแผ่นดิน (อ้างอิง)"
        RURAL = "rural", "ทางหลวงชนบท (อ้างอิง)"

    class LegalBasis(models.TextChoices):
        GIFT = "gift", "อุทิศให้"
        PURCHASE = "purchase", "จัดซื้อหรือเวนคืน"
        PUBLIC_LAND = "nsl", "ที่สาธารณประโยชน์ (นสล.)"
        EXISTING = "existing", "ทางเดิม"

    road_code = models.CharField("รหัสสายทาง", max_length=20, unique=True)
    name = models.CharField("ชื่อสายทาง", max_length=160)
    road_class = models.CharField("ประเภททาง", max_length=12, choices=RoadClass, default=RoadClass.LOCAL)
    registered_on = models.DateField("วันที่ลงทะเบียน", null=True, blank=True)
    registered_no = models.CharField("เลขทะเบียนทางหลวงท้องถิ่น", max_length=40, blank=True, default="")
    start_desc = models.CharField("จุดเริ่มต้น", max_length=160, blank=True, default="")
    end_desc = models.CharField("จุดสิ้นสุด", max_length=160, blank=True, default="")
    registered_length_m = models.DecimalField(
        "ระยะทางตามทะเบียน (ม.)",
        max_digits=9,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
    )
    row_width_m = models.DecimalField(
        "เขตทาง (ม.)", max_digits=5, decimal_places=2, null=True, blank=True, validators=ROAD_WIDTH
    )
    legal_basis = models.CharField("ที่มาของทาง", max_length=10, choices=LegalBasis, blank=True, default="")
    length_m = models.DecimalField(
        "ระยะทางตามแนวเส้น (ม.)", max_digits=9, decimal_places=2, null=True, blank=True, editable=False
    )
    public_way_no = models.CharField("เลขที่หนังสือรับรองแนวเขตทางสาธารณะ (ทถ.5)", max_length=60, blank=True, default="")
    public_way_on = models.DateField("วันที่รับรองแนวเขต (ทถ.5)", null=True, blank=True)
    council_no = models.CharField("มติสภาท้องถิ่นครั้งที่", max_length=60, blank=True, default="")
    council_on = models.DateField("วันที่สภาเห็นชอบ", null=True, blank=True)
    request_no = models.CharField("เลขที่หนังสือขอลงทะเบียน (ทถ.1)", max_length=60, blank=True, default="")
    requested_on = models.DateField("วันที่ขอลงทะเบียน", null=True, blank=True)
    approval_no = models.CharField("เลขที่อนุมัติของผู้ว่าราชการจังหวัด (ทถ.2)", max_length=60, blank=True, default="")
    approved_on = models.DateField("วันที่อนุมัติ", null=True, blank=True)
    closing_no = models.CharField("เลขที่คำสั่งโอนหรือถอนทะเบียน", max_length=60, blank=True, default="")
    closed_on = models.DateField("วันที่โอนหรือถอนทะเบียน", null=True, blank=True)
    transferred_to = models.CharField("หน่วยงานที่รับโอน", max_length=160, blank=True, default="")
    geom = models.LineStringField("แนวสายทาง", srid=4326)

    class Meta:
        verbose_name = "สายทาง"

    def __str__(self) -> str:
        return f"{self.road_code} {self.name}"


class RoadWidth(PartOf, TimedRecord):
    """The width of a road's reserve from a day on. Set-backs are measured by the row in force on the day of
    an application.
    """

    parent_field = "road"

    road = models.ForeignKey(Road, models.CASCADE, related_name="widths", verbose_name="สายทาง")
    row_width_m = models.DecimalField("เขตทาง (ม.)", max_digits=5, decimal_places=2, validators=ROAD_WIDTH)
    basis = models.CharField("หลักฐาน", max_length=160, blank=True, default="")

    class Meta:
        verbose_name = "เขตทางตามช่วงเวลา"
        constraints = [
            ExclusionConstraint(
                name="networks_width_one_at_a_time",
                expressions=[("road", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            )
        ]

    def __str__(self) -> str:
        return f"{self.row_width_m} ม."


class KmPost(SpatialRecord):
    """A surveyed kilometre post: its chainage holds, whatever length the line has been drawn with."""

    register_no = None

    road = models.ForeignKey(Road, models.CASCADE, related_name="km_posts", verbose_name="สายทาง")
    chainage_m = ChainageField("กม.")
    km = models.GeneratedField(
        expression=RawSQL(
            "(round(chainage_m)::integer / 1000) || '+' || lpad(mod(round(chainage_m)::integer, 1000)::text, 3, '0')",
            (),
        ),
        output_field=models.CharField("หลัก กม.", max_length=12),
        db_persist=True,
        verbose_name="หลัก กม.",
    )
    surveyed_on = models.DateField("วันที่รังวัด", null=True, blank=True)
    geom = models.PointField("ตำแหน่งหลัก", srid=4326)

    class Meta:
        verbose_name = "หลักกิโลเมตร"
        constraints = [
            models.UniqueConstraint(fields=["road", "chainage_m"], name="networks_post_once"),
            models.CheckConstraint(condition=models.Q(chainage_m__gte=0), name="networks_post_chainage"),
        ]

    def __str__(self) -> str:
        return format_chainage(self.chainage_m)


LOCAL_ROAD_CODE = RegexValidator(ROAD_CODE, "รหัสสายทางต้องเป็นรูป พช.ถ.12-001")


class Waterway(SpatialRecord):
    """A river, canal or drain by its centre line, in the direction of the flow."""

    class Kind(models.TextChoices):
        RIVER = "river", "แม่น้ำ"
        CANAL = "canal", "คลอง"
        IRRIGATION = "irrigation", "คลองชลประทาน"
        DRAIN = "drain", "ทางระบายน้ำ"

    name = models.CharField("ชื่อทางน้ำ", max_length=160)
    kind = models.CharField("ประเภท", max_length=12, choices=Kind, default=Kind.CANAL)
    width_m = models.DecimalField(
        "กว้าง (ม.)", max_digits=6, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    geom = models.LineStringField("แนวทางน้ำ", srid=4326)

    class Meta:
        verbose_name = "ทางน้ำ"

    def __str__(self) -> str:
        return self.name
