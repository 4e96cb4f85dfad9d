"""What is written down of a payer."""

from __future__ import annotations

from django.db import models

from gis_core.features.bases import LocatedRecord, PlaceLink
from gis_core.features.following import STAYS
from gis_core.parties.constraints import of_one_party
from gis_core.parties.models import Organisation, Person


class PayerNote(LocatedRecord):
    """What whoever stands at the counter next should know of a payer: what he said, when he will come."""

    register_no = None
    follows = {"place": STAYS}

    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="บุคคล")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="นิติบุคคล"
    )
    place = PlaceLink("ทรัพย์สินหรือสถานที่", null=True, blank=True)
    text = models.CharField("ข้อความ", max_length=500)
    noted_on = models.DateField("วันที่บันทึก", editable=False)
    noted_by = models.ForeignKey(
        "access.User", models.PROTECT, null=True, related_name="+", verbose_name="ผู้บันทึก", editable=False
    )

    class Meta:
        verbose_name = "บันทึกถึงผู้ชำระ"
        constraints = [of_one_party("charges_note_of_one_party")]

    def __str__(self) -> str:
        return self.text[:60]
