"""Works on roads, weight limits, and openings of the reserve by others."""

from __future__ import annotations

from django.contrib.gis.db import models
from django.core.validators import MinValueValidator

from gis_core.features.bases import PlaceLink, SpatialRecord, TimedRecord
from gis_core.features.following import STAYS
from gis_core.networks.models import Road
from modules.civil_works.roads_bridges.models.events import RangeEvent, Side

POSITIVE = [MinValueValidator(0)]


class Works(SpatialRecord, RangeEvent):
    """A repair or construction on a stretch, from the plan to its acceptance."""

    follows = {"project": STAYS}

    class Kind(models.TextChoices):
        ROUTINE = "routine", "ซ่อมปกติ"
        OVERLAY = "overlay", "เสริมผิว"
        REBUILD = "rebuild", "ซ่อมสร้าง"
        WIDEN = "widen", "ขยาย"
        NEW = "new", "ก่อสร้างใหม่"

    #: Kinds that leave a new surface.
    RENEWING = ("overlay", "rebuild", "widen", "new")

    road = models.ForeignKey(Road, models.PROTECT, related_name="works", verbose_name="สายทาง")
    kind = models.CharField("ประเภทงาน", max_length=10, choices=Kind, default=Kind.ROUTINE)
    title = models.CharField("ชื่องาน", max_length=200, blank=True, default="")
    project = PlaceLink("โครงการ", null=True, blank=True)
    contract_no = models.CharField("เลขที่สัญญา", max_length=60, blank=True, default="")
    contracted_on = models.DateField("วันที่ทำสัญญา", null=True, blank=True)
    finished_on = models.DateField("วันที่แล้วเสร็จ", null=True, blank=True)
    cost_baht = models.DecimalField(
        "ค่าใช้จ่าย (บาท)", max_digits=14, decimal_places=2, null=True, blank=True, validators=POSITIVE
    )

    class Meta:
        verbose_name = "งานซ่อมและก่อสร้าง"


class WeightLimit(SpatialRecord, RangeEvent, TimedRecord):
    """A stretch closed to vehicles above a weight, by a notice, for a time."""

    road = models.ForeignKey(Road, models.PROTECT, related_name="weight_limits", verbose_name="สายทาง")
    limit_t = models.DecimalField(
        "ห้ามรถน้ำหนักเกิน (ตัน)", max_digits=5, decimal_places=2, validators=[MinValueValidator(0.5)]
    )
    reason = models.CharField("เหตุผล", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "จำกัดน้ำหนักรถ"


class ReservePermit(SpatialRecord, RangeEvent):
    """Leave to dig, lay a pipe, set poles or join a way in the reserve of a road (ใบอนุญาตใช้เขตทาง)."""

    class Kind(models.TextChoices):
        DIG = "dig", "ขุด"
        PIPE = "pipe", "วางท่อ"
        POLE = "pole", "ปักเสา"
        ACCESS = "access", "ทางเชื่อม"

    road = models.ForeignKey(Road, models.PROTECT, related_name="reserve_permits", verbose_name="สายทาง")
    kind = models.CharField("ประเภทการใช้เขตทาง", max_length=8, choices=Kind)
    side = models.CharField("ด้าน", max_length=6, choices=Side, blank=True, default="")
    person = models.ForeignKey(
        "parties.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ผู้ขอ (บุคคล)"
    )
    organisation = models.ForeignKey(
        "parties.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ผู้ขอ (นิติบุคคล)"
    )
    purpose = models.CharField("วัตถุประสงค์", max_length=200)
    opened_m2 = models.DecimalField(
        "พื้นที่เปิดผิวทาง (ตร.ม.)", max_digits=9, decimal_places=2, default=0, validators=POSITIVE
    )
    bond_baht = models.DecimalField(
        "หลักประกันการคืนสภาพ (บาท)", max_digits=12, decimal_places=2, default=0, validators=POSITIVE
    )
    works_from = models.DateField("เริ่มทำงาน")
    works_to = models.DateField("ทำงานเสร็จ")
    missing_papers = models.CharField("เอกสารที่ขาด", max_length=300, blank=True, default="")
    bond_receipt_no = models.CharField("ใบเสร็จหลักประกันเลขที่", max_length=60, blank=True, default="")
    issued_on = models.DateField("วันที่อนุญาต", null=True, blank=True, editable=False)
    finished_on = models.DateField("วันที่ทำงานแล้วเสร็จ", null=True, blank=True)
    reinstated_on = models.DateField("วันที่ตรวจรับการคืนสภาพ", null=True, blank=True, editable=False)
    refusal_reason = models.CharField("เหตุที่ไม่อนุญาต", max_length=300, blank=True, default="")
    warning = models.CharField("คำเตือน", max_length=300, blank=True, default="", editable=False)

    class Meta:
        verbose_name = "ใบอนุญาตใช้เขตทาง"
