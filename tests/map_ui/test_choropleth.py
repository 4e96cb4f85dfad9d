"""Classes and colours of areas, by hand."""

from __future__ import annotations

from decimal import Decimal

from map_ui.reports import choropleth
from map_ui.reports.choropleth import COLORS, NO_DATA, PERCENT


def numbers(*texts: str) -> list[Decimal]:
    return [Decimal(text) for text in texts]


def test_percentages_that_spread_keep_the_limits_of_all_percentages():
    breaks = choropleth.breaks_of(numbers("12", "61.20", "70", "83.04", "100"), is_percent=True)
    assert breaks == PERCENT
    assert [choropleth.color_of(v, breaks) for v in numbers("49.99", "50", "70", "89.99", "90", "100")] == [
        COLORS[0], COLORS[1], COLORS[2], COLORS[3], COLORS[4], COLORS[4],
    ]  # fmt: skip


def test_others_are_cut_evenly_between_the_least_and_the_most():
    breaks = choropleth.breaks_of(numbers("0", "10", "3"), is_percent=False)
    assert breaks == (Decimal(2), Decimal(4), Decimal(6), Decimal(8))
    assert choropleth.breaks_of(numbers("10", "20", "15"), is_percent=True)[0] == 12
    assert choropleth.breaks_of(numbers("5", "5"), is_percent=False) == ()


def test_no_data_is_grey_and_not_nought():
    values = {"1": Decimal(0), "2": Decimal(10), "3": None}
    breaks = choropleth.breaks_of(values.values(), is_percent=False)
    assert (choropleth.color_of(None, breaks), choropleth.color_of(Decimal(0), breaks)) == (NO_DATA, COLORS[0])
    assert [entry.thai for entry in choropleth.legend(values, breaks)] == [
        "0.00 – 2.00", "2.00 – 4.00", "4.00 – 6.00", "6.00 – 8.00", "8.00 – 10.00", "ไม่มีข้อมูล",
    ]  # fmt: skip
    assert [entry.thai for entry in choropleth.legend({"1": None}, ())] == ["ไม่มีข้อมูล"]
