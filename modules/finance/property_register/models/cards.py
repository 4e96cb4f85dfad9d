"""Owners' cards (ผ.ท.4): one for each owner, by a code of the first consonant and a running number."""

from __future__ import annotations

from django.db import models

from gis_core.features.bases import LocatedRecord
from gis_core.parties.constraints import of_one_party


class OwnerCard(LocatedRecord):
    """The card of one owner. A code once given is not given again, also after the owner has sold everything."""

    code = models.CharField("รหัสเจ้าของ", max_length=6, unique=True, editable=False)
    person = models.OneToOneField(
        "parties.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="บุคคล"
    )
    organisation = models.OneToOneField(
        "parties.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="นิติบุคคล"
    )
    opened_on = models.DateField("วันที่เปิดบัตร", editable=False)
    note = models.CharField("หมายเหตุ", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "บัตรเจ้าของทรัพย์สิน (ผ.ท.4)"
        constraints = [of_one_party("property_register_card_of_one_party")]

    def __str__(self) -> str:
        return self.code
