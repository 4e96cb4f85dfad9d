"""How figures are rounded and written: money, years, and quantities that are neither money nor measure. Pure."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

TWO_PLACES = Decimal("0.01")
#: What a unit or a heading says of money, and of years of the Buddhist era.
BAHT, YEARS = "บาท", ("ปี", "ปีภาษี", "ปีงบประมาณ", "พ.ศ.")


def as_shown(value: Decimal) -> Decimal:
    """A figure as it stands on a page, and as it is judged: two decimals, half away from nought."""
    return value.quantize(TWO_PLACES, ROUND_HALF_UP)


def written(value: Decimal | float, of: str = "") -> str:
    """Thousands apart, at most two decimals, none where they say nothing: 1,200 or 83.04.

    `of` is the unit or the heading a figure stands under: money has its satang always, a year no thousands.
    """
    if BAHT in of:
        return f"{value:,.2f}"
    if of in YEARS:
        return f"{value:.0f}"
    return f"{value:,.2f}".rstrip("0").rstrip(".")
