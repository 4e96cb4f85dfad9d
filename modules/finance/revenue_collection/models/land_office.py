"""Tax that is owed on land, buildings and units, as the Land Office is told of it."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q

from gis_core.features.bases import LocatedRecord, PlaceLink
from gis_core.features.following import STAYS
from modules.finance.revenue_collection.models.years import TaxYear
from modules.kernel.charges.models import Charge


class ArrearsList(LocatedRecord):
    """One list of a tax year; a further one names only whom no list has named."""

    class Status(models.TextChoices):
        DRAFT = "draft", "ร่าง"
        SENT = "sent", "แจ้งสำนักงานที่ดินแล้ว"
        VOID = "void", "ยกเลิก"

    tax_year = models.ForeignKey(TaxYear, models.PROTECT, related_name="arrears_lists", verbose_name="ปีภาษี")
    made_on = models.DateField("วันที่จัดทำ", editable=False)
    due_on = models.DateField("ต้องแจ้งภายใน", editable=False)
    land_office = models.CharField("สำนักงานที่ดิน", max_length=120, blank=True, default="")
    letter_no = models.CharField("หนังสือนำส่งที่", max_length=80, blank=True, default="")
    sent_on = models.DateField("วันที่แจ้ง", null=True, blank=True)
    sent_by = models.ForeignKey(
        "access.User", models.PROTECT, null=True, related_name="+", verbose_name="ผู้แจ้งสำนักงานที่ดิน", editable=False
    )
    void_letter_no = models.CharField("หนังสือขอถอนบัญชีที่", max_length=80, blank=True, default="")
    void_reason = models.CharField("เหตุที่ยกเลิก", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "บัญชีแจ้งสำนักงานที่ดิน"

    def __str__(self) -> str:
        return self.register_no or f"ปีภาษี {self.tax_year_id}"


class ArrearsEntry(LocatedRecord):
    """One parcel, building or unit on which tax of a bill is owed. From the day of the list it is not transferred."""

    follows = {"place": STAYS}

    class Status(models.TextChoices):
        LISTED = "listed", "รอแจ้งสำนักงานที่ดิน"
        BLOCKED = "blocked", "ห้ามโอน (แจ้งสำนักงานที่ดินแล้ว)"
        RELEASED = "released", "ปลดแล้ว"

    listing = models.ForeignKey(ArrearsList, models.PROTECT, related_name="entries", verbose_name="บัญชี")
    charge = models.ForeignKey(Charge, models.PROTECT, related_name="+", verbose_name="รายการตั้งหนี้")
    place = PlaceLink("ทรัพย์สิน")
    tax_baht = models.DecimalField("ภาษีของทรัพย์สินนี้ (บาท)", max_digits=17, decimal_places=2, default=Decimal(0))
    released_on = models.DateField("วันที่ปลด", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "ทรัพย์สินในบัญชีแจ้งสำนักงานที่ดิน"
        constraints = [
            models.UniqueConstraint(
                fields=["charge", "place"], condition=~Q(status="released"), name="revenue_arrears_listed_once"
            )
        ]

    def __str__(self) -> str:
        return self.register_no or f"{self.charge_id}"

    @property
    def state(self) -> str:
        """Its state in Thai."""
        return str(self.Status(self.status).label)
