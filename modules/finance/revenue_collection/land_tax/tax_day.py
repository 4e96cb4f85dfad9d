"""The day a tax year of the land and building tax looks at."""

from __future__ import annotations

from datetime import date


def tax_day(tax_year_be: int) -> date:
    """1 January of a B.E. tax year: owners, prices and rates are those of this day. Law: s.9."""
    return date(tax_year_be - 543, 1, 1)
