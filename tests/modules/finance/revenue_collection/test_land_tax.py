"""Tiers and depreciation of the land and building tax."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_core.pure.rate_lookup import RateRow, refuse_overlaps
from modules.finance.revenue_collection import depreciation, land_tax
from tests.worked_examples import worked_examples

RATES = Path(land_tax.__file__).parent / "rates"


def rate_rows(name: str) -> tuple[RateRow, ...]:
    with (RATES / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(
            RateRow(
                row["key"],
                Decimal(row["value"]),
                date.fromisoformat(row["valid_from"]),
                row["law"],
                Decimal(row["lower"]) if row["lower"] else None,
                Decimal(row["upper"]) if row["upper"] else None,
                date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            )
            for row in csv.DictReader(lines)
        )


TIERS = rate_rows("land_tax")
AGES = rate_rows("depreciation")
KEYS = ("agri", "main_land_building", "main_building_only", "other_residential", "other", "vacant")
baht = st.decimals(0, 7_000_000_000, places=2)


def tax(key: str, taxable: Decimal) -> Decimal:
    return land_tax.tiered_tax(TIERS, key, 2569, taxable).total_baht


def test_no_rows_overlap():
    refuse_overlaps(TIERS)
    refuse_overlaps(AGES, "[]")


@pytest.mark.parametrize("row", worked_examples(__file__, "tiers"))
def test_tiers(row):
    found = land_tax.tiered_tax(
        TIERS, row["key"], 2569, Decimal(row["taxable_baht"]), Decimal(row["addition"]), Decimal(3)
    )
    assert found.total_baht == Decimal(row["tax_baht"])
    assert all(line.row.law for line in found.lines)


@pytest.mark.parametrize("row", worked_examples(__file__, "depreciation"))
def test_depreciation(row):
    found = depreciation.depreciation(AGES, row["structure"], int(row["years"]), land_tax.tax_day(2569))
    assert found.value == Decimal(row["percent"])


@given(st.sampled_from(KEYS), baht, baht)
def test_tiers_are_monotone(key, one, other):
    low, high = sorted((one, other))
    assert tax(key, low) <= tax(key, high)


@given(st.sampled_from(TIERS))
def test_tiers_are_continuous(row):
    if row.upper is not None:
        assert tax(row.key, row.upper + Decimal("0.01")) - tax(row.key, row.upper) <= Decimal("0.01")
