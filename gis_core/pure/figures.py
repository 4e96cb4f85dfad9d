"""How figures that are neither money nor measure are rounded and written. Pure."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

TWO_PLACES = Decimal("0.01")


def as_shown(value: Decimal) -> Decimal:
    """A figure as it stands on a page, and as it is judged: two decimals, half away from nought."""
    return value.quantize(TWO_PLACES, ROUND_HALF_UP)


def written(value: Decimal | float) -> str:
    """Thousands apart, at most two decimals, none where they say nothing: 1,200 or 83.04."""
    return f"{value:,.2f}".rstrip("0").rstrip(".")
