"""Who took over a sign, when, and whether he told the office in time."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gis_core.features.bases import LocatedRecord, PlaceLink
from gis_core.features.following import STAYS
from gis_core.ground.models import Signboard
from gis_core.parties.constraints import of_one_party
from gis_core.parties.models import Organisation, Person


class SignTransfer(LocatedRecord):
    """A transfer of a sign as its new owner told it; the sign is his from the day the notification is accepted."""

    follows = {"place": STAYS}

    sign = models.ForeignKey(Signboard, models.PROTECT, related_name="+", verbose_name="ป้าย")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ผู้รับโอน (บุคคล)"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ผู้รับโอน (นิติบุคคล)"
    )
    transferred_on = models.DateField("วันที่รับโอน")
    notified_on = models.DateField("วันที่แจ้ง")
    note = models.CharField("หมายเหตุ", max_length=200, blank=True, default="")
    from_person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", editable=False,
        verbose_name="ผู้โอน (บุคคล)",
    )  # fmt: skip
    from_organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", editable=False,
        verbose_name="ผู้โอน (นิติบุคคล)",
    )  # fmt: skip
    due_on = models.DateField("ต้องแจ้งภายใน", null=True, blank=True, editable=False)
    days_late = models.PositiveIntegerField("แจ้งเกินกำหนด (วัน)", default=0, editable=False)
    place = PlaceLink("ที่ตั้งป้าย", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "การแจ้งรับโอนป้าย"
        constraints = [
            of_one_party("revenue_sign_transfer_to_one_party"),
            models.UniqueConstraint(fields=["sign"], condition=Q(status="told"), name="revenue_sign_transfer_once"),
        ]

    def __str__(self) -> str:
        return self.register_no or str(self.sign)
