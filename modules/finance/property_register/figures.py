"""The office's figures for the tax map on a day, read from the rate tables."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from gis_core.pure import rate_lookup
from layers.declare import Rates
from modules.kernel.rates.lookup import rows_of

LIMITS, BUILDINGS = "property.limits", "property.building_prices"
ALL = (Rates(LIMITS, "rates/limits.csv"), Rates(BUILDINGS, "rates/building_prices.csv"))


def limits(on: date) -> dict[str, Decimal]:
    """Every limit in force on a day, by key."""
    rows = rows_of(LIMITS)
    return {key: rate_lookup.rate(rows, key, on).value for key in dict.fromkeys(row.key for row in rows)}


def building_prices(on: date) -> dict[str, Decimal]:
    """Appraised baht of a square metre by kind of building, of the round in force on a day."""
    return {row.key: row.value for row in rows_of(BUILDINGS) if row.in_force(on)}
