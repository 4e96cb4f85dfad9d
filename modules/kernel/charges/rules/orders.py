"""What forbids giving up a debt. No database, no clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from gis_core.pure.deadlines import add_months
from gis_core.pure.rate_lookup import RateRow, rate
from gis_core.pure.refusal import Refused


def write_off_refusals(due_on: date | None, today: date, rows: Sequence[RateRow]) -> Iterator[Refused]:
    """A debt is given up only when it has been due for so many years."""
    row = rate(rows, "settings/write_off_years", today)
    if due_on is None or add_months(due_on, 12 * int(row.value)) >= today:
        text = f"จำหน่ายหนี้สูญได้เมื่อพ้นกำหนดชำระแล้วเกิน {int(row.value)} ปี"
        yield Refused("WRITE_OFF_EARLY", text, row.law, "charge")
