"""Bridges, culverts and the equipment of roads."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models
from django.core.validators import MaxValueValidator, MinValueValidator

from gis_core.features.bases import LocatedRecord, SpatialRecord
from gis_core.networks.models import Waterway
from modules.civil_works.roads_bridges.models.events import Grade, PointEvent, metres

POSITIVE = [MinValueValidator(0)]
YEAR_BE = [MinValueValidator(2400)]


class Soundness(models.TextChoices):
    GOOD = "good", "ใช้งานได้"
    WORN = "worn", "ชำรุด"
    BLOCKED = "blocked", "อุดตัน"
    LOST = "lost", "สูญหายหรือพัง"


class RoadFurniture(SpatialRecord, PointEvent):
    """Signs, lamps, guard rails and signals beside a road."""

    class Kind(models.TextChoices):
        SIGN = "sign", "ป้าย"
        LIGHT = "light", "ไฟฟ้าสาธารณะ"
        GUARD_RAIL = "guard_rail", "การ์ดเรล"
        SIGNAL = "signal", "สัญญาณไฟ"
        OTHER = "other", "อื่น ๆ"

    kind = models.CharField("อุปกรณ์", max_length=12, choices=Kind)
    detail = models.CharField("รายละเอียด", max_length=160, blank=True, default="")
    length_m = metres("ยาว (ม.)", 7, null=True, blank=True, validators=POSITIVE)
    year_be = models.PositiveSmallIntegerField("ปีที่ติดตั้ง (พ.ศ.)", null=True, blank=True, validators=YEAR_BE)
    soundness = models.CharField("สภาพ", max_length=8, choices=Soundness, default=Soundness.GOOD)
    geom = models.PointField("ตำแหน่ง", srid=4326)

    class Meta:
        verbose_name = "อุปกรณ์งานทาง"

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.register_no or ''}".strip()


class Culvert(SpatialRecord, PointEvent):
    """Pipes or boxes through which water passes under a road (ท่อลอด)."""

    class Shape(models.TextChoices):
        PIPE = "pipe", "ท่อกลม"
        BOX = "box", "ท่อเหลี่ยม"

    shape = models.CharField("รูปท่อ", max_length=5, choices=Shape, default=Shape.PIPE)
    cells = models.PositiveSmallIntegerField("จำนวนแถว", default=1, validators=[MinValueValidator(1)])
    opening_m = metres("กว้างหรือเส้นผ่านศูนย์กลาง (ม.)", validators=[MinValueValidator(0.1)])
    height_m = metres("สูง (ม.)", null=True, blank=True, validators=POSITIVE)
    length_m = metres("ยาว (ม.)", null=True, blank=True, validators=POSITIVE)
    waterway = models.ForeignKey(
        Waterway, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ทางน้ำ"
    )
    year_be = models.PositiveSmallIntegerField("ปีที่ก่อสร้าง (พ.ศ.)", null=True, blank=True, validators=YEAR_BE)
    soundness = models.CharField("สภาพ", max_length=8, choices=Soundness, default=Soundness.GOOD)
    geom = models.PointField("ตำแหน่ง", srid=4326)

    class Meta:
        verbose_name = "ท่อลอด"

    def __str__(self) -> str:
        return f"ท่อลอด {self.register_no or ''}".strip()


class Bridge(SpatialRecord, PointEvent):
    """A bridge on a road. Its shape is the deck, its axis or, when nothing better is known, a point."""

    register_no = None

    class Kind(models.TextChoices):
        CONCRETE = "concrete", "คสล."
        STEEL = "steel", "เหล็ก"
        WOOD = "wood", "ไม้"
        BOX = "box", "ท่อเหลี่ยม (box culvert)"

    code = models.CharField("รหัสสะพาน", max_length=30, unique=True)
    name = models.CharField("ชื่อสะพาน", max_length=160, blank=True, default="")
    kind = models.CharField("ชนิดสะพาน", max_length=10, choices=Kind, default=Kind.CONCRETE)
    spans = models.PositiveSmallIntegerField("จำนวนช่วง", default=1, validators=[MinValueValidator(1)])
    length_m = metres("ยาว (ม.)", 7, validators=[MinValueValidator(0.5)])
    width_m = metres("กว้าง (ม.)")
    load_limit_t = models.DecimalField(
        "พิกัดน้ำหนัก (ตัน)", max_digits=5, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0.5)]
    )
    clearance_m = metres("ช่องลอด (ม.)", null=True, blank=True, validators=POSITIVE)
    waterway = models.ForeignKey(
        Waterway, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ข้ามทางน้ำ"
    )
    crosses = models.CharField("ข้าม", max_length=120, blank=True, default="")
    year_be = models.PositiveSmallIntegerField("ปีที่ก่อสร้าง (พ.ศ.)", null=True, blank=True, validators=YEAR_BE)
    grade = models.CharField("สภาพสะพาน", max_length=10, choices=Grade, blank=True, default="", editable=False)
    inspected_on = models.DateField("ตรวจล่าสุด", null=True, blank=True, editable=False)
    geom = models.GeometryField("รูปสะพาน", srid=4326)

    class Meta:
        verbose_name = "สะพาน"

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()


def score(thai: str) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(thai, validators=[MaxValueValidator(5)], help_text="0 พัง … 5 ดีมาก")


class BridgeInspection(LocatedRecord):
    """Scores of a bridge's elements on a day; the worst element makes the grade."""

    ELEMENTS: ClassVar[tuple[str, ...]] = ("deck", "beam", "pier", "rail", "approach")

    bridge = models.ForeignKey(Bridge, models.PROTECT, related_name="inspections", verbose_name="สะพาน")
    inspected_on = models.DateField("วันที่ตรวจ")
    deck = score("พื้น")
    beam = score("คาน")
    pier = score("ตอม่อ")
    rail = score("ราว")
    approach = score("คอสะพาน")
    worst_element = models.CharField("ส่วนที่แย่ที่สุด", max_length=10, blank=True, default="", editable=False)
    grade = models.CharField("สภาพสะพาน", max_length=10, choices=Grade, blank=True, default="", editable=False)
    note = models.CharField("บันทึก", max_length=300, blank=True, default="")

    class Meta:
        verbose_name = "ตรวจสะพาน"
        constraints = [
            models.UniqueConstraint(fields=["bridge", "inspected_on"], name="roads_bridges_one_inspection_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.bridge} {self.inspected_on}"
