"""Papers as they were issued: number, signer, the frozen PDF and its fingerprint."""

from __future__ import annotations

import secrets

from django.db import models

from gis_core.features.bases import LocatedRecord, PlaceLink
from gis_core.features.following import STAYS

#: No vowels and no look-alikes: the code is read aloud over the telephone and spells nothing.
ALPHABET = "23456789BCDFGHJKLMNPQRSTVWXZ"


def check_code() -> str:
    """Twelve characters, about 57 bits: too many to guess one that exists."""
    return "".join(secrets.choice(ALPHABET) for _ in range(12))


class IssuedDocument(LocatedRecord):
    """One paper about one record. What was printed is never printed anew: the stored PDF is the paper."""

    follows = {"record": STAYS}

    class Status(models.TextChoices):
        VALID = "valid", "ใช้ได้"
        VOID = "void", "ยกเลิก"

    record = PlaceLink("ระเบียน")
    register_key = models.CharField("ทะเบียน", max_length=120)
    code = models.CharField("แบบ", max_length=40)
    thai = models.CharField("ชื่อเอกสาร", max_length=160)
    number = models.CharField("เลขที่", max_length=80, blank=True, default="")
    issued_on = models.DateField("ออกวันที่")
    signer = models.ForeignKey("access.User", models.PROTECT, related_name="+", verbose_name="ผู้ลงนาม")
    signed_for = models.ForeignKey(
        "access.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ลงนามแทน"
    )
    check_code = models.CharField("รหัสตรวจสอบ", max_length=12, unique=True, default=check_code, editable=False)
    sha256 = models.CharField("ลายนิ้วมือไฟล์", max_length=64, editable=False)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name="ใบแทนของ"
    )
    batch = models.UUIDField("ชุดที่ออกพร้อมกัน", null=True, blank=True, editable=False)
    void_reason = models.CharField("เหตุที่ยกเลิก", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "เอกสารที่ออกแล้ว"
        ordering = ("-issued_on", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["register_key", "code", "number"],
                condition=~models.Q(number=""),
                name="kernel_documents_number_once",
            ),
            models.UniqueConstraint(fields=["batch", "record"], name="kernel_documents_once_in_a_batch"),
        ]

    def __str__(self) -> str:
        return f"{self.thai} {self.number}".strip()
