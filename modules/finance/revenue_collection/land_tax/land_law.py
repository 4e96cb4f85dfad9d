"""What the law says for one tax year: tiers, depreciation, exemptions, vacancy, relief, each as a dated row.

The rows are chosen once for a year, so that a hundred thousand parcels are reckoned without looking them up again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from gis_core.pure import rate_lookup
from gis_core.pure.rate_lookup import RateRow, TieredAmount
from gis_core.pure.refusal import Refused
from modules.finance.revenue_collection.land_tax import depreciation
from modules.finance.revenue_collection.land_tax.tax_day import tax_day

ACT = "พ.ร.บ.ภาษีที่ดินและสิ่งปลูกสร้าง พ.ศ. 2562"
#: The depreciation table names kinds of construction by its own words.
STRUCTURES = {"masonry": "masonry", "mixed": "half", "half": "half", "wood": "wood"}
NOTHING = Decimal(0)


@dataclass(frozen=True)
class YearLaw:
    """The rows in force on 1 January of a tax year (s.9).

    Errors of its look-ups: Refused ``NO_RATE`` for a figure that no row gives.
    """

    year_be: int
    tiers: tuple[RateRow, ...]
    ages: tuple[RateRow, ...]
    settings: tuple[RateRow, ...]
    crops: tuple[RateRow, ...] = ()
    _found: dict[tuple[str, str, int], RateRow] = field(default_factory=dict, repr=False, compare=False)
    _has: dict[str, bool] = field(default_factory=dict, repr=False, compare=False)
    _tiers: dict[str, tuple[RateRow, ...]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def day(self) -> date:
        return tax_day(self.year_be)

    def figure(self, key: str) -> RateRow:
        """The one row of a setting; the row, not its value, because the assessment names what it rests on."""
        place = ("figure", key, 0)
        if place not in self._found:
            self._found[place] = rate_lookup.rate(self.settings, key, self.day)
        return self._found[place]

    def has(self, key: str) -> bool:
        """Whether a row of the setting is in force at all: cuts and whole exemptions stand for some years only."""
        if key not in self._has:
            self._has[key] = any(row.key == key and row.in_force(self.day) for row in self.settings)
        return self._has[key]

    def depreciation(self, structure: str, years: int) -> RateRow:
        """The row of the depreciation table for a kind of construction and completed years. Law: s.35."""
        place = ("age", structure, years)
        if place not in self._found:
            key = STRUCTURES.get(structure, structure)
            self._found[place] = depreciation.depreciation(self.ages, key, years, self.day)
        return self._found[place]

    def tax(self, key: str, taxable_baht: Decimal, addition: Decimal = NOTHING) -> TieredAmount:
        """The progressive tax of one sum. Law: s.37; addition and its ceiling: s.43."""
        if key not in self._tiers:
            self._tiers[key] = rate_lookup.rows_in_force(self.tiers, key, self.day)
        highest = self.figure("vacant_highest").value if addition else None
        return rate_lookup.marginal(self._tiers[key], taxable_baht, addition=addition, highest=highest)

    def addition(self, vacant_since_be: int | None) -> Decimal:
        """Points added to every tier of land left vacant for full periods of three years. Law: s.43."""
        if vacant_since_be is None:
            return NOTHING
        since = max(vacant_since_be, int(self.figure("vacant_counted_from").value))
        periods = max(0, self.year_be - since) // int(self.figure("vacant_period_years").value)
        return self.figure("vacant_points").value * periods

    def planted_sqwah(self, crops: Iterable[tuple[str, int]]) -> Decimal:
        """The area that the plants counted fill at the least number a rai; areas of several crops add up.

        Law: notice of the Ministries of Finance and Interior of 30 January B.E. 2563 and its 2nd of B.E. 2566.
        """
        rai = sum((Decimal(count) / self._crop(kind) for kind, count in crops), NOTHING)
        return (rai * 400).quantize(Decimal("0.1"))

    def _crop(self, kind: str) -> Decimal:
        return rate_lookup.rate(self.crops, kind, self.day).value


def year_law(
    year_be: int,
    tiers: Sequence[RateRow],
    ages: Sequence[RateRow],
    settings: Sequence[RateRow],
    crops: Sequence[RateRow] = (),
) -> YearLaw:
    """The law of a year out of all rows of the four tables.

    Errors: Refused ``NO_RATE`` before the first tax year of the Act.
    """
    day = tax_day(year_be)
    kept = [tuple(row for row in rows if row.in_force(day)) for rows in (tiers, ages, settings, crops)]
    if not kept[0]:
        raise Refused("NO_RATE", f"ไม่พบอัตราภาษีของปีภาษี {year_be}", ACT)
    return YearLaw(year_be, kept[0], kept[1], kept[2], kept[3])


def completed_years(law: YearLaw, completed_on: date | None, built_year_be: int | None) -> int:
    """Age of a building on 1 January in completed years; one completed that day counts the year. Law: s.35.

    With only the year known, the setting ``built_year_counts`` says whether that year counts as a whole one. Unknown
    altogether: none, so that no depreciation is given that nobody proved.
    """
    day = law.day
    if completed_on is not None:
        return max(0, day.year - completed_on.year - ((day.month, day.day) < (completed_on.month, completed_on.day)))
    if not built_year_be:
        return 0
    return max(0, law.year_be - built_year_be - (0 if law.figure("built_year_counts").value else 1))
