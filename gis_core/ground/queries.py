"""Questions to the tax map: who owned this on a day, what does this person own, which parcel lies here,
what lies together.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.gis.geos import Point
from django.db.models import Q, QuerySet

from gis_core.features import clock
from gis_core.ground.models import OwnershipSpell, Parcel
from gis_core.parties.models import Person

LIVE = ("", Parcel.Status.ACTIVE, Parcel.Status.PENDING)


def spells_on(thing: Any, on: date, role: str = OwnershipSpell.Role.OWNER) -> QuerySet[OwnershipSpell]:
    """The shares of a parcel, building or condominium unit that were held in `role` on a day.

    Spells are half-open: a buyer whose act is dated that day holds it, the seller no longer does.
    """
    column = thing._meta.model_name.replace("condounit", "condo_unit")
    held = OwnershipSpell.objects.filter(**{column: thing}, role=role, valid__contains=on)
    return held.select_related("person", "organisation").order_by("id")


def owner_on(thing: Any, on: date) -> QuerySet[OwnershipSpell]:
    """The owners of a thing on a day; for the tax year, ask for 1 January (Land and Building Tax Act B.E.
    2562, s. 9).
    """
    return spells_on(thing, on)


def owned_by(party: Any, on: date | None = None) -> QuerySet[Parcel]:
    """The parcels in which a person or an organisation holds an ownership share on a day (default: today)."""
    column = "person" if isinstance(party, Person) else "organisation"
    same = Q(**{f"spells__{column}": party})
    if isinstance(party, Person):
        same |= Q(spells__person__same_as=party)
    day = on or clock.today()
    owner = Q(spells__role=OwnershipSpell.Role.OWNER, spells__valid__contains=day)
    return Parcel.objects.filter(same & owner).distinct().order_by("parcel_code")


def parcel_at(point: Point) -> Parcel | None:
    """The living parcel that covers a point (4326), or None on roads, water and other land without a parcel."""
    return Parcel.objects.filter(geom__covers=point, status__in=LIVE).order_by("id").first()
