"""Land and building tax of one taxable value: progressive tiers and the points added to vacant land.

Law: Land and Building Tax Act B.E. 2562 s.37 and 43; rates are dated rows (`rates/land_tax.csv`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from gis_core.pure import rate_lookup
from gis_core.pure.rate_lookup import RateRow, TieredAmount


def tax_day(tax_year_be: int) -> date:
    """1 January of a B.E. tax year: owners, prices and rates are those of this day. Law: s.9."""
    return date(tax_year_be - 543, 1, 1)


def tiered_tax(
    rows: Iterable[RateRow],
    key: str,
    tax_year_be: int,
    taxable_baht: Decimal,
    addition: Decimal = Decimal(0),
    highest: Decimal | None = None,
) -> TieredAmount:
    """The tax of what is left after the exemption, with each slice and its rate row.

    addition: points added to every tier of vacant land; highest: the percent no tier goes above. Law: s.37, 43.
    """
    day = tax_day(tax_year_be)
    return rate_lookup.marginal(rows, key, day, taxable_baht, addition=addition, highest=highest)
