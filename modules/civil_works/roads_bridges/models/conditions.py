"""How the roads are: surveys, single defects, accidents."""

from __future__ import annotations

from django.contrib.gis.db import models
from django.core.validators import MaxValueValidator, MinValueValidator

from gis_core.features.bases import PartOf, SpatialRecord
from gis_core.networks.models import Road
from modules.civil_works.roads_bridges.models.events import Grade, PointEvent, RangeEvent


class Damage(models.TextChoices):
    POTHOLE = "pothole", "หลุมบ่อ"
    ALLIGATOR = "alligator", "แตกลายหนังจระเข้"
    SETTLEMENT = "settlement", "ทรุด"
    RUTTING = "rutting", "ร่องล้อ"
    CRACK = "crack", "รอยแตก"
    EDGE = "edge", "ไหล่ทางหรือขอบผิวกัดเซาะ"
    OTHER = "other", "อื่น ๆ"


class ConditionSurvey(SpatialRecord, RangeEvent):
    """A survey of a stretch on a day. `grade` follows from the roughness index and from what the surveyor saw."""

    register_no = None

    class Occasion(models.TextChoices):
        ROUTINE = "routine", "ประจำปี"
        FLOOD = "flood", "หลังน้ำท่วม"
        OTHER = "other", "อื่น ๆ"

    road = models.ForeignKey(Road, models.PROTECT, related_name="surveys", verbose_name="สายทาง")
    surveyed_on = models.DateField("วันที่สำรวจ")
    occasion = models.CharField("โอกาส", max_length=8, choices=Occasion, default=Occasion.ROUTINE)
    iri_m_per_km = models.DecimalField("ค่าดัชนีความขรุขระ (ม./กม.)", max_digits=5, decimal_places=2, null=True, blank=True)
    pci = models.DecimalField(
        "ดัชนีสภาพผิวทาง PCI",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    visual_grade = models.CharField("สภาพที่เห็น", max_length=10, choices=Grade, blank=True, default="")
    grade = models.CharField("สภาพทาง", max_length=10, choices=Grade, blank=True, default="", editable=False)
    note = models.CharField("บันทึก", max_length=300, blank=True, default="")

    class Meta:
        verbose_name = "สำรวจสภาพทาง"
        indexes = [models.Index(fields=["road", "-surveyed_on"], name="roads_bridges_survey_road")]


class SurveyDefect(PartOf):
    """Damage counted in a survey."""

    parent_field = "survey"

    survey = models.ForeignKey(ConditionSurvey, models.CASCADE, related_name="defects", verbose_name="การสำรวจ")
    damage = models.CharField("ความเสียหาย", max_length=12, choices=Damage)
    quantity = models.DecimalField("ปริมาณ", max_digits=9, decimal_places=2, validators=[MinValueValidator(0)])
    unit = models.CharField("หน่วย", max_length=20, default="ตร.ม.")

    class Meta:
        verbose_name = "ความเสียหายที่สำรวจพบ"

    def __str__(self) -> str:
        return f"{self.get_damage_display()} {self.quantity} {self.unit}"


class Defect(SpatialRecord, PointEvent):
    """One defect at a place, from the report to the repair."""

    class Severity(models.TextChoices):
        LOW = "low", "เล็กน้อย"
        MEDIUM = "medium", "ปานกลาง"
        HIGH = "high", "อันตราย"

    damage = models.CharField("ความเสียหาย", max_length=12, choices=Damage, default=Damage.POTHOLE)
    severity = models.CharField("ความรุนแรง", max_length=8, choices=Severity, default=Severity.MEDIUM)
    quantity = models.DecimalField(
        "ปริมาณ", max_digits=9, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    unit = models.CharField("หน่วย", max_length=20, blank=True, default="")
    reported_on = models.DateField("วันที่แจ้ง", null=True, blank=True)
    note = models.CharField("รายละเอียด", max_length=300, blank=True, default="")
    reporter_phone = models.CharField("โทรศัพท์ผู้แจ้ง", max_length=20, blank=True, default="")
    estimate_baht = models.DecimalField(
        "ประมาณการซ่อม (บาท)", max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    planned_year_be = models.PositiveSmallIntegerField("เข้าแผนปี (พ.ศ.)", null=True, blank=True)
    repaired_on = models.DateField("วันที่ซ่อมเสร็จ", null=True, blank=True)
    repair_baht = models.DecimalField(
        "ค่าซ่อม (บาท)", max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    geom = models.PointField("ตำแหน่ง", srid=4326)

    class Meta:
        verbose_name = "จุดชำรุด"

    def __str__(self) -> str:
        return f"{self.register_no or ''} {self.get_damage_display()}".strip()


class Accident(SpatialRecord, PointEvent):
    """A road accident where it happened."""

    happened_on = models.DateField("วันที่เกิดเหตุ")
    deaths = models.PositiveSmallIntegerField("เสียชีวิต (คน)", default=0)
    injured = models.PositiveSmallIntegerField("บาดเจ็บ (คน)", default=0)
    vehicles = models.CharField("รถที่เกี่ยวข้อง", max_length=120, blank=True, default="")
    cause = models.CharField("สาเหตุ", max_length=200, blank=True, default="")
    geom = models.PointField("ตำแหน่ง", srid=4326)

    class Meta:
        verbose_name = "จุดเกิดอุบัติเหตุ"

    def __str__(self) -> str:
        return self.register_no or ""
