"""Who owned what, in what share, on which days."""

from __future__ import annotations

from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.validators import MinValueValidator
from django.db.models import Q

from gis_core.features.bases import LocatedRecord, TimedRecord
from gis_core.features.following import BEGINS_AGAIN
from gis_core.ground.models.buildings import Building
from gis_core.ground.models.cadastre import Parcel
from gis_core.ground.models.condominiums import CondoUnit
from gis_core.parties.constraints import of_one_party


class OwnershipSpell(LocatedRecord, TimedRecord):
    """A share of a parcel, building or unit in one person's hands from a day until a day, half-open.

    A buyer whose act is dated 1 January is owner that day. "Owner on 1 January" is a question to
    the spells, never a column.
    """

    follows = {"parcel": BEGINS_AGAIN}

    class Role(models.TextChoices):
        OWNER = "owner", "เจ้าของกรรมสิทธิ์"
        POSSESSOR = "possessor", "ผู้ครอบครอง"
        LESSEE = "lessee", "ผู้เช่าที่รัฐ"

    parcel = models.ForeignKey(
        Parcel, models.PROTECT, null=True, blank=True, related_name="spells", verbose_name="แปลงที่ดิน"
    )
    building = models.ForeignKey(
        Building, models.PROTECT, null=True, blank=True, related_name="spells", verbose_name="สิ่งปลูกสร้าง"
    )
    condo_unit = models.ForeignKey(
        CondoUnit, models.PROTECT, null=True, blank=True, related_name="spells", verbose_name="ห้องชุด"
    )
    person = models.ForeignKey(
        "parties.Person", models.PROTECT, null=True, blank=True, related_name="spells", verbose_name="บุคคล"
    )
    organisation = models.ForeignKey(
        "parties.Organisation", models.PROTECT, null=True, blank=True, related_name="spells", verbose_name="นิติบุคคล"
    )
    role = models.CharField("ฐานะ", max_length=10, choices=Role, default=Role.OWNER)
    share_num = models.PositiveIntegerField("สัดส่วน", default=1, validators=[MinValueValidator(1)])
    share_den = models.PositiveIntegerField("จากทั้งหมด", default=1, validators=[MinValueValidator(1)])
    act = models.CharField("การได้มา", max_length=60, blank=True, default="")
    source = models.CharField("แหล่งที่มา", max_length=60, blank=True, default="")

    class Meta:
        verbose_name = "ช่วงการถือกรรมสิทธิ์"
        constraints = [
            models.CheckConstraint(
                condition=Q(parcel__isnull=False, building__isnull=True, condo_unit__isnull=True)
                | Q(parcel__isnull=True, building__isnull=False, condo_unit__isnull=True)
                | Q(parcel__isnull=True, building__isnull=True, condo_unit__isnull=False),
                name="ground_spell_of_one_thing",
            ),
            of_one_party("ground_spell_of_one_party"),
            models.CheckConstraint(condition=Q(share_num__lte=models.F("share_den")), name="ground_share_at_most_one"),
            *(
                ExclusionConstraint(
                    name=f"ground_spell_{thing}_{party}",
                    expressions=[
                        (thing, RangeOperators.EQUAL),
                        (party, RangeOperators.EQUAL),
                        ("role", RangeOperators.EQUAL),
                        ("valid", RangeOperators.OVERLAPS),
                    ],
                    condition=Q(**{f"{thing}__isnull": False, f"{party}__isnull": False}),
                )
                for thing in ("parcel", "building", "condo_unit")
                for party in ("person", "organisation")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.share_num}/{self.share_den}"
