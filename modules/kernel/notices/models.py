"""Notices, the clocks that run from their receipt, and the orders that move a last day."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gis_core.features.bases import LocatedRecord, PartOf, PlaceLink
from gis_core.features.following import STAYS
from gis_core.parties.models import Organisation, Person
from modules.kernel.notices.kinds import clock_choices, kind_choices

STATES = {
    "issued": "ออกแล้ว", "sent": "ส่งแล้ว", "returned": "ส่งไม่ได้", "received": "ได้รับแล้ว", "void": "ยกเลิก",
}  # fmt: skip


class Notice(LocatedRecord):
    """One letter to one addressee, with the proof of how and when it reached him."""

    follows = {"source": STAYS, "place": STAYS}

    class Channel(models.TextChoices):
        HAND = "hand", "ส่งมอบด้วยมือ"
        AR_POST = "ar_post", "ไปรษณีย์ลงทะเบียนตอบรับ"
        POSTED = "posted", "ปิดหมาย"
        NEWSPAPER = "newspaper", "ประกาศหนังสือพิมพ์"
        ELECTRONIC = "electronic", "อิเล็กทรอนิกส์"

    kind = models.CharField("ประเภทหนังสือ", max_length=40, choices=kind_choices)
    round = models.PositiveSmallIntegerField("ครั้งที่", default=1, editable=False)
    title = models.CharField("เรื่อง", max_length=200)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ผู้รับ (บุคคล)"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ผู้รับ (นิติบุคคล)"
    )
    address = models.CharField("ที่อยู่จัดส่ง", max_length=300)
    body = models.TextField("ข้อความ", blank=True, default="")
    source = PlaceLink("เรื่องที่แจ้ง", null=True, blank=True)
    place = PlaceLink("ที่ตั้ง", null=True, blank=True)
    issued_on = models.DateField("ลงวันที่", null=True, blank=True)
    channel = models.CharField("วิธีส่ง", max_length=10, choices=Channel, blank=True, default="", editable=False)
    ar_no = models.CharField("เลขไปรษณีย์ตอบรับ", max_length=20, blank=True, default="")
    sent_on = models.DateField("วันที่ส่ง", null=True, blank=True)
    returned_on = models.DateField("วันที่ตีกลับ", null=True, blank=True)
    return_reason = models.CharField("เหตุที่ส่งไม่ได้", max_length=200, blank=True, default="")
    posted_on = models.DateField("วันที่ปิดหมายหรือประกาศ", null=True, blank=True)
    received_on = models.DateField("วันที่ตามหลักฐานการรับ", null=True, blank=True)
    received_by = models.CharField("ผู้รับหนังสือ", max_length=120, blank=True, default="")
    counted_from = models.DateField("วันที่ถือว่าได้รับ", null=True, blank=True, editable=False)
    service_law = models.CharField("ฐานกฎหมายของการรับ", max_length=300, blank=True, default="", editable=False)
    service_row = models.CharField("แถวอัตราที่ใช้", max_length=36, blank=True, default="", editable=False)
    due_on = models.DateField("วันครบกำหนดแรก", null=True, blank=True, editable=False)
    void_reason = models.CharField("เหตุที่ยกเลิก", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "หนังสือแจ้ง"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "source", "round"],
                condition=Q(source__isnull=False) & ~Q(status="void"),
                name="kernel_notices_once",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, organisation__isnull=True)
                | Q(person__isnull=True, organisation__isnull=False),
                name="kernel_notices_one_addressee",
            ),
        ]

    def __str__(self) -> str:
        return self.register_no or self.title

    @property
    def state(self) -> str:
        """How far it has come, in Thai."""
        return STATES.get(self.status, self.status)


class NoticeClock(PartOf):
    """A period as it runs for one notice, with the days and the row of law it was reckoned from."""

    parent_field = "notice"

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="clocks", verbose_name="หนังสือแจ้ง")
    code = models.CharField("รหัส", max_length=40)
    thai = models.CharField("ระยะเวลา", max_length=120)
    days = models.PositiveSmallIntegerField("จำนวนวัน")
    base_on = models.DateField("ครบกำหนดตามกฎหมาย")
    until = models.DateField("ครบกำหนด")
    rate_row = models.CharField("แถวอัตราที่ใช้", max_length=36, blank=True, default="")
    law = models.CharField("ฐานกฎหมาย", max_length=300)

    class Meta:
        verbose_name = "ระยะเวลานับแต่ได้รับ"
        constraints = [models.UniqueConstraint(fields=["notice", "code"], name="kernel_notices_clock_once")]

    def __str__(self) -> str:
        return self.thai


class NoticeExtension(PartOf):
    """An order that moves the last day of one period for one notice."""

    parent_field = "notice"

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="extensions", verbose_name="หนังสือแจ้ง")
    clock = models.CharField("ระยะเวลา", max_length=40, choices=clock_choices)
    until = models.DateField("ขยายถึงวันที่")
    order_no = models.CharField("คำสั่งที่", max_length=120)
    ordered_on = models.DateField("ลงวันที่")

    class Meta:
        verbose_name = "คำสั่งขยายเวลา"

    def __str__(self) -> str:
        return self.order_no
