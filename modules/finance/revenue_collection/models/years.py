"""The year of the land and building tax: when each step was done, and the orders that moved its last days."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models

from gis_core.features.bases import LocatedRecord, PartOf


class TaxYear(LocatedRecord):
    """One tax year of the office. A calendar year, B.E.; never the fiscal year."""

    register_no = None
    code = models.CharField(
        "ปีภาษี", max_length=4, unique=True, validators=[RegexValidator(r"^(256[3-9]|25[7-9]\d|2[6-9]\d\d)$")]
    )
    survey_announced_on = models.DateField("วันที่ประกาศสำรวจ", null=True, blank=True)
    survey_starts_on = models.DateField("วันที่เริ่มสำรวจ", null=True, blank=True)
    listed_on = models.DateField("วันที่ประกาศบัญชีรายการ (ภ.ด.ส.3)", null=True, blank=True)
    prices_announced_on = models.DateField("วันที่ประกาศราคาประเมินและอัตราภาษี (ภ.ด.ส.1)", null=True, blank=True)

    class Meta:
        verbose_name = "ปีภาษีที่ดินและสิ่งปลูกสร้าง"

    def __str__(self) -> str:
        return self.code

    @property
    def year_be(self) -> int:
        """The year as a number; the Act's first is 2563."""
        return int(self.code)


class ExtensionOrder(PartOf):
    """An order or notice that moves the last day of one step for the whole year."""

    parent_field = "tax_year"

    class Step(models.TextChoices):
        LIST = "list", "ประกาศบัญชีรายการ"
        PRICES = "prices", "ประกาศราคาประเมินและอัตราภาษี"
        NOTIFY = "notify", "แจ้งการประเมิน"
        PAY = "pay", "ชำระภาษี (ผ่อนงวดแรก)"
        SECOND = "second", "ผ่อนชำระงวดที่สอง"
        THIRD = "third", "ผ่อนชำระงวดที่สาม"
        REMIND = "remind", "แจ้งเตือน"
        LAND_OFFICE = "land_office", "แจ้งสำนักงานที่ดิน"

    tax_year = models.ForeignKey(TaxYear, models.CASCADE, related_name="extensions", verbose_name="ปีภาษี")
    step = models.CharField("ขั้นตอน", max_length=12, choices=Step)
    until = models.DateField("ขยายถึงวันที่")
    order_no = models.CharField("คำสั่ง/ประกาศ", max_length=120)
    ordered_on = models.DateField("ลงวันที่")

    class Meta:
        verbose_name = "คำสั่งขยายกำหนดเวลา"

    def __str__(self) -> str:
        return f"{self.get_step_display()} {self.order_no}"
