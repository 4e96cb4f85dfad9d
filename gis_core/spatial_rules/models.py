"""Tests of place that the law asks for, and what came of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.validators import MinValueValidator

from gis_core.features.bases import CodeList, PartOf, PlaceLink, SpatialRecord, TimedRecord
from gis_core.features.following import STAYS
from gis_core.pure.refusal import Refused
from gis_core.pure.spatial_judgement import Verdict


class SpatialRule(CodeList):
    """One test: this layer against that one. `target` and `reference` are register keys."""

    class Predicate(models.TextChoices):
        DISTANCE = "distance", "ระยะห่างขอบถึงขอบ (ม.)"
        OVERLAP = "overlap", "พื้นที่ซ้อนทับ (ตร.ม.)"
        RATIO = "ratio", "สัดส่วนพื้นที่ซ้อนทับ (ร้อยละ)"
        INSIDE = "inside", "ระยะล้ำออกนอกเขต (ม.)"

    class Bound(models.TextChoices):
        MIN = "min", "ไม่น้อยกว่า"
        MAX = "max", "ไม่เกิน"

    class Severity(models.TextChoices):
        BLOCK = "block", "ห้ามดำเนินการ"
        WARN = "warn", "เตือน"

    code = models.CharField("รหัส", max_length=60, unique=True)
    thai = models.CharField("ข้อกำหนด", max_length=240)
    predicate = models.CharField("สิ่งที่วัด", max_length=10, choices=Predicate)
    bound = models.CharField("เกณฑ์", max_length=3, choices=Bound)
    target = models.CharField("ชั้นข้อมูลที่ตรวจ", max_length=120, blank=True, default="")
    reference = models.CharField("ชั้นข้อมูลอ้างอิง", max_length=120, blank=True, default="")
    severity = models.CharField("ความร้ายแรง", max_length=5, choices=Severity, default=Severity.BLOCK)
    accuracy_m = models.DecimalField(
        "ความแม่นยำตำแหน่ง (ม.)",
        max_digits=6,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(0)],
        help_text="ใช้เมื่อข้อมูลไม่บอกความแม่นยำของตนเอง; 0 คือแบบที่ลงนามหรือผลรังวัด",
    )
    waiver = models.CharField("เอกสารผ่อนผัน", max_length=160, blank=True, default="")

    class Meta:
        verbose_name = "ข้อกำหนดเชิงพื้นที่"
        ordering = ("code",)

    def __str__(self) -> str:
        return self.thai

    def required_on(self, day: date) -> SpatialRequirement:
        """The figure in force on the day of the event. Errors: Refused ``NO_FIGURE``."""
        found = self.requirements.filter(valid__contains=day).first()
        if found is None:
            raise Refused("NO_FIGURE", f"ไม่มีเกณฑ์ของ “{self.thai}” ที่ใช้บังคับในวันนั้น")
        return found


class SpatialRequirement(PartOf, TimedRecord):
    """The figure of a rule from a day until a day, with its law."""

    parent_field = "rule"

    rule = models.ForeignKey(SpatialRule, models.CASCADE, related_name="requirements", verbose_name="ข้อกำหนด")
    value = models.DecimalField("ค่าที่กำหนด", max_digits=14, decimal_places=2)
    law = models.CharField("กฎหมาย", max_length=240)

    class Meta:
        verbose_name = "เกณฑ์ตามช่วงเวลา"
        constraints = [
            ExclusionConstraint(
                name="spatial_rules_one_figure_a_day",
                expressions=[("rule", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            )
        ]

    def __str__(self) -> str:
        return f"{self.value}"


class SpatialFinding(SpatialRecord):
    """The result of one test, with the figures as they were compared and the line or piece that was measured.

    It does not change when the rule or the shapes do: a later test is another finding.
    """

    register_no = None
    follows = {"subject": STAYS, "against": STAYS}

    rule = models.ForeignKey(SpatialRule, models.PROTECT, related_name="findings", verbose_name="ข้อกำหนด")
    rule_code = models.CharField("รหัสข้อกำหนด", max_length=60)
    subject = PlaceLink("ระเบียนที่ตรวจ")
    subject_version = models.PositiveIntegerField("รุ่นของระเบียนที่ตรวจ")
    against = PlaceLink("ระเบียนอ้างอิง", null=True, blank=True)
    against_version = models.PositiveIntegerField("รุ่นของระเบียนอ้างอิง", null=True, blank=True)
    on = models.DateField("วันที่ใช้เกณฑ์")
    measured = models.DecimalField("ค่าที่วัดได้", max_digits=14, decimal_places=2)
    required = models.DecimalField("ค่าที่กำหนด", max_digits=14, decimal_places=2)
    margin = models.DecimalField("ส่วนต่าง", max_digits=14, decimal_places=2)
    accuracy = models.DecimalField("ความแม่นยำ", max_digits=14, decimal_places=2)
    verdict = models.CharField("ผล", max_length=12, choices=[(each.value, each.thai) for each in Verdict])
    severity = models.CharField("ความร้ายแรง", max_length=5, choices=SpatialRule.Severity)
    law = models.CharField("กฎหมาย", max_length=240)
    geom = models.GeometryField("แนวหรือส่วนที่วัด", srid=4326)

    class Meta:
        verbose_name = "ผลตรวจเชิงพื้นที่"
        indexes = [models.Index(fields=["subject", "rule"], name="spatial_rules_of_subject")]

    def __str__(self) -> str:
        return f"{self.rule_code} {self.get_verdict_display()}"

    @property
    def blocks(self) -> bool:
        """Whether the law stops the matter here; `needs_survey` waits for the surveyor and stops it too."""
        return self.verdict != Verdict.PASS and self.severity == SpatialRule.Severity.BLOCK
