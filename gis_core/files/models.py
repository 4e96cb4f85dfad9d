"""Files that hang on records: photographs, scanned papers, drawings, data."""

from __future__ import annotations

from django.contrib.gis.db import models
from django.core.validators import MaxValueValidator, MinValueValidator

from gis_core.features.bases import LocatedRecord, PlaceLink
from gis_core.features.following import STAYS


class Attachment(LocatedRecord):
    """One file of one record; its bytes lie in the store under their SHA-256 and may serve several records.

    `record` is the feature it hangs on and whose permission it has; `part_uid` names a child line of that record,
    where the file belongs to one. What a camera wrote into a photograph is kept as columns: some readers get a copy
    without it.
    """

    register_no = None
    held_by = "record"
    follows = {"record": STAYS}

    class Kind(models.TextChoices):
        PHOTO = "photo", "ภาพถ่าย"
        DOCUMENT = "document", "เอกสาร"
        DRAWING = "drawing", "แบบแปลน"
        DATA = "data", "ข้อมูล"

    record = PlaceLink("ระเบียน")
    part_uid = models.UUIDField("รายการย่อย", null=True, blank=True, editable=False)
    kind = models.CharField("ชนิด", max_length=10, choices=Kind, default=Kind.DOCUMENT)
    is_public = models.BooleanField(
        "เปิดเผยต่อสาธารณะ", default=False, help_text="ผู้ที่เห็นระเบียนเพราะเป็นข้อมูลสาธารณะ เห็นเฉพาะไฟล์ที่เปิดเผย"
    )
    caption = models.CharField("คำอธิบาย", max_length=200, blank=True, default="")
    original_name = models.CharField("ชื่อไฟล์เดิม", max_length=200)
    mime = models.CharField("รูปแบบ", max_length=100)
    size_bytes = models.PositiveIntegerField("ขนาด (ไบต์)", validators=[MinValueValidator(1)])
    sha256 = models.CharField("ลายนิ้วมือไฟล์", max_length=64, db_index=True, editable=False)
    uploaded_at = models.DateTimeField("เวลาที่นำเข้า")
    width_px = models.PositiveIntegerField("กว้าง (พิกเซล)", null=True, blank=True)
    height_px = models.PositiveIntegerField("สูง (พิกเซล)", null=True, blank=True)
    taken_at = models.DateTimeField("เวลาถ่าย", null=True, blank=True)
    taken_place = models.PointField("ตำแหน่งกล้อง", srid=4326, null=True, blank=True)
    taken_accuracy_m = models.FloatField("ความแม่นยำตำแหน่งกล้อง (ม.)", null=True, blank=True)
    bearing_deg = models.FloatField(
        "ทิศที่ถ่าย (องศา)", null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(360)]
    )

    class Meta:
        verbose_name = "ไฟล์แนบ"
        ordering = ("uploaded_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["record", "part_uid", "sha256"], nulls_distinct=False, name="files_once_per_record"
            ),
            models.CheckConstraint(condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"), name="files_sha256"),
        ]
        indexes = [models.Index(fields=["part_uid"], condition=models.Q(part_uid__isnull=False), name="files_part")]

    def __str__(self) -> str:
        return self.original_name

    @property
    def is_picture(self) -> bool:
        return self.mime.startswith("image/")
