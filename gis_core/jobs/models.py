"""How far a piece of background work has come."""

from __future__ import annotations

from django.db import models

from gis_core.features.bases import time_ordered_uuid


class JobProgress(models.Model):
    """The note a person watches while the worker works.

    Outside the five tracked bases on purpose: it is no record of the office, it is written many times a minute beside
    the transaction it tells of, and it is cleared after a season. What the work writes is a change of its owner.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "รอคิว"
        RUNNING = "running", "กำลังทำ"
        DONE = "done", "เสร็จแล้ว"
        REFUSED = "refused", "ทำไม่ได้"
        FAILED = "failed", "ขัดข้อง"

    uid = models.UUIDField("รหัสอ้างอิง", default=time_ordered_uuid, unique=True, editable=False)
    owner = models.ForeignKey("access.User", models.PROTECT, related_name="+", verbose_name="ผู้สั่ง")
    task = models.CharField("งาน", max_length=120)
    title = models.CharField("ชื่องาน", max_length=200)
    reason = models.CharField("เหตุผลของการบันทึก", max_length=400)
    state = models.CharField("สถานะ", max_length=10, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField("ทำแล้ว", default=0)
    total = models.PositiveIntegerField("ทั้งหมด", default=0)
    message = models.TextField("ข้อความ", blank=True, default="")
    result_url = models.CharField("ผลลัพธ์", max_length=300, blank=True, default="")
    queue_id = models.BigIntegerField("เลขในคิว", null=True, unique=True)
    created_at = models.DateTimeField("สั่งเมื่อ", auto_now_add=True)
    started_at = models.DateTimeField("เริ่มเมื่อ", null=True)
    finished_at = models.DateTimeField("เสร็จเมื่อ", null=True)

    class Meta:
        verbose_name = "ความคืบหน้าของงาน"
        indexes = [
            models.Index(fields=["owner", "-created_at"], name="jobs_of_owner"),
            models.Index(fields=["task", "-finished_at"], name="jobs_of_task"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        return self.state in (self.State.DONE, self.State.REFUSED, self.State.FAILED)
