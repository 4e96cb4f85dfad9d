"""Months of a fiscal year beside those of the year before: without a database."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from layers.engine.judging import Kept
from modules.central_administration.executive_information.trend import by_month, span


def test_a_month_stands_for_the_last_day_kept_in_it():
    kept = [
        (date(2025, 11, 3), Decimal(10)),
        (date(2025, 11, 29), Decimal(30)),
        (date(2025, 11, 12), Decimal(20)),
        (date(2024, 11, 30), Decimal(25)),
        (date(2025, 9, 30), Decimal(99)),
        (date(2025, 10, 31), None),
    ]
    months = by_month([Kept(value, on) for on, value in kept], 2569)
    assert [month.month for month in months] == [10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    november = months[1]
    assert (november.now.on, november.now.value, november.before.value) == (date(2025, 11, 29), 30, 25)
    assert november.change == 5
    october, september = months[0], months[11]
    assert october.now.value is None and october.before is None and october.change is None
    assert september.now is None and september.before.value == 99 and september.change is None


def test_a_trend_reads_two_fiscal_years():
    assert span(2569) == (date(2024, 10, 1), date(2026, 9, 30))
