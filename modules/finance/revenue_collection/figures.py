"""The rate tables of the land and building tax and of signboards, and the law of a year read from them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from gis_core.pure.rate_lookup import rate
from layers.declare import Rates
from modules.finance.revenue_collection.land_tax.land_law import YearLaw, year_law
from modules.kernel.rates.lookup import rows_of

TIERS, AGES, SETTINGS, CROPS, SIGNS = (
    "revenue.land_tax", "revenue.depreciation", "revenue.land_tax_settings", "revenue.crops", "revenue.signboard",
)  # fmt: skip
ALL = (
    Rates(TIERS, "rates/land_tax.csv"),
    Rates(AGES, "rates/depreciation.csv"),
    Rates(SETTINGS, "rates/land_tax_settings.csv"),
    Rates(CROPS, "rates/crops.csv"),
    Rates(SIGNS, "rates/signboard.csv"),
)
LEASES, FEES, PROVINCE = "revenue.leases", "revenue.fees", "revenue.province"
#: Prices of new of buildings by kind: the treasury's list, which the property register keeps.
BUILDING_PRICES = "property.building_prices"


def law_of(year_be: int) -> YearLaw:
    """The law of a tax year out of the office's rows.

    Errors: Refused ``NO_RATE``.
    """
    return year_law(year_be, *(rows_of(table) for table in (TIERS, AGES, SETTINGS, CROPS)))


def days(key: str, on: date) -> int:
    """A number of days of the settings as it stands on a day. Errors: Refused ``NO_RATE``."""
    return int(rate(rows_of(SETTINGS), key, on).value)


def building_prices(on: date) -> dict[str, Decimal]:
    """Appraised baht of a square metre by kind of building on a day."""
    return {row.key: row.value for row in rows_of(BUILDING_PRICES) if row.in_force(on)}
