"""Two shares on one map: three classes of each, no data grey, a limit belongs to the class above."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gis_core.pure import bivariate
from gis_core.pure.bivariate import COLORS, class_of, color_of, legend, spans, thirds
from gis_core.pure.choropleth import NO_DATA


def decimals(*numbers: int) -> list[Decimal]:
    return [Decimal(number) for number in numbers]


@pytest.mark.parametrize(
    ("values", "edges"),
    [
        (decimals(1, 2, 3, 4, 5, 6), decimals(1, 3, 5, 6)),
        (decimals(7), decimals(7, 7)),
        (decimals(7, 7, 7), decimals(7, 7)),
        (decimals(1, 1, 1, 9), decimals(1, 9, 9)),
        ([], []),
        ([None, *decimals(4, 8)], decimals(4, 8, 8)),
    ],
)
def test_classes_of_as_many_areas_each(values, edges):
    assert list(thirds(values)) == edges


def test_every_value_has_a_class_and_the_ends_are_the_lowest_and_the_highest():
    edges = thirds(decimals(*range(1, 10)))
    assert [class_of(Decimal(n), edges) for n in range(1, 10)] == [0, 0, 0, 1, 1, 1, 2, 2, 2]
    two = thirds(decimals(1, 1, 1, 5, 9))
    assert {class_of(Decimal(n), two) for n in (1, 9)} == {0, 2}


def test_much_of_both_is_another_colour_than_much_of_one_and_unknown_is_none_of_them():
    edges = thirds(decimals(*range(1, 10))), thirds(decimals(*range(10, 100, 10)))
    high, low = Decimal(9), Decimal(1)
    assert color_of(high, Decimal(90), edges) == COLORS[2][2]
    assert color_of(high, Decimal(10), edges) == COLORS[0][2]
    assert color_of(low, Decimal(90), edges) == COLORS[2][0]
    assert color_of(None, Decimal(90), edges) == color_of(low, None, edges) == NO_DATA
    assert len({color for row in COLORS for color in row}) == 9


def test_the_legend_names_all_nine_and_no_data():
    edges = thirds(decimals(*range(1, 10))), thirds(decimals(*range(10, 100, 10)))
    entries = legend(edges, ("ร้อยละ", "ร้อยละ"), some_missing=True)
    assert len(entries) == 10 and entries[-1].is_hatched and entries[0].thai == "1 – 4 · 10 – 40"
    assert [place for place, _ in spans(edges[0], "")] == list(range(bivariate.CLASSES))
