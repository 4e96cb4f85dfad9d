"""What the executive sets for a key figure: who answers for it, its range, its targets."""

from __future__ import annotations

from decimal import Decimal

from django.contrib.gis.db.models import MultiPolygonField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.text import Truncator

from gis_core.access.models import OrgUnit, User
from gis_core.features.bases import Ledger, LocatedRecord, PlaceLink, SpatialRecord
from gis_core.features.following import STAYS
from gis_core.ground.models import AdminArea
from gis_core.pure.thai_calendar import MONTHS_LONG
from layers.engine.saved_maps import METHODS


class Kpi(LocatedRecord):
    """A key figure that a register declares, as the office keeps it: name, unit and formula are the declaration's."""

    register_no = None

    class Dimension(models.TextChoices):
        FINANCE = "finance", "การคลัง"
        SERVICE = "service", "บริการ"
        INFRASTRUCTURE = "infrastructure", "โครงสร้างพื้นฐาน"
        SOCIAL = "social", "สังคม"
        ENVIRONMENT = "environment", "สิ่งแวดล้อม"
        SAFETY = "safety", "ความปลอดภัย"
        GOVERNANCE = "governance", "ธรรมาภิบาล"

    class Status(models.TextChoices):
        DRAFT = "draft", "ร่าง"
        IN_USE = "in_use", "ใช้งาน"
        RETIRED = "retired", "เลิกใช้"

    class Better(models.TextChoices):
        HIGHER = "higher", "มากดี"
        LOWER = "lower", "น้อยดี"

    code = models.CharField("รหัสตัวชี้วัด", max_length=160, unique=True, editable=False)
    thai = models.CharField("ตัวชี้วัด", max_length=200, unique=True, editable=False)
    dimension = models.CharField("มิติ", max_length=16, choices=Dimension, default=Dimension.GOVERNANCE)
    least = models.DecimalField("ค่าต่ำสุดที่เป็นไปได้", max_digits=18, decimal_places=2, null=True, blank=True)
    most = models.DecimalField("ค่าสูงสุดที่เป็นไปได้", max_digits=18, decimal_places=2, null=True, blank=True)
    min_cell = models.PositiveSmallIntegerField(
        "จำนวนคนน้อยที่สุดที่แสดงได้", default=5, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    is_public = models.BooleanField("เผยแพร่ค่ารวมของหน่วยงานต่อสาธารณะ", default=False)
    max_age_days = models.PositiveSmallIntegerField("ข้อมูลเก่าได้ไม่เกิน (วัน)", default=35)
    # the terms of the declaration that the office decides upon: others are another version
    formula_version = models.PositiveSmallIntegerField("รุ่นของสูตร", default=1, editable=False)
    unit = models.CharField("หน่วยนับ", max_length=40, blank=True, default="", editable=False)
    better = models.CharField("ทิศทางที่ดี", max_length=6, choices=Better, blank=True, default="", editable=False)
    proposed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name="ผู้เสนอใช้"
    )
    approved_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name="ผู้อนุมัติ"
    )
    valid_from = models.DateField("ใช้ตั้งแต่วันที่", null=True, blank=True, editable=False)
    valid_to = models.DateField("เลิกใช้วันที่", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "ตัวชี้วัด"
        constraints = [
            models.CheckConstraint(
                condition=Q(proposed_by__isnull=True) | Q(approved_by__isnull=True) | ~Q(proposed_by=F("approved_by")),
                name="executive_kpi_by_another",
            )
        ]

    def __str__(self) -> str:
        return self.thai


class KpiTarget(LocatedRecord):
    """What a key figure is to reach in a period, of the office, of one village or of one of its units."""

    class Period(models.TextChoices):
        YEAR = "year", "ทั้งปี"
        Q1 = "q1", "ไตรมาส 1 (ต.ค.–ธ.ค.)"
        Q2 = "q2", "ไตรมาส 2 (ม.ค.–มี.ค.)"
        Q3 = "q3", "ไตรมาส 3 (เม.ย.–มิ.ย.)"
        Q4 = "q4", "ไตรมาส 4 (ก.ค.–ก.ย.)"
        M10 = "m10", "ตุลาคม"
        M11 = "m11", "พฤศจิกายน"
        M12 = "m12", "ธันวาคม"
        M01 = "m01", "มกราคม"
        M02 = "m02", "กุมภาพันธ์"
        M03 = "m03", "มีนาคม"
        M04 = "m04", "เมษายน"
        M05 = "m05", "พฤษภาคม"
        M06 = "m06", "มิถุนายน"
        M07 = "m07", "กรกฎาคม"
        M08 = "m08", "สิงหาคม"
        M09 = "m09", "กันยายน"

    kpi = models.ForeignKey(Kpi, models.PROTECT, related_name="targets", verbose_name="ตัวชี้วัด")
    fiscal_year_be = models.PositiveSmallIntegerField(
        "ปีงบประมาณ", validators=[MinValueValidator(2550), MaxValueValidator(2699)]
    )
    period = models.CharField("ช่วงเวลา", max_length=4, choices=Period, default=Period.YEAR)
    area = models.ForeignKey(
        AdminArea, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="หมู่บ้าน (เว้นว่างคือทั้งหน่วยงาน)"
    )
    of_unit = models.ForeignKey(
        OrgUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="กองหรือสำนัก (เว้นว่างคือทั้งหน่วยงาน)"
    )
    target = models.DecimalField("ค่าเป้าหมาย", max_digits=18, decimal_places=2, default=Decimal(0))
    green_at = models.DecimalField("เกณฑ์บรรลุเป้า", max_digits=18, decimal_places=2)
    amber_at = models.DecimalField("เกณฑ์เฝ้าระวัง", max_digits=18, decimal_places=2)
    source = models.CharField("เอกสารที่มาของเป้าหมาย", max_length=300)

    class Meta:
        verbose_name = "ค่าเป้าหมายของตัวชี้วัด"
        constraints = [
            models.UniqueConstraint(
                fields=["kpi", "fiscal_year_be", "period", "area", "of_unit"],
                nulls_distinct=False,
                name="executive_one_target_a_period",
            ),
            models.CheckConstraint(
                condition=Q(area__isnull=True) | Q(of_unit__isnull=True), name="executive_target_of_area_or_unit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kpi} {self.get_period_display()} {self.fiscal_year_be}"


class KpiSnapshot(Ledger):
    """What a key figure was on a day, of the office (area "") or one village; NOWHERE for records in no village.

    Never changed: a value reckoned anew is a new row that says which one it restates, and why.
    """

    NOWHERE = "-"

    kpi = models.ForeignKey(Kpi, models.PROTECT, related_name="snapshots", verbose_name="ตัวชี้วัด")
    on = models.DateField("ณ วันที่")
    area = models.CharField("รหัสพื้นที่", max_length=10, blank=True, default="")
    numerator = models.DecimalField("ตัวตั้ง", max_digits=22, decimal_places=4)
    denominator = models.DecimalField("ตัวหาร", max_digits=22, decimal_places=4, null=True, blank=True)
    value = models.DecimalField("ค่าที่แสดง", max_digits=20, decimal_places=2, null=True, blank=True)
    computed_at = models.DateTimeField("คำนวณเมื่อ")
    formula_version = models.PositiveSmallIntegerField("รุ่นของสูตร", default=1)
    restates = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="restated_by", verbose_name="คำนวณใหม่แทน"
    )
    reason = models.CharField("เหตุผลที่คำนวณใหม่", max_length=300, blank=True, default="")

    class Meta:
        verbose_name = "ค่าของตัวชี้วัดที่บันทึกไว้"
        indexes = [
            models.Index(fields=["area", "kpi", "-on", "-id"], name="executive_snapshot_latest"),
            models.Index(fields=["kpi", "on", "area"], name="executive_snapshot_of_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kpi", "on", "area"], condition=Q(restates__isnull=True), name="executive_one_first_snapshot"
            ),
            models.CheckConstraint(
                condition=Q(restates__isnull=True) | ~Q(reason=""), name="executive_restated_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kpi} {self.on}"


class MonthlyBrief(LocatedRecord):
    """The brief to the executive and the council for one month of a fiscal year."""

    fiscal_year_be = models.PositiveSmallIntegerField(
        "ปีงบประมาณ", validators=[MinValueValidator(2550), MaxValueValidator(2699)]
    )
    month = models.PositiveSmallIntegerField("เดือน", choices=list(enumerate(MONTHS_LONG, 1)))
    remark = models.TextField("ข้อสังเกตและข้อเสนอ", blank=True, default="")

    class Meta:
        verbose_name = "บทสรุปผู้บริหารรายเดือน"
        constraints = [models.UniqueConstraint(fields=["fiscal_year_be", "month"], name="executive_one_brief_a_month")]

    def __str__(self) -> str:
        return f"{self.get_month_display()} ปีงบประมาณ {self.fiscal_year_be}"


class QuarterlyReport(LocatedRecord):
    """The report to the council for one quarter of a fiscal year."""

    class Quarter(models.IntegerChoices):
        FIRST = 1, "ไตรมาส 1 (ต.ค.–ธ.ค.)"
        SECOND = 2, "ไตรมาส 2 (ม.ค.–มี.ค.)"
        THIRD = 3, "ไตรมาส 3 (เม.ย.–มิ.ย.)"
        FOURTH = 4, "ไตรมาส 4 (ก.ค.–ก.ย.)"

    fiscal_year_be = models.PositiveSmallIntegerField(
        "ปีงบประมาณ", validators=[MinValueValidator(2550), MaxValueValidator(2699)]
    )
    quarter = models.PositiveSmallIntegerField("ไตรมาส", choices=Quarter)
    remark = models.TextField("ข้อสังเกตและข้อเสนอ", blank=True, default="")

    class Meta:
        verbose_name = "รายงานรายไตรมาสต่อสภา"
        constraints = [
            models.UniqueConstraint(fields=["fiscal_year_be", "quarter"], name="executive_one_report_a_quarter")
        ]

    def __str__(self) -> str:
        return f"{self.get_quarter_display()} ปีงบประมาณ {self.fiscal_year_be}"


class Order(models.Model):
    """What every order of the executive says: whose work it is, until when, who gave it and what came of it."""

    class Status(models.TextChoices):
        ISSUED = "issued", "สั่งการ"
        ACKNOWLEDGED = "acknowledged", "รับทราบ"
        DONE = "done", "ดำเนินการแล้ว"
        VERIFIED = "verified", "ตรวจรับแล้ว"
        CANCELLED = "cancelled", "ยกเลิก"

    org_unit = models.ForeignKey(
        OrgUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="หน่วยงานรับผิดชอบ"
    )
    text = models.TextField("ข้อสั่งการ")
    due_on = models.DateField("ให้แล้วเสร็จภายใน")
    issued_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name="ผู้สั่งการ"
    )
    issued_on = models.DateField("วันที่สั่งการ", null=True, blank=True, editable=False)
    outcome = models.TextField("ผลการดำเนินการ", blank=True, default="")
    done_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name="ผู้รายงานผล"
    )

    class Meta:
        abstract = True


def _of_somebody(name: str) -> models.CheckConstraint:
    """Nobody's order is none."""
    return models.CheckConstraint(condition=Q(issued_by__isnull=False, issued_on__isnull=False), name=name)


class ExecutiveNote(Order, LocatedRecord):
    """What the executive orders on a figure of a month."""

    kpi = models.ForeignKey(Kpi, models.PROTECT, related_name="notes", verbose_name="ตัวชี้วัด")
    fiscal_year_be = models.PositiveSmallIntegerField(
        "ปีงบประมาณ", validators=[MinValueValidator(2550), MaxValueValidator(2699)]
    )
    month = models.PositiveSmallIntegerField("เดือนที่สั่งการถึง", choices=list(enumerate(MONTHS_LONG, 1)))
    area = models.ForeignKey(
        AdminArea, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="หมู่บ้าน (เว้นว่างคือทั้งหน่วยงาน)"
    )

    class Meta:
        verbose_name = "ข้อสั่งการ"
        indexes = [models.Index(fields=["fiscal_year_be", "month"], name="executive_notes_of_month")]
        constraints = [_of_somebody("executive_note_of_somebody")]

    def __str__(self) -> str:
        return f"{self.kpi} {self.get_month_display()} {self.fiscal_year_be}"


class AreaNote(Order, SpatialRecord):
    """What the executive orders on an area drawn on the map."""

    subject = models.CharField("เรื่อง", max_length=200)
    geom = MultiPolygonField("พื้นที่ที่สั่งการ", srid=4326)

    class Meta:
        verbose_name = "ข้อสั่งการบนพื้นที่"
        constraints = [_of_somebody("executive_area_note_of_somebody")]

    def __str__(self) -> str:
        return self.subject


class RecordNote(Order, LocatedRecord):
    """What the executive orders on one record of the map: a parcel in arrears, a segment of road."""

    follows = {"record": STAYS}

    record = PlaceLink("ระเบียนที่สั่งการ")

    class Meta:
        verbose_name = "ข้อสั่งการต่อระเบียน"
        constraints = [_of_somebody("executive_record_note_of_somebody")]

    def __str__(self) -> str:
        return Truncator(self.text).chars(60)


class ThematicMap(LocatedRecord):
    """A map somebody saved: a key figure by village, or the records of a layer, in classes, with its legend.

    The layer and its columns are named in Thai as on the map; `layer_slug` and what follows are what the map asks for.
    """

    register_no = None

    class Ramp(models.TextChoices):
        TEAL = "teal", "เขียวน้ำทะเล"
        ORANGE = "orange", "ส้ม"
        BLUE = "blue", "น้ำเงิน"
        PURPLE = "purple", "ม่วง"
        VIRIDIS = "viridis", "เหลือง-ม่วง"
        DIVERGING = "diverging", "สองทาง น้ำเงิน-ส้ม"
        VIOLET_GREEN = "violet_green", "สองทาง ม่วง-เขียว"
        DISTINCT = "distinct", "สีต่างชนิด"

    thai = models.CharField("ชื่อแผนที่", max_length=120)
    kpi = models.ForeignKey(
        Kpi, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ตัวชี้วัด (รายหมู่บ้าน)"
    )
    layer = models.CharField("ชั้นข้อมูล", max_length=160, blank=True, default="")
    field = models.CharField("คอลัมน์หรือแบบของสี", max_length=160, blank=True, default="")
    method = models.CharField("วิธีแบ่งชั้น", max_length=10, choices=list(METHODS.items()), default="declared")
    class_count = models.PositiveSmallIntegerField(
        "จำนวนชั้น", default=5, validators=[MinValueValidator(3), MaxValueValidator(8)]
    )
    breaks = models.CharField(
        "ขอบชั้นที่กำหนดเอง", max_length=200, blank=True, default="", help_text="จากน้อยไปมาก เช่น 0, 50, 70, 80, 90, 100"
    )
    ramp = models.CharField("ชุดสีของชั้นข้อมูล", max_length=14, choices=Ramp, default=Ramp.TEAL)
    caption = models.CharField("ข้อความเหนือคำอธิบายสัญลักษณ์", max_length=120, blank=True, default="")
    no_data = models.CharField("ข้อความของค่าที่ไม่มีข้อมูล", max_length=80, default="ไม่มีข้อมูล")
    label = models.CharField("คอลัมน์ที่เขียนบนแผนที่", max_length=160, blank=True, default="")
    far_scale = models.PositiveIntegerField(
        "ไกลสุดที่แสดง 1:", null=True, blank=True, validators=[MinValueValidator(100), MaxValueValidator(5_000_000)]
    )
    near_scale = models.PositiveIntegerField(
        "ใกล้สุดที่แสดง 1:", null=True, blank=True, validators=[MinValueValidator(100), MaxValueValidator(5_000_000)]
    )
    is_shared = models.BooleanField("ใช้ร่วมกันทั้งหน่วยงาน", default=False)
    kept_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name="ผู้บันทึก"
    )
    layer_slug = models.CharField("รหัสชั้นข้อมูล", max_length=120, blank=True, default="", editable=False)
    column = models.CharField("รหัสคอลัมน์", max_length=63, blank=True, default="", editable=False)
    theme = models.CharField("รหัสแบบของสี", max_length=63, blank=True, default="", editable=False)
    label_column = models.CharField("รหัสคอลัมน์ที่เขียน", max_length=63, blank=True, default="", editable=False)

    class Meta:
        verbose_name = "แผนที่เฉพาะเรื่อง"
        constraints = [
            models.CheckConstraint(
                condition=Q(kpi__isnull=False, layer_slug="") | (Q(kpi__isnull=True) & ~Q(layer_slug="")),
                name="executive_map_of_one_thing",
            )
        ]

    def __str__(self) -> str:
        return self.thai


class OutsideScore(LocatedRecord):
    """What somebody outside gave the office for a fiscal year, typed from the paper that announces it.

    The announced total is a row of its own: it is never reckoned from the dimensions.
    """

    class Figure(models.TextChoices):
        LPA = "lpa", "LPA การประเมินประสิทธิภาพของ อปท."
        ITA = "ita", "ITA คุณธรรมและความโปร่งใส"

    class Dimension(models.TextChoices):
        TOTAL = "total", "คะแนนรวมที่ประกาศ"
        MANAGEMENT = "management", "การบริหารจัดการ"
        PERSONNEL = "personnel", "การบริหารงานบุคคลและกิจการสภา"
        FINANCE = "finance", "การบริหารงานการเงินและการคลัง"
        SERVICE = "service", "การบริการสาธารณะ"
        GOVERNANCE = "governance", "ธรรมาภิบาล"

    class Status(models.TextChoices):
        TYPED = "typed", "รอยืนยันกับเอกสาร"
        CONFIRMED = "confirmed", "ยืนยันแล้ว"

    figure = models.CharField("ผลประเมิน", max_length=3, choices=Figure)
    dimension = models.CharField("ด้าน", max_length=12, choices=Dimension, default=Dimension.TOTAL)
    fiscal_year_be = models.PositiveSmallIntegerField(
        "ปีงบประมาณ", validators=[MinValueValidator(2550), MaxValueValidator(2699)]
    )
    score = models.DecimalField("คะแนน (เต็ม 100)", max_digits=5, decimal_places=2)
    announced_on = models.DateField("วันที่ประกาศ")
    announced_by = models.CharField("ผู้ประกาศ", max_length=200)
    reference_no = models.CharField("เลขที่หนังสือหรือประกาศ", max_length=100)

    class Meta:
        verbose_name = "คะแนนจากภายนอก"
        constraints = [
            models.UniqueConstraint(
                fields=["figure", "dimension", "fiscal_year_be"], name="executive_one_score_a_year"
            ),
            models.CheckConstraint(condition=Q(score__gte=0, score__lte=100), name="executive_score_of_hundred"),
        ]

    def __str__(self) -> str:
        return f"{self.get_figure_display()} {self.get_dimension_display()} {self.fiscal_year_be}"
