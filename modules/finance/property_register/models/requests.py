"""Requests to bring the tax map up to date (คำขอปรับข้อมูล): one object each."""

from __future__ import annotations

from django.db import models

from gis_core.features.bases import LocatedRecord, PlaceLink
from gis_core.features.following import STAYS


class ChangeRequest(LocatedRecord):
    """One thing that happened to one object, from the news of it to the register."""

    follows = {"target": STAYS}

    class Event(models.TextChoices):
        DIVISION = "division", "แบ่งแยก"
        MERGER = "merger", "รวม"
        TRANSFER = "transfer", "เปลี่ยนเจ้าของ"
        RESURVEY = "resurvey", "สอบเขต/เนื้อที่ต่าง"
        PERMIT = "permit", "ได้รับใบอนุญาตก่อสร้าง"
        DEMOLITION = "demolition", "รื้อถอน"
        SIGN = "sign", "ป้ายใหม่/เปลี่ยนป้าย"
        LICENCE = "licence", "ใบอนุญาตประกอบกิจการใหม่"
        USE = "use", "เปลี่ยนการใช้ประโยชน์"
        PETITION = "petition", "คำร้องของประชาชน"

    #: Events that change a shape or a use: somebody must look at the place.
    NEEDS_FIELD = (
        Event.DIVISION, Event.MERGER, Event.RESURVEY, Event.PERMIT, Event.DEMOLITION, Event.SIGN, Event.USE,
    )  # fmt: skip

    event = models.CharField("เหตุ", max_length=12, choices=Event)
    target = PlaceLink("สิ่งที่ขอปรับ")
    detail = models.TextField("รายละเอียด", blank=True, default="")
    requested_on = models.DateField("วันที่รับคำขอ", null=True, blank=True)
    requester = models.CharField("ผู้ขอ", max_length=120, blank=True, default="")
    needs_field = models.BooleanField("ต้องตรวจภาคสนาม", default=False, editable=False)
    survey = models.ForeignKey(
        "kernel_inspections.FieldSurvey",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="แบบสำรวจภาคสนาม",
    )
    checked_by = models.ForeignKey(
        "access.User", models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name="ผู้ตรวจ"
    )
    verified_by = models.ForeignKey(
        "access.User", models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name="ผู้รับรอง"
    )
    applied_on = models.DateField("วันที่ปรับข้อมูล", null=True, blank=True, editable=False)
    #: The set of changes by which it was done.
    carried_by = models.UUIDField("ชุดการเปลี่ยนแปลงตามคำขอ", null=True, blank=True, editable=False)
    no_change_reason = models.CharField("เหตุที่ไม่ต้องปรับข้อมูล", max_length=200, blank=True, default="")
    refusal = models.CharField("เหตุที่ไม่รับ", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "คำขอปรับข้อมูล"

    def __str__(self) -> str:
        return self.register_no or self.get_event_display()
