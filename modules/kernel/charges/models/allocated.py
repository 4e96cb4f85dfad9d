"""Money of the State that the office is told of and given: shares of taxes and grants."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models

from gis_core.features.bases import LocatedRecord
from modules.kernel.charges.models.charges import RevenueCode


class AllocatedRevenue(LocatedRecord):
    """One sum of one kind that a remittance advice told of; nobody owed it, so there is no charge and no receipt."""

    revenue = models.ForeignKey(RevenueCode, models.PROTECT, related_name="+", verbose_name="ประเภทรายได้")
    received_on = models.DateField("วันที่รับเงิน")
    amount_baht = models.DecimalField(
        "จำนวนเงิน (บาท)", max_digits=15, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))]
    )
    advice_no = models.CharField("เลขที่หนังสือแจ้ง", max_length=80)
    advice_on = models.DateField("หนังสือลงวันที่")
    sender = models.CharField("ผู้แจ้งการโอน", max_length=160)
    period = models.CharField("งวด", max_length=120, blank=True, default="")

    class Meta:
        verbose_name = "เงินภาษีจัดสรรและเงินอุดหนุน"
        indexes = [models.Index(fields=["received_on"], name="charges_allocated_day")]
        constraints = [
            # letters of two years may bear the same number
            models.UniqueConstraint(fields=["revenue", "advice_no", "advice_on"], name="charges_one_advice"),
            models.CheckConstraint(condition=models.Q(amount_baht__gt=Decimal(0)), name="charges_allocated_something"),
        ]

    def __str__(self) -> str:
        return f"{self.register_no} {self.revenue}"
