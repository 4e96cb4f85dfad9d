"""Writing rows of the list otherwise, through the register of uses and all its checks, and who may ask for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Max, Q

from gis_core.ground.models import OwnershipSpell
from gis_core.parties.queries import entries_of
from layers.engine import records
from layers.registry import registry
from modules.finance.revenue_collection.models import LandTaxUse, TaxYear

ZERO = Decimal(0)


@dataclass(frozen=True)
class Wanted:
    """A row as it should read: of a use that is there, or a new one; None keeps a figure as it is."""

    use: LandTaxUse | None
    category: str
    land_sqwah: Decimal | None = None
    floor_m2: Decimal | None = None
    building: Any = None

    @property
    def grows(self) -> Decimal:
        """By how much its land grows; what shrinks is written first, so that no parcel is ever over its area."""
        before = self.use.land_sqwah if self.use is not None else ZERO
        return (before if self.land_sqwah is None else self.land_sqwah) - before

    def values(self) -> dict[str, Any]:
        """What is typed into the register; what only another use may have is emptied."""
        given: dict[str, Any] = {"category": self.category}
        given |= {} if self.land_sqwah is None else {"land_sqwah": self.land_sqwah}
        given |= {} if self.floor_m2 is None else {"floor_m2": self.floor_m2}
        if self.use is not None and self.category != self.use.category:
            given |= {"vacant_since_be": ""} if self.category != "vacant" else {}
            given |= {"home": "", "home_person": "", "home_seen_on": ""} if self.category != "residential" else {}
        return given


def write(
    year: TaxYear, parcel: Any, condo_unit: Any, rows: Sequence[Wanted], *, user: Any, reason: str
) -> list[LandTaxUse]:
    """Rows of one place of a tax year as they should read.

    Errors: Refusals of the register of uses, as ``AREA_SUM`` and ``DUP_ASSESS``; then the caller's change writes none.
    """
    register: Any = registry.for_model(LandTaxUse)
    written = []
    for row in sorted(rows, key=lambda each: each.grows):
        if row.use is not None:
            written.append(records.update(register, row.use.uid, row.values(), user=user, reason=reason))
            continue
        there = LandTaxUse.objects.filter(tax_year=year, parcel=parcel, condo_unit=condo_unit)
        place = {"parcel": parcel} if parcel is not None else {"condo_unit": condo_unit}
        seq = (there.aggregate(last=Max("seq"))["last"] or 0) + 1
        fresh = {"tax_year": year, "seq": str(seq), **place, **row.values()}
        fresh |= {"building": row.building} if row.building is not None else {}
        written.append(records.create(register, fresh, user=user, reason=reason))
    return written


def holds(person: Any, organisation_id: int | None, on: date, *, parcel: Any = None, condo_unit: Any = None) -> bool:
    """Whether a party held a parcel, anything built on it, or a unit, on a day; a person by any of his entries."""
    spells = OwnershipSpell.objects.filter(valid__contains=on)
    mine = Q(person__in=entries_of(person)) if person is not None else Q(organisation=organisation_id)
    of = Q(condo_unit=condo_unit) if condo_unit is not None else Q(parcel=parcel) | Q(building__parcel=parcel)
    return spells.filter(mine, of).exists()
