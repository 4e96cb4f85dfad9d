"""Condominiums: the registered building, its units, and the appraised prices of its floors."""

from __future__ import annotations

from django.contrib.gis.db import models
from django.core.validators import MinValueValidator

from gis_core.features.bases import LocatedRecord, TimedRecord
from gis_core.ground.models.buildings import Building


class CondoBuilding(LocatedRecord):
    """A building registered under the Condominium Act B.E. 2522, located at its footprint."""

    building = models.OneToOneField(Building, models.PROTECT, related_name="condominium", verbose_name="อาคาร")
    registration_no = models.CharField("เลขทะเบียนอาคารชุด", max_length=20, unique=True)
    thai = models.CharField("ชื่ออาคารชุด", max_length=120)
    registered_on = models.DateField("วันที่จดทะเบียน", null=True, blank=True)
    common_area_m2 = models.DecimalField(
        "ทรัพย์ส่วนกลาง (ตร.ม.)", max_digits=11, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )

    class Meta:
        verbose_name = "อาคารชุด"

    def __str__(self) -> str:
        return self.thai


class CondoUnit(LocatedRecord):
    """A unit of a condominium, located at its building."""

    building = models.ForeignKey(Building, models.PROTECT, related_name="condo_units", verbose_name="อาคารชุด")
    unit_no = models.CharField("เลขที่ห้องชุด", max_length=20)
    floor = models.PositiveSmallIntegerField("ชั้น", default=1)
    area_m2 = models.DecimalField("เนื้อที่ (ตร.ม.)", max_digits=9, decimal_places=2, validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = "ห้องชุด"
        constraints = [models.UniqueConstraint(fields=["building", "unit_no"], name="ground_condo_unit_once")]

    def __str__(self) -> str:
        return self.unit_no


class CondoPrice(LocatedRecord, TimedRecord):
    """Appraised price of a square metre on a range of floors of one condominium for a round of valuation."""

    building = models.ForeignKey(Building, models.PROTECT, related_name="condo_prices", verbose_name="อาคารชุด")
    floor_from = models.PositiveSmallIntegerField("ตั้งแต่ชั้น", validators=[MinValueValidator(1)])
    floor_to = models.PositiveSmallIntegerField("ถึงชั้น", validators=[MinValueValidator(1)])
    baht_per_m2 = models.DecimalField(
        "ราคาประเมิน (บาท/ตร.ม.)", max_digits=12, decimal_places=2, validators=[MinValueValidator(0)]
    )
    round = models.CharField("รอบบัญชี", max_length=20, blank=True, default="")

    class Meta:
        verbose_name = "ราคาประเมินห้องชุด"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(floor_to__gte=models.F("floor_from")), name="ground_condo_price_floors"
            )
        ]

    def __str__(self) -> str:
        return f"ชั้น {self.floor_from}–{self.floor_to}"
