"""Pass, fail or needs survey: the worked examples, and what holds for any figures."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_core.pure.spatial_judgement import Verdict, area_accuracy_m2, judge, judged, rounded
from tests.worked_examples import worked_examples


@pytest.mark.parametrize("row", worked_examples(__file__, "judgements"))
@pytest.mark.parametrize("number", [Decimal, float])
def test_examples(row, number):
    result = judged(number(row["measured"]), Decimal(row["required"]), Decimal(row["accuracy"]), row["kind"])
    assert (result.verdict, result.margin) == (row["verdict"], Decimal(row["margin"]))


def test_an_uncertain_edge_makes_an_uncertain_area():
    """5.13, worked example 3: a strip of 12.0 by 0.4 m, accuracy 1.0 m."""
    assert area_accuracy_m2(Decimal("24.8"), Decimal("1.0")) == Decimal("12.4")


metres = st.decimals(0, 500, places=3)


@given(metres, st.decimals(0, 500, places=2), st.sampled_from(["min", "max"]))
def test_without_accuracy_there_is_no_doubt(measured, required, kind):
    assert judge(measured, required, Decimal(0), kind) != Verdict.NEEDS_SURVEY


@given(metres, st.decimals(0, 500, places=2), st.decimals("0.01", 5, places=2))
def test_minimum_and_maximum_are_mirrors(measured, required, accuracy):
    low, high = judge(measured, required, accuracy, "min"), judge(measured, required, accuracy, "max")
    doubtful = abs(rounded(measured) - required) <= accuracy
    assert doubtful == (low == high == Verdict.NEEDS_SURVEY)
    assert doubtful or {low, high} == {Verdict.PASS, Verdict.FAIL}


def test_a_negative_accuracy_is_an_error():
    with pytest.raises(ValueError, match="negative"):
        judge(Decimal(1), Decimal(1), Decimal(-1))


def test_thai():
    assert [each.thai for each in Verdict] == ["ผ่าน", "ไม่ผ่าน", "ต้องรังวัด"]
