"""Depreciation of buildings by completed years of age and kind of construction (`rates/depreciation.csv`)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from gis_core.pure import rate_lookup
from gis_core.pure.rate_lookup import RateRow


def depreciation(rows: Iterable[RateRow], structure: str, years: int, on: date) -> RateRow:
    """The row that gives the percent taken off a building of so many completed years. Law: s.35.

    Errors: Refused ``NO_RATE`` for an unknown kind of construction.
    """
    return rate_lookup.step(rows, structure, on, Decimal(years), "[]")
