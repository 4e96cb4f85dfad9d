"""One way of writing figures: money with its satang, years as years, the rest without needless decimals."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gis_core.pure.figures import written


@pytest.mark.parametrize(
    ("value", "of", "text"),
    [
        (Decimal("228"), "ค้างชำระ (บาท)", "228.00"), (Decimal("3180.78"), "บาท", "3,180.78"),
        (228, "บาท/กม.", "228.00"), (Decimal("1617027.50"), "", "1,617,027.5"), (Decimal("180.00"), "แปลง", "180"),
        (2562, "ปีภาษี", "2562"), (Decimal(2562), "พ.ศ.", "2562"), (2562, "ครัวเรือน", "2,562"), (0, "", "0"),
        (100, "", "100"), (Decimal(-5), "บาท", "-5.00"),
    ],
)  # fmt: skip
def test_what_a_figure_stands_under_says_how_it_is_written(value, of, text):
    assert written(value, of) == text
