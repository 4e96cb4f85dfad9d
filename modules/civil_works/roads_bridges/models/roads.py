"""Surfaces, reserve, land gifts and traffic of a road."""

from __future__ import annotations

from decimal import Decimal

from django.contrib.gis.db import models
from django.core.validators import MinValueValidator

from gis_core.features.bases import CodeList, Ledger, LocatedRecord, PartOf, PlaceLink, SpatialRecord
from gis_core.features.following import STAYS
from gis_core.networks.fields import ChainageField
from gis_core.networks.models import Road
from modules.civil_works.roads_bridges.models.events import Grade, RangeEvent, Surface, metres

NOT_NEGATIVE = [MinValueValidator(0)]


class SurfaceSegment(SpatialRecord, RangeEvent):
    """A stretch of one surface and width (ช่วงผิวทาง). Edited in its road's form; its line is cut from the route.

    A stretch on the carriageway of another route refers to that one as its master and is not counted in totals.
    `iri_m_per_km`, `grade` and `surveyed_on` are those of the latest survey and kept by the surveys.
    """

    register_no = None
    follows = {"project": STAYS}

    road = models.ForeignKey(Road, models.CASCADE, related_name="surface_segments", verbose_name="สายทาง")
    surface = models.CharField("ชนิดผิวทาง", max_length=10, choices=Surface)
    width_m = metres("ผิวจราจรกว้าง (ม.)")
    shoulder_left_m = metres("ไหล่ทางซ้าย (ม.)", default=0, validators=NOT_NEGATIVE)
    shoulder_right_m = metres("ไหล่ทางขวา (ม.)", default=0, validators=NOT_NEGATIVE)
    sidewalk_left_m = metres("ทางเท้าซ้าย (ม.)", default=0, validators=NOT_NEGATIVE)
    sidewalk_right_m = metres("ทางเท้าขวา (ม.)", default=0, validators=NOT_NEGATIVE)
    lanes = models.PositiveSmallIntegerField("จำนวนช่องจราจร", null=True, blank=True)
    year_built_be = models.PositiveSmallIntegerField(
        "ปีที่ก่อสร้าง (พ.ศ.)", null=True, blank=True, validators=[MinValueValidator(2400)]
    )
    contract_no = models.CharField("เลขที่สัญญา", max_length=60, blank=True, default="")
    project = PlaceLink("โครงการ", null=True, blank=True)
    cost_baht = models.DecimalField(
        "ค่าก่อสร้าง (บาท)", max_digits=14, decimal_places=2, null=True, blank=True, validators=NOT_NEGATIVE
    )
    shares_with = models.ForeignKey(
        Road, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ใช้ผิวจราจรของสาย (สายหลัก)"
    )
    iri_m_per_km = models.DecimalField(
        "ค่าดัชนีความขรุขระ (ม./กม.)", max_digits=5, decimal_places=2, null=True, blank=True, editable=False
    )
    grade = models.CharField("สภาพทาง", max_length=10, choices=Grade, blank=True, default="", editable=False)
    surveyed_on = models.DateField("สำรวจสภาพล่าสุด", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "ช่วงผิวทาง"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(km_to__gt=models.F("km_from")), name="roads_bridges_segment_forward"
            )
        ]

    @property
    def length_m(self) -> Decimal:
        return self.km_to - self.km_from

    @property
    def area_m2(self) -> Decimal:
        """Area of the carriageway."""
        return self.length_m * self.width_m


class TrafficCount(PartOf):
    """A count of vehicles at a place of a road on a day."""

    parent_field = "road"

    road = models.ForeignKey(Road, models.CASCADE, related_name="traffic_counts", verbose_name="สายทาง")
    counted_on = models.DateField("วันที่สำรวจ")
    chainage_m = ChainageField("กม.", default=0)
    vehicles_per_day = models.PositiveIntegerField("ปริมาณจราจร (คัน/วัน)")
    heavy_percent = models.DecimalField(
        "รถบรรทุกหนัก (%)", max_digits=5, decimal_places=2, default=0, validators=NOT_NEGATIVE
    )

    class Meta:
        verbose_name = "ปริมาณจราจร"

    def __str__(self) -> str:
        return f"{self.vehicles_per_day:,} คัน/วัน"


class RoadReserve(SpatialRecord):
    """The reserve (เขตทาง) of a road as an area, half its width to each side of the line; kept by the road."""

    register_no = None

    road = models.OneToOneField(Road, models.CASCADE, related_name="reserve", verbose_name="สายทาง")
    row_width_m = metres("เขตทาง (ม.)")
    geom = models.MultiPolygonField("เขตทาง", srid=4326)

    class Meta:
        verbose_name = "เขตทาง"

    def __str__(self) -> str:
        return f"เขตทาง {self.road}"


class LandGift(LocatedRecord):
    """Land given for a road (หนังสืออุทิศที่ดิน ทถ.4). Complete when it has been accepted."""

    follows = {"parcel": STAYS}

    road = models.ForeignKey(Road, models.PROTECT, related_name="land_gifts", verbose_name="สายทาง")
    parcel = models.ForeignKey(
        "ground.Parcel", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="แปลงที่ดิน"
    )
    person = models.ForeignKey(
        "parties.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ผู้อุทิศ (บุคคล)"
    )
    organisation = models.ForeignKey(
        "parties.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ผู้อุทิศ (นิติบุคคล)"
    )
    deed_text = models.CharField("เอกสารสิทธิ", max_length=120, blank=True, default="")
    area_sqwah = models.DecimalField("เนื้อที่ที่อุทิศ", max_digits=12, decimal_places=1, validators=[MinValueValidator(0)])
    signed_on = models.DateField("วันที่ทำหนังสืออุทิศ")
    accepted_on = models.DateField("วันที่รับมอบ", null=True, blank=True)

    class Meta:
        verbose_name = "หนังสืออุทิศที่ดิน (ทถ.4)"

    def __str__(self) -> str:
        return self.register_no or f"หนังสืออุทิศที่ดิน {self.road}"


class RoadApproval(Ledger):
    """The head of public works has approved a version of a road with its geometry and segments."""

    road = models.ForeignKey(Road, models.PROTECT, related_name="approvals", verbose_name="สายทาง")
    version = models.PositiveIntegerField("รุ่น")
    approved_by = models.ForeignKey("access.User", models.PROTECT, related_name="+", verbose_name="ผู้อนุมัติ")
    approved_on = models.DateField("วันที่อนุมัติ")
    note = models.CharField("หมายเหตุ", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "การอนุมัติรุ่นข้อมูลสายทาง"

    def __str__(self) -> str:
        return f"รุ่นที่ {self.version}"


class RoadCodePattern(CodeList):
    """How codes of a class of roads are written, as the office's authority lays it down."""

    road_class = models.CharField("ประเภททาง", max_length=12, choices=Road.RoadClass, unique=True)
    pattern = models.CharField("รูปแบบ (regular expression)", max_length=120)
    example = models.CharField("ตัวอย่าง", max_length=30)
    certainty = models.CharField("ความแน่นอน", max_length=8, default="verify")
    law = models.CharField("ที่มา", max_length=200)

    class Meta:
        verbose_name = "รูปแบบรหัสสายทาง"

    def __str__(self) -> str:
        return self.example
