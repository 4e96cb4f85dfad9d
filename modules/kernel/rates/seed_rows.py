"""Load the CSV files the systems declare. A row an office has changed is left as it is: only missing rows are added."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from gis_core.access.actor import acting_as, system_user
from gis_core.features import clock
from gis_core.features.seeds import seed
from gis_core.numbering import series
from layers.declare import Rates, System
from layers.registry import registry
from modules.kernel.rates.models import RateRow, RateTable
from modules.kernel.rates.numbers import NUMBER, SERIES


@seed("อัตราตามกฎหมาย")
def declared_rates() -> int:
    """Every file of every system; returns the number of rows written."""
    files = {
        (system.key, rates.file): (system, rates)
        for system in registry.systems
        for register in system.registers
        for rates in register.rates
    }
    written = 0
    with acting_as(system_user(), "บรรจุอัตราตามกฎหมายตั้งต้น"):
        for system, rates in files.values():
            written += _load(system, rates)
    return written


def _load(system: System, rates: Rates) -> int:
    folder = Path(str(import_module(registry.packages[system.key]).__file__)).parent
    with (folder / rates.file).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    table, _ = RateTable.objects.get_or_create(
        key=rates.table,
        defaults={name: rows[0][f"table_{name}"] for name in ("thai", "unit", "bounds", "law")},
    )
    known = set(table.rows.values_list("key", "lower", "upper"))
    fresh = [row for row in map(_row, rows) if (row["key"], row["lower"], row["upper"]) not in known]
    numbers = series.take_many(SERIES, NUMBER, clock.today(), len(fresh), "none")
    RateRow.objects.bulk_create(
        RateRow(table=table, register_no=number, origin=RateRow.Origin.NATIONAL, **row)
        for number, row in zip(numbers, fresh, strict=True)
    )
    return len(fresh)


def _number(text: str) -> Decimal | None:
    return Decimal(text).quantize(Decimal("0.000001")) if text.strip() else None


def _row(row: dict[str, str]) -> dict[str, Any]:
    """Columns of a file: key, thai, lower, upper, value, valid_from, valid_to (last day), certainty, law,
    and table_*.
    """
    last = date.fromisoformat(row["valid_to"]) + timedelta(days=1) if row["valid_to"] else None
    return {
        "key": row["key"],
        "thai": row["thai"],
        "lower": _number(row["lower"]),
        "upper": _number(row["upper"]),
        "value": Decimal(row["value"]),
        "valid": DateRange(date.fromisoformat(row["valid_from"]), last),
        "certainty": row["certainty"],
        "law": row["law"],
    }
