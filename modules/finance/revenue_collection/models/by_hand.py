"""Charges an officer opens by hand: fees and fines of a place, and the monthly returns of a provincial organisation."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from gis_core.features.bases import LocatedRecord
from gis_core.features.following import STAYS
from gis_core.ground.models import Establishment, Parcel
from gis_core.parties.constraints import of_one_party
from gis_core.parties.models import Organisation, Person
from modules.kernel.charges.models import RevenueCode
from modules.kernel.rates.models import RateRow

STANDS = ~Q(status="void")


class _ByHand(LocatedRecord):
    """Who pays, who opened it, and why it was taken back."""

    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ผู้ชำระ (บุคคล)"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ผู้ชำระ (นิติบุคคล)"
    )
    amount_baht = models.DecimalField(
        "จำนวนเงิน (บาท)",
        max_digits=15,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="เว้นว่างให้คำนวณตามอัตรา ค่าปรับต้องระบุ",
    )
    due_on = models.DateField("ครบกำหนดชำระ", null=True, blank=True)
    opened_by = models.ForeignKey(
        "access.User", models.PROTECT, null=True, related_name="+", verbose_name="ผู้ตั้งหนี้", editable=False
    )
    void_reason = models.CharField("เหตุที่ยกเลิก", max_length=200, blank=True, default="")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.register_no or "")


class FeeItem(_ByHand):
    """A fee, licence fee or fine of one matter, at the rate of its law on the day of the matter."""

    follows = {"parcel": STAYS}

    rate = models.ForeignKey(RateRow, models.PROTECT, related_name="+", verbose_name="อัตรา")
    revenue = models.ForeignKey(
        RevenueCode, models.PROTECT, null=True, related_name="+", verbose_name="ประเภทรายได้", editable=False
    )
    reference = models.CharField("เลขที่คำขอ ใบอนุญาต หรือบันทึก", max_length=60)
    matter = models.CharField("เรื่อง", max_length=120, blank=True, default="")
    on = models.DateField("วันที่ของเรื่อง")
    quantity = models.DecimalField("จำนวนหน่วย", max_digits=12, decimal_places=2, default=Decimal(1))
    establishment = models.ForeignKey(
        Establishment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="สถานประกอบการ"
    )
    parcel = models.ForeignKey(Parcel, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="แปลงที่ดิน")

    class Meta:
        verbose_name = "ค่าธรรมเนียม ค่าใบอนุญาต และค่าปรับ"
        constraints = [
            of_one_party("revenue_fee_of_one_party"),
            models.UniqueConstraint(
                fields=["rate", "reference", "person", "organisation"],
                condition=STANDS,
                nulls_distinct=False,
                name="revenue_fee_once",
            ),
        ]


class ProvinceReturn(_ByHand):
    """What a hotel or a retailer of fuel or tobacco owes the provincial organisation of a month."""

    class Kind(models.TextChoices):
        HOTEL = "hotel", "ผู้เข้าพักโรงแรม (ค่าห้องพัก บาท)"
        FUEL = "fuel", "ค้าปลีกน้ำมัน (ลิตร)"
        TOBACCO = "tobacco", "ค้าปลีกยาสูบ (มวน)"

    kind = models.CharField("ประเภท", max_length=8, choices=Kind)
    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="+", verbose_name="สถานประกอบการ")
    year_be = models.PositiveSmallIntegerField(
        "ปี (พ.ศ.)", validators=[MinValueValidator(2540), MaxValueValidator(2699)]
    )
    month = models.PositiveSmallIntegerField("เดือน", validators=[MinValueValidator(1), MaxValueValidator(12)])
    quantity = models.DecimalField("ค่าห้องพัก ลิตร หรือมวนของเดือน", max_digits=15, decimal_places=2)
    filed_on = models.DateField("วันที่ยื่นแบบ")
    rate_value = models.DecimalField(
        "อัตรา (ร้อยละหรือสตางค์ต่อหน่วย)", max_digits=18, decimal_places=6, null=True, editable=False
    )
    law = models.CharField("ฐานกฎหมาย", max_length=300, blank=True, default="", editable=False)

    class Meta:
        verbose_name = "แบบแสดงรายการรายเดือนของ อบจ."
        constraints = [
            of_one_party("revenue_province_return_of_one_party"),
            models.UniqueConstraint(
                fields=["kind", "establishment", "year_be", "month"],
                condition=STANDS,
                name="revenue_province_return_once",
            ),
        ]
