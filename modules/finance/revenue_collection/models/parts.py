"""The drawn parts of parcels: where on the land each use lies."""

from __future__ import annotations

from decimal import Decimal

from django.contrib.gis.db import models

from gis_core.features.bases import SpatialRecord
from modules.finance.revenue_collection.models.uses import LandTaxUse


class LandTaxPart(SpatialRecord):
    """The ground one use of a parcel takes up in a tax year (ม.38). A use without one takes its share unseen.

    `area_sqwah` is the part's share of the deed's area, not the drawing's own: the deed is what is taxed.
    """

    use = models.ForeignKey(LandTaxUse, models.PROTECT, related_name="parts", verbose_name="การใช้ประโยชน์")
    area_sqwah = models.DecimalField(
        "เนื้อที่ตามที่วาด (ตร.ว.)", max_digits=12, decimal_places=1, default=Decimal(0), editable=False
    )
    note = models.CharField("หมายเหตุ", max_length=200, blank=True, default="")
    geom = models.PolygonField("ขอบเขตที่ใช้ประโยชน์", srid=4326)

    class Meta:
        verbose_name = "ส่วนของแปลงตามการใช้ประโยชน์"
        constraints = [models.UniqueConstraint(fields=["use"], name="revenue_part_of_use_once")]

    def __str__(self) -> str:
        return self.register_no or f"ส่วนที่ {self.use_id}"
