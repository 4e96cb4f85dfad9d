"""Seizing, attaching and selling for tax that is owed: the case, and the inventory of what was taken."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from gis_core.features.bases import LocatedRecord, PartOf, PlaceLink
from gis_core.features.following import STAYS
from modules.kernel.charges.models import Charge, Receipt

NOT_NEGATIVE = [MinValueValidator(Decimal(0))]
POSITIVE = [MinValueValidator(Decimal("0.01"))]


def _baht(thai: str, **more: object) -> models.DecimalField:
    return models.DecimalField(thai, max_digits=15, decimal_places=2, **more)  # type: ignore[arg-type]


def _text(thai: str, length: int = 80) -> models.CharField:
    return models.CharField(thai, max_length=length, blank=True, default="")


def _day(thai: str) -> models.DateField:
    return models.DateField(thai, null=True, blank=True)


class EnforcementCase(LocatedRecord):
    """What is done about one bill that stays unpaid after its reminder, until the money of the auction is divided."""

    follows = {"place": STAYS}

    class Kind(models.TextChoices):
        SEIZURE = "seizure", "ยึดทรัพย์สิน"
        ATTACHMENT = "attachment", "อายัดทรัพย์สิน"

    charge = models.ForeignKey(Charge, models.PROTECT, related_name="+", verbose_name="หนี้ที่บังคับ")
    place = PlaceLink("ที่ตั้ง", null=True, blank=True, editable=False)
    kind = models.CharField("วิธีบังคับ", max_length=12, choices=Kind, default=Kind.SEIZURE)
    meeting_on = models.DateField("วันที่นัดเจรจา")
    talks = _text("ผลการเจรจา", 500)
    asked_no = _text("หนังสือขออนุมัติผู้ว่าฯ ที่")
    asked_on = _day("ขออนุมัติเมื่อ")
    approval_no = _text("เลขที่หนังสือเห็นชอบของผู้ว่าราชการจังหวัด")
    approved_on = _day("ผู้ว่าราชการจังหวัดเห็นชอบเมื่อ")
    order_no = _text("คำสั่งยึด/อายัดที่")
    ordered_on = _day("วันที่ออกคำสั่ง")
    officers = _text("เจ้าหน้าที่ผู้ได้รับแต่งตั้ง", 300)
    posted_on = _day("วันที่ปิดประกาศ")
    appraised_on = _day("วันที่ประเมินราคา")
    auction_on = _day("กำหนดขายทอดตลาด")
    auction_place = _text("สถานที่ขายทอดตลาด", 200)
    sold_on = _day("วันที่ขายทอดตลาด")
    money_on = _day("วันที่รับเงินค่าขาย")
    sold_baht = _baht("เงินค่าขายรวม (บาท)", null=True, blank=True, editable=False)
    cost_baht = _baht("ค่าใช้จ่ายที่หัก (บาท)", null=True, blank=True, editable=False)
    taken_baht = _baht("ชำระภาษี เบี้ยปรับ เงินเพิ่ม (บาท)", null=True, blank=True, editable=False)
    remainder_baht = _baht("เหลือคืนเจ้าของ (บาท)", null=True, blank=True, editable=False)
    receipt = models.ForeignKey(
        Receipt, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name="ใบเสร็จ"
    )
    returned_no = _text("ฎีกาคืนเงินเจ้าของที่")
    returned_on = _day("คืนเงินเจ้าของเมื่อ")
    end_no = _text("คำสั่งเพิกถอนหรือบันทึกยุติที่")
    end_reason = _text("เหตุที่เพิกถอนหรือยุติ", 300)

    class Meta:
        verbose_name = "คดีบังคับภาษีค้าง"
        constraints = [
            models.UniqueConstraint(
                fields=["charge"],
                condition=~Q(status__in=("closed", "lifted", "dropped")),
                name="revenue_one_enforcement",
            ),
            models.CheckConstraint(
                condition=Q(sold_baht__isnull=True)
                | Q(sold_baht=models.F("cost_baht") + models.F("taken_baht") + models.F("remainder_baht")),
                name="revenue_auction_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return self.register_no or self.get_kind_display()


class SeizedItem(PartOf):
    """One thing that was seized or attached: what it is worth, and what was bid for it."""

    parent_field = "case"

    class Kind(models.TextChoices):
        LAND = "land", "ที่ดิน"
        BUILDING = "building", "สิ่งปลูกสร้างหรือห้องชุด"
        MOVABLE = "movable", "สังหาริมทรัพย์"
        CLAIM = "claim", "สิทธิเรียกร้องหรือเงินฝาก"

    case = models.ForeignKey(EnforcementCase, models.CASCADE, related_name="items", verbose_name="คดี")
    kind = models.CharField("ชนิดทรัพย์", max_length=10, choices=Kind)
    thai = models.CharField("รายการทรัพย์", max_length=300)
    estimated_baht = _baht("มูลค่าเมื่อยึด (บาท)", validators=POSITIVE)
    appraised_baht = _baht("ราคาประเมิน (บาท)", null=True, blank=True, validators=POSITIVE)
    sold_baht = _baht("ขายได้ (บาท)", null=True, blank=True, validators=NOT_NEGATIVE)
    buyer = _text("ผู้ซื้อ", 160)

    class Meta:
        verbose_name = "ทรัพย์ที่ยึดหรืออายัด"

    def __str__(self) -> str:
        return self.thai
