"""That the payment of a charge is put off while it is disputed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gis_core.features.bases import PartOf
from modules.kernel.charges.models.charges import Charge


class ChargeSuspension(PartOf):
    """Days on which nobody is reminded of a charge; the law of the first says whether lateness stands still."""

    parent_field = "charge"

    charge = models.ForeignKey(Charge, models.CASCADE, related_name="suspensions", verbose_name="รายการตั้งหนี้")
    from_on = models.DateField("ทุเลาตั้งแต่")
    until_on = models.DateField("ถึงวันที่ (เว้นว่างคือยังไม่สิ้นสุด)", null=True, blank=True)
    stops_clock = models.BooleanField("หยุดนับเบี้ยปรับและเงินเพิ่ม")
    order_no = models.CharField("คำสั่งที่", max_length=80)
    law = models.CharField("ฐานกฎหมาย", max_length=300)

    class Meta:
        verbose_name = "การทุเลาการชำระ"
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="charges_suspension_in_order"
            ),
            models.UniqueConstraint(fields=["charge"], condition=Q(until_on=None), name="charges_one_open_suspension"),
        ]

    def __str__(self) -> str:
        return self.order_no
