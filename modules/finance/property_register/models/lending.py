"""Sheets, cards and papers of the tax map handed out and brought back (ทะเบียนยืม-คืน)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gis_core.features.bases import LocatedRecord, PlaceLink
from gis_core.features.following import STAYS


class Lending(LocatedRecord):
    """One thing lent once. The thing is a map sheet, an owner's card or the papers of a parcel."""

    follows = {"item": STAYS}

    class Kind(models.TextChoices):
        SHEET = "sheet", "ระวางแผนที่ภาษี"
        CARD = "card", "ทะเบียนทรัพย์สิน (ผ.ท.4)"
        FILE = "file", "แฟ้มเอกสารแปลงที่ดิน"

    item = PlaceLink("สิ่งที่ยืม")
    kind = models.CharField("ประเภท", max_length=8, choices=Kind)
    borrower = models.CharField("ผู้ยืม", max_length=120)
    division = models.CharField("หน่วยงานของผู้ยืม", max_length=120)
    purpose = models.CharField("ใช้เพื่อ", max_length=200)
    lent_on = models.DateField("วันที่ยืม", null=True, blank=True)
    due_on = models.DateField("กำหนดคืน")
    returned_on = models.DateField("วันที่คืน", null=True, blank=True)
    condition = models.CharField("สภาพเมื่อคืน", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "การยืมแผนที่ภาษีและทะเบียนทรัพย์สิน"
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=Q(status="lent"), name="property_register_item_lent_once"
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("lent_on")), name="property_register_lent_before_it_is_due"
            ),
        ]

    def __str__(self) -> str:
        return self.register_no or self.get_kind_display()
