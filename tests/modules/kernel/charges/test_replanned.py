"""The parts of a bill after its sum was changed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.kernel.charges.rules.instalments import replanned
from modules.kernel.charges.rules.late import Part

DAYS = (date(2026, 4, 30), date(2026, 5, 31), date(2026, 6, 30))


def parts(*baht: str) -> tuple[Part, ...]:
    return tuple(Part(day, Decimal(sum_)) for day, sum_ in zip(DAYS, baht, strict=True))


@pytest.mark.parametrize(
    ("today", "new", "expected"),
    [
        (date(2026, 3, 1), "4000", ("1333.33", "1333.33", "1333.34")),
        (date(2026, 5, 1), "6000", ("3000", "1500", "1500")),
        (date(2026, 4, 30), "6000", ("2000", "2000", "2000")),
        (date(2026, 5, 1), "2000", ("2000", "0", "0")),
        (date(2026, 7, 1), "8000", ("3000", "3000", "2000")),
        (date(2026, 7, 1), "9500", ("3000", "3000", "3500")),
    ],
)
def test_what_fell_due_stays_and_the_rest_is_equal(today, new, expected):
    assert replanned(parts("3000", "3000", "3000"), Decimal(new), today) == parts(*expected)


@given(st.integers(0, 10**7), st.integers(0, 10**7), st.dates(date(2026, 4, 1), date(2026, 7, 30)))
def test_the_parts_add_up(first, new, today):
    before = (Part(DAYS[0], Decimal(first) / 100), Part(DAYS[1], Decimal(first) / 100), Part(DAYS[2], Decimal(7)))
    after = replanned(before, Decimal(new) / 100, today)
    assert sum(part.amount_baht for part in after) == Decimal(new) / 100
    assert all(part.amount_baht >= 0 for part in after)
