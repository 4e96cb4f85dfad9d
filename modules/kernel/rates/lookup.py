"""The stored rows of a table as the plain rows that rules take."""

from __future__ import annotations

from datetime import date, timedelta

from gis_core.pure import rate_lookup
from layers.registry import registry
from modules.kernel.rates.models import RateRow


def rows_of(table: str) -> tuple[rate_lookup.RateRow, ...]:
    """All rows of a table, for the look-ups of `gis_core.pure.rate_lookup`; empty for an unknown table."""
    return tuple(plain(row) for row in RateRow.objects.filter(table__key=table).order_by("key", "lower", "id"))


def rates_address() -> str:
    """The page of the rows; a row's uid behind it is the row's own."""
    return registry.for_model(RateRow).url  # type: ignore[union-attr]


def plain(row: RateRow) -> rate_lookup.RateRow:
    """A stored row, saved or not, as rules take it."""
    last = row.valid.upper - timedelta(days=1) if row.valid.upper else None
    return rate_lookup.RateRow(
        key=row.key,
        value=row.value,
        valid_from=row.valid.lower or date.min,
        law=row.law,
        lower=row.lower,
        upper=row.upper,
        valid_to=last,
        certainty=row.certainty,
        row_id=str(row.uid),
    )
