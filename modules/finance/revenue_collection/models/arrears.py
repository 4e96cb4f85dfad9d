"""Debts of the two taxes that ended with tax year 2562: brought in once, then only paid or given up."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models

from gis_core.features.bases import LocatedRecord
from gis_core.features.following import STAYS
from gis_core.ground.models import Parcel
from gis_core.parties.constraints import of_one_party
from gis_core.parties.models import Organisation, Person


class OldTaxArrear(LocatedRecord):
    """One year's unpaid house and land tax or local development tax of one payer, as the old books hold it."""

    follows = {"parcel": STAYS}

    class Kind(models.TextChoices):
        HOUSE_LAND = "hlt", "ภาษีโรงเรือนและที่ดิน"
        LOCAL_DEV = "ldt", "ภาษีบำรุงท้องที่"

    ref_no = models.CharField("เลขที่อ้างอิงในบัญชีเดิม", max_length=60, unique=True)
    kind = models.CharField("ภาษี", max_length=3, choices=Kind)
    year_be = models.PositiveSmallIntegerField("ปีภาษี", validators=[MinValueValidator(2475)])
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ผู้ค้างชำระ (บุคคล)"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ผู้ค้างชำระ (นิติบุคคล)"
    )
    parcel = models.ForeignKey(
        Parcel, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="รหัสแปลงที่ดิน"
    )
    principal_baht = models.DecimalField("เงินต้นค้างชำระ", max_digits=15, decimal_places=2)
    surcharge_baht = models.DecimalField(
        "เงินเพิ่มตามบัญชีเดิม (เพื่อเทียบ)",
        max_digits=15,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    notice_no = models.CharField("เลขที่หนังสือแจ้งประเมิน", max_length=60, blank=True, default="")
    notified_on = models.DateField("วันที่ได้รับแจ้ง", null=True, blank=True)
    due_on = models.DateField("ครบกำหนดชำระ", null=True, blank=True, help_text="เว้นว่างให้คำนวณตามกฎหมายของภาษีนั้น")

    class Meta:
        verbose_name = "หนี้ภาษีเดิม (ถึงปี 2562)"
        ordering = ("year_be", "id")
        constraints = [of_one_party("revenue_old_arrear_of_one_party")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.year_be} {self.ref_no}"
