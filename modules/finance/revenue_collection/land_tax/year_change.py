"""Last year's lines beside this year's: why each assessment differs, for many in three statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from modules.finance.revenue_collection.land_tax.year_change_law import Change, Taxed, changes
from modules.finance.revenue_collection.models import LandTaxAssessment, LandTaxLine
from modules.finance.revenue_collection.models.uses import Category

CODES = ("parcel__parcel_code", "building__building_code", "condo_unit__unit_no")
FIGURES = (
    "land_sqwah", "floor_m2", "baht_per_sqwah", "baht_per_m2", "depreciation_percent", "exempt_baht", "rate_percent",
    "tax_baht",
)  # fmt: skip


def changes_of(assessments: Sequence[LandTaxAssessment]) -> dict[int, list[Change]]:
    """By the key of an assessment of one tax year, what moved since the taxpayer's assessment of the year before."""
    if not assessments:
        return {}
    last_year = str(int(assessments[0].tax_year.code) - 1)
    keys = [each.owner_key for each in assessments]
    earlier = LandTaxLine.objects.filter(assessment__tax_year__code=last_year, assessment__owner_key__in=keys)
    before = _by("assessment__owner_key", earlier.exclude(assessment__status__in=("revised", "void")))
    now = _by("assessment_id", LandTaxLine.objects.filter(assessment__in=[each.pk for each in assessments]))
    return {each.pk: changes(before[each.owner_key], now[each.pk]) for each in assessments}


def _by(key: str, lines: QuerySet[LandTaxLine]) -> dict[Any, list[Taxed]]:
    found: dict[Any, list[Taxed]] = defaultdict(list)
    for row in lines.order_by("assessment_id", "seq").values(key, "category", *CODES, *FIGURES):
        found[row[key]].append(_taxed(row))
    return found


def _taxed(row: dict[str, Any]) -> Taxed:
    parcel, building, unit = (row[name] for name in CODES)
    thing = f"ห้องชุด {unit}" if unit else parcel or building or ""
    return Taxed(thing, Category(row["category"]).label, **{name: row[name] for name in FIGURES})
