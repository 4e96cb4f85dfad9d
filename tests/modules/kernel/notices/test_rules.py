"""When a notice counts as received, and its last days."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_core.pure.deadlines import ExtensionOrder
from gis_core.pure.rate_lookup import RateRow, refuse_overlaps
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import Holidays, seed_holidays
from modules.kernel.notices import rules
from tests.worked_examples import worked_examples

FILE = Path(rules.__file__).parent / "rates/service.csv"
HOLIDAYS = Holidays.of(row.day for row in seed_holidays())
days = st.dates(date(2024, 1, 1), date(2026, 12, 31))


def _rows() -> tuple[RateRow, ...]:
    with FILE.open(encoding="utf-8") as file:
        return tuple(
            RateRow(row["key"], Decimal(row["value"]), date.fromisoformat(row["valid_from"]), row["law"])
            for row in csv.DictReader(file)
        )


ROWS = _rows()


def test_no_rows_overlap():
    refuse_overlaps(ROWS)


@pytest.mark.parametrize("row", worked_examples(__file__, "last_days"))
def test_last_days(row):
    shown_on = date.fromisoformat(row["shown_on"])
    receipt = rules.deemed_receipt(row["channel"], shown_on, row["family"], ROWS)
    assert receipt.counted_from == date.fromisoformat(row["counted_from"])
    assert receipt.row.law
    base, until = rules.last_day(receipt.counted_from, int(row["days"]), HOLIDAYS)
    assert base == until == date.fromisoformat(row["until"])


def test_every_channel_has_its_days_in_every_family():
    for family in ("general", "tax"):
        for channel in rules.Channel:
            assert rules.deemed_receipt(channel, date(2026, 3, 2), family, ROWS).counted_from >= date(2026, 3, 2)
    with pytest.raises(Refused, match="ไม่พบอัตรา"):
        rules.deemed_receipt("hand", date(1960, 1, 1), "tax", ROWS)


def test_an_order_moves_the_last_day_and_never_back():
    received = date(2026, 3, 2)
    later = ExtensionOrder(date(2026, 4, 30), date(2026, 3, 10), "คำสั่ง 1/2569")
    assert rules.last_day(received, 15, HOLIDAYS, [later]) == (date(2026, 3, 17), date(2026, 4, 30))
    with pytest.raises(Refused) as refused:
        rules.last_day(received, 15, HOLIDAYS, [ExtensionOrder(date(2026, 3, 16), received, "คำสั่ง 2/2569")])
    assert refused.value.code == "EXTENSION"


@pytest.mark.parametrize(
    ("day", "not_before", "is_refused"),
    [
        (date(2026, 3, 2), date(2026, 3, 2), False),
        (date(2026, 3, 5), None, False),
        (date(2026, 3, 1), date(2026, 3, 2), True),
        (date(2026, 3, 6), None, True),
        (None, None, True),
    ],
)
def test_days_of_steps(day, not_before, is_refused):
    found = list(rules.day_refusals(day, not_before, date(2026, 3, 5), "sent_on"))
    assert [r.code for r in found] == ["NOTICE_DAY"] * is_refused


@given(days, st.integers(1, 120))
def test_the_last_day_is_a_working_day_and_not_early(received, count):
    _, until = rules.last_day(received, count, HOLIDAYS)
    assert until >= received + timedelta(days=count)
    assert HOLIDAYS.next_working_day(until) == until
