"""Uses as they are going to be, beside what is stored of the same things in the same years: one query a question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Sum

from gis_core.ground.models import BuildingFloor
from modules.finance.revenue_collection import figures
from modules.finance.revenue_collection.models import LandTaxAssessment, LandTaxUse, Reassessment
from modules.kernel.rates.lookup import rows_of

NOTHING = Decimal(0)
#: A tax year and a thing in it.
Key = tuple[int, int]


class UsesTogether:
    """What some uses, stored or not, are together with the others of their parcels, buildings and units."""

    def __init__(self, uses: Sequence[LandTaxUse]) -> None:
        self.uses = uses
        self._sums: dict[tuple[str, str], Mapping[Key, Decimal]] = {}

    @property
    def _stored(self) -> list[int]:
        return [use.pk for use in self.uses if use.pk is not None]

    @cached_property
    def settings(self) -> Any:
        """The rows of the land tax's settings."""
        return rows_of(figures.SETTINGS)

    def sum_of(self, column: str, thing: str, use: LandTaxUse) -> Decimal:
        """The sum of a column over all uses of the thing of one of the uses in its year."""
        if (column, thing) not in self._sums:
            self._sums[column, thing] = self._summed(column, f"{thing}_id")
        return self._sums[column, thing][use.tax_year_id, getattr(use, f"{thing}_id")]

    def _summed(self, column: str, thing_id: str) -> Mapping[Key, Decimal]:
        sums: dict[Key, Decimal] = defaultdict(Decimal)
        for use in self.uses:
            sums[use.tax_year_id, getattr(use, thing_id)] += getattr(use, column)
        things = {thing for _, thing in sums} - {None}
        years = {use.tax_year_id for use in self.uses}
        rest = LandTaxUse.objects.filter(tax_year__in=years, **{f"{thing_id}__in": things}).exclude(pk__in=self._stored)
        for year, thing, found in rest.order_by().values_list("tax_year_id", thing_id).annotate(sum=Sum(column)):
            sums[year, thing] += found or NOTHING
        return sums

    @cached_property
    def floors(self) -> Mapping[int, Decimal]:
        """The surveyed floor area by building; without those nobody has surveyed."""
        rows = BuildingFloor.objects.filter(building__in={use.building_id for use in self.uses} - {None})
        found = rows.order_by().values_list("building_id").annotate(m2=Sum("area_m2"))
        return {pk: m2 for pk, m2 in found if m2 is not None}

    @cached_property
    def assessed(self) -> set[int]:
        """Those on which an approved assessment of their year rests."""
        if not self._stored:
            return set()
        final = LandTaxAssessment.objects.exclude(status__in=("draft", "checked", "revised", "void"))
        final = final.exclude(pk__in=Reassessment.objects.filter(status="asked").values("assessment"))
        years = {use.pk: use.tax_year_id for use in self.uses}
        found = final.filter(lines__use__in=self._stored).values_list("lines__use_id", "tax_year_id")
        return {pk for pk, year in found if years.get(pk) == year}

    def has_another_home(self, use: LandTaxUse) -> bool:
        """Whether the person whose main home a use is has another one in the year."""
        others = LandTaxUse.objects.filter(tax_year=use.tax_year_id, home_person=use.home_person_id)
        return len(self._homes[use.tax_year_id, use.home_person_id] - {use.home_id}) > 0 or (
            others.exclude(pk__in=self._stored).exclude(home=use.home_id).exists()
        )

    @cached_property
    def _homes(self) -> Mapping[tuple[int, Any], set[Any]]:
        homes: dict[tuple[int, Any], set[Any]] = defaultdict(set)
        for use in self.uses:
            homes[use.tax_year_id, use.home_person_id].add(use.home_id)
        return homes
