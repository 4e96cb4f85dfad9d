"""The monthly file of the Land Office (Land and Building Tax Act B.E. 2562, s. 10) and its rows under review."""

from __future__ import annotations

from django.contrib.gis.db import models
from django.core.validators import RegexValidator
from django.db.models import Q

from gis_core.features.bases import LocatedRecord
from gis_core.features.following import STAYS


class ControlFile(LocatedRecord):
    """One month's ZIP. `batch` names every change it led to, so that all of it can be undone together."""

    class Status(models.TextChoices):
        REVIEW = "review", "รอพิจารณา"
        CLOSED = "closed", "พิจารณาครบแล้ว"
        UNDONE = "undone", "ยกเลิกการนำเข้า"

    status = models.CharField(
        "สถานะ", max_length=30, choices=Status, default=Status.REVIEW, db_default=Status.REVIEW, editable=False
    )
    period = models.CharField(
        "งวด (พ.ศ.-เดือน)", max_length=7, validators=[RegexValidator(r"^25\d{2}-(0[1-9]|1[0-2])$")]
    )
    file_name = models.CharField("ชื่อไฟล์", max_length=200)
    sha256 = models.CharField("ลายนิ้วมือไฟล์", max_length=64, editable=False)
    received_on = models.DateField("วันที่รับ")
    batch = models.UUIDField("ชุดการเปลี่ยนแปลง", editable=False)
    deed_rows = models.PositiveIntegerField("แถวโฉนด", default=0, editable=False)
    ns3k_rows = models.PositiveIntegerField("แถว น.ส.3 ก.", default=0, editable=False)
    building_rows = models.PositiveIntegerField("แถวสิ่งปลูกสร้าง", default=0, editable=False)
    shape_rows = models.PositiveIntegerField("รูปแปลง", default=0, editable=False)
    unmatched_rows = models.PositiveIntegerField("จับคู่ไม่ได้", default=0, editable=False)
    rejected_rows = models.PositiveIntegerField("พักตรวจ", default=0, editable=False)

    class Meta:
        verbose_name = "แฟ้มข้อมูลรายเดือน ม.10"
        constraints = [
            models.UniqueConstraint(
                fields=["sha256"], condition=~Q(status="undone"), name="property_register_file_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.file_name}"


class ControlRow(LocatedRecord):
    """One row of a monthly file: what was registered, which parcel it speaks of and what became of it."""

    follows = {"parcel": STAYS}

    class Source(models.TextChoices):
        DEED = "deed", "โฉนด"
        NS3K = "ns3k", "น.ส.3 ก."
        BUILDING = "construction", "สิ่งปลูกสร้าง"
        SHAPE = "shape", "รูปแปลง"

    class Effect(models.TextChoices):
        TRANSFER = "transfer", "เปลี่ยนเจ้าของ"
        DIVIDE = "divide", "แบ่งแยก"
        MERGE = "merge", "รวม"
        RESURVEY = "resurvey", "สอบเขต"
        RENAME = "rename", "แก้ชื่อ"
        NOTHING = "nothing", "ไม่เกี่ยวกับภาษี"
        UNKNOWN = "unknown", "ไม่รู้จัก"

    class Status(models.TextChoices):
        WAITING = "waiting", "รอพิจารณา"
        QUARANTINE = "quarantine", "พักตรวจ"
        UNMATCHED = "unmatched", "จับคู่ไม่ได้"
        INFO = "info", "ไม่ต้องดำเนินการ"
        APPLIED = "applied", "ปรับข้อมูลแล้ว"
        REQUESTED = "requested", "เปิดคำขอแล้ว"
        REJECTED = "rejected", "ไม่รับ"

    status = models.CharField(
        "สถานะ", max_length=30, choices=Status, default=Status.WAITING, db_default=Status.WAITING, editable=False
    )
    file = models.ForeignKey(ControlFile, models.PROTECT, related_name="rows", verbose_name="แฟ้ม")
    source = models.CharField("ตาราง", max_length=12, choices=Source)
    line_no = models.PositiveIntegerField("แถวที่")
    act = models.CharField("สถานะดำเนินการ", max_length=80, blank=True, default="")
    effect = models.CharField("ผลต่อทะเบียน", max_length=10, choices=Effect, default=Effect.NOTHING)
    acted_on = models.DateField("วันที่จดทะเบียน", null=True, blank=True)
    sheet_key = models.CharField("ระวาง (รหัสเชื่อม)", max_length=24, blank=True, default="", db_index=True)
    land_no = models.CharField("เลขที่ดิน", max_length=8, blank=True, default="")
    deed_no = models.CharField("เลขที่เอกสารสิทธิ", max_length=12, blank=True, default="")
    area_sqwah = models.DecimalField("เนื้อที่ ไร่-งาน-ตร.ว.", max_digits=12, decimal_places=1, null=True, blank=True)
    title = models.CharField("คำนำหน้า", max_length=60, blank=True, default="")
    first_name = models.CharField("ชื่อ", max_length=160, blank=True, default="")
    last_name = models.CharField("นามสกุล", max_length=80, blank=True, default="")
    party_id = models.CharField("เลขประจำตัว", max_length=13, blank=True, default="")
    amount_baht = models.DecimalField("ทุนทรัพย์จดทะเบียน", max_digits=16, decimal_places=2, null=True, blank=True)
    parcel = models.ForeignKey(
        "ground.Parcel", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="แปลงที่ดิน"
    )
    problem = models.CharField("ข้อสังเกต", max_length=300, blank=True, default="")
    shape = models.MultiPolygonField("รูปแปลงในแฟ้ม", srid=4326, null=True, blank=True, editable=False)
    request = models.ForeignKey(
        "property_register.ChangeRequest",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="control_rows",
        verbose_name="คำขอปรับข้อมูล",
    )
    decided_by = models.ForeignKey(
        "access.User", models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name="ผู้พิจารณา"
    )
    decided_on = models.DateField("วันที่พิจารณา", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "แถวของแฟ้มรายเดือน"
        constraints = [models.UniqueConstraint(fields=["file", "source", "line_no"], name="property_register_row_once")]

    def __str__(self) -> str:
        return f"{self.get_source_display()} แถวที่ {self.line_no}"
