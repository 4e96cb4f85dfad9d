"""Tiers and depreciation of the land and building tax."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_core.pure.rate_lookup import refuse_overlaps
from modules.finance.revenue_collection.land_tax import depreciation, tax_day
from tests.modules.finance.revenue_collection.tax_rates import law_of, rate_rows
from tests.worked_examples import worked_examples

TIERS = rate_rows("land_tax")
AGES = rate_rows("depreciation")
KEYS = ("agri", "main_land_building", "main_building_only", "other_residential", "other", "vacant")
BORDERS = sorted({row.upper for row in TIERS if row.upper})
#: Anywhere, and on both sides of a border, where a tier that is reckoned wrongly makes the tax fall.
baht = st.one_of(
    st.decimals(0, 7_000_000_000, places=2),
    st.builds(lambda border, off: border + off, st.sampled_from(BORDERS), st.decimals(-9_999, 9_999, places=2)),
)


def tax(key: str, taxable: Decimal) -> Decimal:
    return law_of(2569).tax(key, taxable).total_baht


def test_no_rows_overlap():
    refuse_overlaps(TIERS)
    refuse_overlaps(AGES, "[]")


@pytest.mark.parametrize("row", worked_examples(__file__, "tiers"))
def test_tiers(row):
    found = law_of(2569).tax(row["key"], Decimal(row["taxable_baht"]), Decimal(row["addition"]))
    assert found.total_baht == Decimal(row["tax_baht"])
    assert all(line.row.law for line in found.lines)


@pytest.mark.parametrize("row", worked_examples(__file__, "depreciation"))
def test_depreciation(row):
    found = depreciation.depreciation(AGES, row["structure"], int(row["years"]), tax_day.tax_day(2569))
    assert found.value == Decimal(row["percent"])


@given(st.sampled_from(KEYS), baht, baht)
def test_tiers_are_monotone(key, one, other):
    low, high = sorted((one, other))
    assert tax(key, low) <= tax(key, high)


@given(st.sampled_from(TIERS))
def test_tiers_are_continuous(row):
    if row.upper is not None:
        assert 0 <= tax(row.key, row.upper + Decimal("0.01")) - tax(row.key, row.upper) <= Decimal("0.01")
