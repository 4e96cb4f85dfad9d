"""Classes and colours of areas, by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gis_core.pure import choropleth
from gis_core.pure.choropleth import COLORS, NO_DATA, PERCENT, Classing, classing
from gis_core.pure.refusal import Refused


def numbers(*texts: str) -> list[Decimal]:
    return [Decimal(text) for text in texts]


def test_percentages_that_spread_keep_the_limits_of_all_percentages():
    breaks = classing(numbers("12", "61.20", "70", "83.04", "100"), is_percent=True).breaks
    assert breaks == PERCENT
    assert [choropleth.color_of(v, breaks) for v in numbers("49.99", "50", "70", "89.99", "90", "100")] == [
        COLORS[0], COLORS[1], COLORS[2], COLORS[3], COLORS[4], COLORS[4],
    ]  # fmt: skip


def test_others_are_cut_evenly_between_the_least_and_the_most():
    breaks = classing(numbers("0", "10", "3"), is_percent=False).breaks
    assert breaks == (Decimal(2), Decimal(4), Decimal(6), Decimal(8))
    assert classing(numbers("10", "20", "15"), is_percent=True).breaks[0] == 12
    assert classing(numbers("5", "5"), is_percent=False).breaks == ()


def test_no_data_is_grey_and_not_nought():
    values = {"1": Decimal(0), "2": Decimal(10), "3": None}
    classes = choropleth.classing(values.values())
    breaks = classes.breaks
    assert (choropleth.color_of(None, breaks), choropleth.color_of(Decimal(0), breaks)) == (NO_DATA, COLORS[0])
    assert [entry.thai for entry in choropleth.legend(values, classes, "")] == [
        "0 – 2", "2 – 4", "4 – 6", "6 – 8", "8 – 10", "ไม่มีข้อมูล",
    ]  # fmt: skip
    assert [entry.thai for entry in choropleth.legend({"1": None}, Classing(()), "บาท")] == ["ไม่มีข้อมูล"]


def texts(values: list[Decimal], method: str, own: str = "") -> list[str]:
    found = classing(values, method, is_percent=True, own=own)
    return [entry.thai for entry in choropleth.legend({str(n): value for n, value in enumerate(values)}, found, "")]


def test_the_legend_of_percentages_names_their_limits_and_not_the_least_value():
    values = numbers("62", "75", "85", "99")
    assert texts(values, "auto") == [
        "0 – 50",
        "50 – 70",
        "70 – 80",
        "80 – 90",
        "90 – 100",
    ]
    assert texts(values, "percent") == texts(values, "auto")


def test_quantiles_hold_as_many_each():
    values = numbers(*(str(n * n) for n in range(1, 11)))
    found = classing(values, "quantile")
    colors = [choropleth.color_of(value, found.breaks) for value in values]
    assert [colors.count(color) for color in COLORS] == [2] * 5
    assert classing(numbers("1", "2"), "quantile").edges == (1, 2, 2)


def test_limits_of_ones_own_take_as_many_colours_as_they_make_classes():
    values = numbers("0", "49.99", "50", "100")
    found = classing(values, "own", own="0, 50,100")
    assert [choropleth.color_of(value, found.breaks) for value in values] == [
        COLORS[0],
        COLORS[0],
        COLORS[4],
        COLORS[4],
    ]
    assert texts(values, "own", "๐,๕๐,๑๐๐") == ["0 – 50", "50 – 100"]


@pytest.mark.parametrize(
    "own",
    ["0,50,40,100", "0,50,50,100", "10,50,100", "0,50,90", "0,100", "", "ก,ข,ค", "0,NaN,100", "0,10,20,30,40,50,100"],
)
def test_limits_that_do_not_rise_or_do_not_hold_all_are_refused(own):
    with pytest.raises(Refused) as refused:
        classing(numbers("0", "61.2", "100"), "own", own=own)
    assert refused.value.code == "BREAKS" and "ต้องเรียงจากน้อยไปมากและครอบคลุมทุกค่า" in refused.value.thai


def test_percentages_beyond_a_hundred_do_not_fit_the_limits_of_percentages():
    with pytest.raises(Refused, match="BREAKS"):
        classing(numbers("10", "120"), "percent")
    assert classing(numbers("10", "60", "75", "120"), "auto", is_percent=True).edges[-1] == 120
