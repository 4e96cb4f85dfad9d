"""What a file says, before it is a record: the batch, its rows and how headings were matched before."""

from __future__ import annotations

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.db.models import Q

from gis_core.features.bases import TimeOrderedUuid, time_ordered_uuid

# None of these tables is one of the five tracked bases, on purpose: they hold what a stranger's file says, not what the
# office holds. A row becomes a record by the commit alone, which is tracked as one change set; two hundred thousand
# staged rows in the history would keep, for ever, people's data that nobody accepted. They are cleared after a month.


class ImportBatch(models.Model):
    """One file on its way into one register.

    `found` is what the file was seen to be, `chosen` what a person decided about it, `mapping` heading -> column.
    All rows it writes are changes of `change_set`, also those corrected and written later.
    """

    class State(models.TextChoices):
        UPLOADING = "uploading", "กำลังส่งไฟล์"
        LOOKING = "looking", "กำลังอ่านไฟล์"
        ASKING = "asking", "รอตรวจสิ่งที่พบ"
        JUDGING = "judging", "กำลังตรวจทุกแถว"
        JUDGED = "judged", "ตรวจแล้ว รอยืนยัน"
        COMMITTING = "committing", "กำลังบันทึก"
        COMMITTED = "committed", "บันทึกแล้ว"
        UNDOING = "undoing", "กำลังเลิกทำ"
        UNDONE = "undone", "เลิกทำแล้ว"
        REFUSED = "refused", "อ่านไฟล์ไม่ได้"

    uid = models.UUIDField("รหัสอ้างอิง", default=time_ordered_uuid, unique=True, editable=False)
    owner_id: int
    owner = models.ForeignKey("access.User", models.PROTECT, related_name="+", verbose_name="ผู้นำเข้า")
    register_key = models.CharField("ทะเบียน", max_length=120)
    file_name = models.CharField("ชื่อไฟล์", max_length=200)
    sha256 = models.CharField("ลายนิ้วมือไฟล์", max_length=64, blank=True, default="", db_index=True)
    size_bytes = models.BigIntegerField("ขนาด (ไบต์)", default=0)
    state = models.CharField("สถานะ", max_length=12, choices=State, default=State.UPLOADING)
    message = models.TextField("ข้อความ", blank=True, default="")
    found = models.JSONField("สิ่งที่พบ", default=dict)
    chosen = models.JSONField("สิ่งที่เลือก", default=dict)
    mapping = models.JSONField("คอลัมน์ที่จับคู่", default=dict)
    overwrite = models.JSONField("คอลัมน์ที่เขียนทับ", null=True)
    counts = models.JSONField("จำนวนตามผลตรวจ", default=dict)
    staged_rows = models.PositiveIntegerField("แถวที่อ่านแล้ว", default=0)
    is_staged = models.BooleanField("อ่านครบแล้ว", default=False)
    checked_upto = models.PositiveIntegerField("ตรวจทีละแถวถึงแถวที่", default=0)
    judged_at_change = models.BigIntegerField("รุ่นของทะเบียนเมื่อตรวจ", null=True)
    round = models.PositiveSmallIntegerField("รอบ", default=1)
    reason = models.CharField("เหตุผลของการบันทึก", max_length=300, blank=True, default="")
    change_set = models.UUIDField("ชุดการเปลี่ยนแปลง", null=True, unique=True)
    undo_set = models.UUIDField("ชุดการเปลี่ยนแปลงที่เลิกทำ", null=True)
    job_uid = models.UUIDField("งานเบื้องหลัง", null=True)
    created_at = models.DateTimeField("เริ่มเมื่อ", auto_now_add=True)
    touched_at = models.DateTimeField("ล่าสุดเมื่อ", auto_now=True)

    class Meta:
        verbose_name = "การนำเข้า"
        indexes = [models.Index(fields=["owner", "-created_at"], name="importers_of_owner")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_busy(self) -> bool:
        return self.state in (self.State.LOOKING, self.State.JUDGING, self.State.COMMITTING, self.State.UNDOING)

    @property
    def is_written(self) -> bool:
        return self.state in (self.State.COMMITTED, self.State.UNDOING, self.State.UNDONE)


class Verdict(models.TextChoices):
    """What becomes of a row. `quarantined` is a refused row that stays behind after the others were written. `lines`
    holds further child lines of the record of another row, its head, and goes where that goes.
    """

    NEW = "new", "ใหม่"
    CHANGED = "changed", "เปลี่ยน"
    SAME = "same", "เหมือนเดิม"
    REFUSED = "refused", "ไม่ผ่าน"
    QUARANTINED = "quarantined", "พักไว้แก้ไข"
    LEFT = "left", "ไม่นำเข้า"
    LINES = "lines", "รายการย่อย"


class StagedRow(models.Model):
    """One row of a file.

    raw: the cells by heading. corrected: what a person typed instead, by column. values: what the columns will be, as
    the database spells them. faults: refusals of its cells and shape; reasons: refusals of the register. version: that
    of the record it changes, None for a new one. round: the commit that writes it.
    """

    pk = models.CompositePrimaryKey("batch_id", "row_no")
    # without a constraint: it would be asked once for each of two hundred thousand copied rows
    batch_id: int
    batch = models.ForeignKey(ImportBatch, models.CASCADE, db_index=False, db_constraint=False, related_name="rows")
    row_no = models.PositiveIntegerField("แถวที่")
    raw = models.JSONField("ค่าในไฟล์")
    values = models.JSONField("ค่าที่จะบันทึก")
    geom = models.GeometryField("รูป", srid=4326, null=True, spatial_index=False)
    verdict = models.CharField("ผลตรวจ", max_length=12, choices=Verdict, default=Verdict.NEW, db_default=Verdict.NEW)
    faults = models.JSONField("ค่าที่อ่านไม่ได้", null=True)
    reasons = models.JSONField("เหตุที่ไม่ผ่าน", null=True)
    record_uid = models.UUIDField("ระเบียน", default=time_ordered_uuid, db_default=TimeOrderedUuid())
    version = models.IntegerField("รุ่นของระเบียนเดิม", null=True)
    differs = ArrayField(models.TextField(), verbose_name="คอลัมน์ที่ต่าง", null=True)
    corrected = models.JSONField("ค่าที่แก้", null=True)
    round = models.PositiveSmallIntegerField("รอบ", default=1, db_default=1)
    head = models.PositiveIntegerField("เป็นรายการย่อยของแถวที่", null=True)

    class Meta:
        verbose_name = "แถวที่นำเข้า"
        indexes = [
            models.Index(
                fields=["batch", "verdict", "row_no"], name="importers_not_new", condition=~Q(verdict=Verdict.NEW)
            ),
            models.Index(fields=["batch", "head"], name="importers_lines_of", condition=Q(head__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"แถว {self.row_no}"


class KnownHeadings(models.Model):
    """How the headings of a kind of file were matched to a register the last time somebody confirmed it."""

    register_key = models.CharField("ทะเบียน", max_length=120)
    headings_sha256 = models.CharField("ลายนิ้วมือของหัวคอลัมน์", max_length=64)
    mapping = models.JSONField("คอลัมน์ที่จับคู่")
    used_at = models.DateTimeField("ใช้ล่าสุด", auto_now=True)

    class Meta:
        verbose_name = "หัวคอลัมน์ที่จำไว้"
        constraints = [
            models.UniqueConstraint(fields=["register_key", "headings_sha256"], name="importers_headings_once")
        ]

    def __str__(self) -> str:
        return self.register_key
