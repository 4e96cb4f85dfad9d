"""Load the CSV files the systems declare: what is missing is added, and what nobody at the office has touched follows a
newer file. A figure an office has changed, ended or confirmed is left as it is.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from gis_core.access.actor import acting_as, system_user
from gis_core.features import clock
from gis_core.features.models import Feature
from gis_core.features.seeds import seed
from gis_core.numbering import series
from layers.declare import System
from layers.registry import registry
from modules.kernel.rates.models import RateRow, RateTable
from modules.kernel.rates.numbers import NUMBER, SERIES
from modules.kernel.rates.renewing import Renewal, renew


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
            written += load(_folder(system) / rates.file, rates.table)
    return written


def _folder(system: System) -> Path:
    return Path(str(import_module(registry.packages[system.key]).__file__)).parent


def load(path: Path, key: str) -> int:
    """One file into the table of a key; returns the number of rows written."""
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    table, _ = RateTable.objects.get_or_create(
        key=key,
        defaults={name: rows[0][f"table_{name}"] for name in ("thai", "unit", "bounds", "law")},
    )
    present = _by_key(table.rows.order_by("lower", "id"), lambda row: row.key)
    asked = _by_key(map(_row, rows), lambda row: row["key"])
    touched = _touched(table)
    renewals = [renew(present.get(key, ()), asked[key], untouched=key not in touched) for key in asked]
    return _write(table, renewals)


def _by_key(rows: Iterable[Any], key: Callable[[Any], str]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found


def _touched(table: RateTable) -> set[str]:
    """Keys of which a row was last written by somebody of the office."""
    keys = dict(table.rows.values_list("uid", "key"))
    others = Feature.objects.filter(uid__in=keys).exclude(change__actor=system_user())
    return {keys[uid] for uid in others.values_list("uid", flat=True)}


def _write(table: RateTable, renewals: list[Renewal]) -> int:
    fresh = [values for each in renewals for values in each.added]
    changed = [pair for each in renewals for pair in each.changed]
    removed = [row.pk for each in renewals for row in each.removed]
    with transaction.atomic():
        if removed:
            RateRow.objects.filter(pk__in=removed).delete()
        for row, values in changed:
            RateRow.objects.filter(pk=row.pk).update(**values)
        numbers = series.take_many(SERIES, NUMBER, clock.today(), len(fresh), "none")
        RateRow.objects.bulk_create(
            RateRow(table=table, register_no=number, origin=RateRow.Origin.NATIONAL, **values)
            for number, values in zip(numbers, fresh, strict=True)
        )
    return len(fresh) + len(changed) + len(removed)


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
