"""What the engine itself records."""

from __future__ import annotations

from django.db import models

from gis_core.features.bases import Ledger


class StateChange(Ledger):
    """One transition of one record: from where to where, by whom, when, and until when the next step is due."""

    record_uid = models.UUIDField("ระเบียน", db_index=True)
    register_key = models.CharField("ทะเบียน", max_length=120)
    code = models.CharField("ขั้นตอน", max_length=40)
    source = models.CharField("จากสถานะ", max_length=30, blank=True)
    target = models.CharField("เป็นสถานะ", max_length=30)
    at = models.DateTimeField("เวลา")
    actor = models.ForeignKey("access.User", models.PROTECT, related_name="+", verbose_name="ผู้ดำเนินการ")
    reason = models.TextField("เหตุผล", blank=True)
    due_on = models.DateField("กำหนดเสร็จ", null=True, blank=True)

    class Meta:
        verbose_name = "การเปลี่ยนสถานะ"
        indexes = [models.Index(fields=["register_key", "due_on"], name="layers_statechange_due")]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"
