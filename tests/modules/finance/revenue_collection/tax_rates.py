"""The rows of the rate files as the rules take them, and the law of a tax year made of them."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from gis_core.pure.rate_lookup import RateRow
from modules.finance.revenue_collection import figures
from modules.finance.revenue_collection.land_tax import land_law

RATES = Path(figures.__file__).parent / "rates"


@cache
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


@cache
def law_of(year_be: int) -> land_law.YearLaw:
    return land_law.year_law(
        year_be, *(rate_rows(name) for name in ("land_tax", "depreciation", "land_tax_settings", "crops"))
    )
