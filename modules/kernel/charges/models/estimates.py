"""What the office expects to take in."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from gis_core.features.bases import LocatedRecord
from modules.kernel.charges.models.charges import RevenueCode


class RevenueEstimate(LocatedRecord):
    """What the budget expects of one kind of revenue in a fiscal year."""

    register_no = None

    revenue = models.ForeignKey(RevenueCode, models.PROTECT, related_name="+", verbose_name="ประเภทรายได้")
    fiscal_year_be = models.PositiveSmallIntegerField(
        "ปีงบประมาณ", validators=[MinValueValidator(2550), MaxValueValidator(2699)]
    )
    estimate_baht = models.DecimalField(
        "ประมาณการรายรับ (บาท)", max_digits=15, decimal_places=2, validators=[MinValueValidator(Decimal(0))]
    )
    source = models.CharField("เอกสารที่มา", max_length=300)

    class Meta:
        verbose_name = "ประมาณการรายรับ"
        constraints = [
            models.UniqueConstraint(fields=["revenue", "fiscal_year_be"], name="charges_one_estimate_a_year")
        ]

    @classmethod
    def of_year(cls, fiscal_year_be: int) -> dict[int, Decimal]:
        """The estimates of a year by kind of revenue; a kind without one is not in it."""
        return dict(cls.objects.filter(fiscal_year_be=fiscal_year_be).values_list("revenue", "estimate_baht"))

    def __str__(self) -> str:
        return f"{self.revenue} {self.fiscal_year_be}"
