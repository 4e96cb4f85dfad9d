"""An order that puts off the payment of disputed tax."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gis_core.features.bases import LocatedRecord, PlaceLink
from gis_core.features.following import STAYS
from modules.kernel.cases.models import Case


def _user(thai: str) -> models.ForeignKey:
    return models.ForeignKey(
        "access.User", models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=thai
    )


class PaymentSuspension(LocatedRecord):
    """Who objects or appeals asks not to pay until it is decided; the executive permits it, with conditions."""

    follows = {"place": STAYS}

    case = models.ForeignKey(Case, models.PROTECT, related_name="+", verbose_name="คำคัดค้านหรืออุทธรณ์")
    asked_on = models.DateField("วันที่รับคำขอ")
    reason = models.CharField("เหตุผลที่ขอทุเลา", max_length=500)
    guarantee = models.CharField("หลักประกันหรือเงื่อนไข", max_length=300, blank=True, default="")
    place = PlaceLink("ที่ตั้ง", null=True, blank=True, editable=False)
    received_by = _user("ผู้รับคำขอ")
    order_no = models.CharField("คำสั่งที่", max_length=80, blank=True, default="")
    decision_text = models.CharField("เหตุผลของคำสั่ง", max_length=500, blank=True, default="")
    decided_by = _user("ผู้สั่ง")
    from_on = models.DateField("ทุเลาตั้งแต่", null=True, blank=True, editable=False)
    until_on = models.DateField("สิ้นสุดวันที่", null=True, blank=True, editable=False)
    end_reason = models.CharField("เหตุที่สิ้นสุด", max_length=300, blank=True, default="")

    class Meta:
        verbose_name = "การทุเลาการชำระภาษี"
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(status__in=("asked", "permitted")), name="revenue_suspension_one_a_case"
            )
        ]

    def __str__(self) -> str:
        return self.register_no or self.reason
