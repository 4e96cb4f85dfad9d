"""Where a tax year's survey goes, when, and who does it."""

from __future__ import annotations

from django.contrib.gis.db import models

from gis_core.features.bases import SpatialRecord
from modules.finance.revenue_collection.models.years import TaxYear


class SurveyArea(SpatialRecord):
    """A part of the town that is surveyed for a tax year between two days, as announced (ม.28)."""

    tax_year = models.ForeignKey(TaxYear, models.PROTECT, related_name="survey_areas", verbose_name="ปีภาษี")
    thai = models.CharField("พื้นที่สำรวจ", max_length=120)
    starts_on = models.DateField("เริ่มสำรวจ")
    ends_on = models.DateField("สำรวจเสร็จภายใน")
    surveyors = models.CharField("พนักงานสำรวจ", max_length=300)
    geom = models.MultiPolygonField("ขอบเขตพื้นที่สำรวจ", srid=4326)

    class Meta:
        verbose_name = "พื้นที่สำรวจของปีภาษี"
        constraints = [
            models.UniqueConstraint(fields=["tax_year", "thai"], name="revenue_survey_area_once"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="revenue_survey_area_days_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.thai} ปีภาษี {self.tax_year}"
