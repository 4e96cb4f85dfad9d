"""How a value is judged, which target holds on a day, and what no target may be: without a database."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from layers.declare.reports import Measured
from modules.central_administration.executive_information.rules import (
    Goal,
    Light,
    Limits,
    goal_on,
    light,
    period_of,
    target_faults,
)
from tests.worked_examples import worked_examples

PERCENT = (Decimal(0), Decimal(100))


@pytest.mark.parametrize("row", worked_examples(__file__, "lights"))
def test_lights(row):
    whole = Decimal(row["denominator"]) if row["denominator"] else None
    value = Measured(Decimal(row["numerator"]), whole).value(Decimal(row["scale"]))
    limits = Limits(Decimal(row["green_at"]), Decimal(row["amber_at"]))
    ages = {"age_days": int(row["age_days"]), "max_age_days": int(row["max_age_days"])}
    assert value == (Decimal(row["value"]) if row["value"] else None)
    assert light(value, limits, row["better"], **ages) is Light(row["light"])


def codes(target: str, green: str, amber: str, better: str = "higher", limits: tuple = PERCENT) -> list[tuple]:
    found = target_faults(Decimal(target), Limits(Decimal(green), Decimal(amber)), better, *limits)
    return [(each.code, each.field) for each in found]


def test_a_target_lies_in_the_range_of_its_figure():
    assert codes("95", "95", "80") == [] and codes("100", "100", "0") == []
    assert codes("100.01", "95", "80") == [("TARGET_RANGE", "target")]
    assert codes("95", "101", "-1") == [("TARGET_RANGE", "green_at"), ("TARGET_RANGE", "amber_at")]
    assert codes("-0.01", "0", "0", "lower", (Decimal(0), None)) == [("TARGET_RANGE", "target")]
    assert codes("9000000", "5", "9000000", "lower", (Decimal(0), None)) == []
    assert codes("-5", "5", "4", limits=(None, Decimal(9))) == [] and codes("10", "5", "4", limits=(None, Decimal(9)))


def test_amber_lies_on_the_worse_side_of_green():
    assert codes("95", "80", "95") == [("TARGET_RANGE", "amber_at")]
    assert codes("5", "10", "5", "lower") == [("TARGET_RANGE", "amber_at")]
    assert codes("5", "5", "5") == [] == codes("5", "5", "5", "lower")


def test_a_figure_with_no_good_way_has_no_target():
    assert codes("5", "5", "5", "") == [("TARGET_WAY", "kpi")]


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("year", date(2025, 10, 1), date(2026, 9, 30)),
        ("q1", date(2025, 10, 1), date(2025, 12, 31)),
        ("q2", date(2026, 1, 1), date(2026, 3, 31)),
        ("q4", date(2026, 7, 1), date(2026, 9, 30)),
        ("m10", date(2025, 10, 1), date(2025, 10, 31)),
        ("m12", date(2025, 12, 1), date(2025, 12, 31)),
        ("m02", date(2026, 2, 1), date(2026, 2, 28)),
        ("m09", date(2026, 9, 1), date(2026, 9, 30)),
    ],
)
def test_periods_of_a_fiscal_year_begin_in_october(period, first, last):
    assert period_of(period, 2569) == (first, last)


def test_every_day_of_a_year_lies_in_one_month_and_one_quarter():
    for kind in ([f"q{n}" for n in range(1, 5)], [f"m{n:02}" for n in range(1, 13)]):
        spans = sorted(period_of(each, 2571) for each in kind)
        assert spans[0][0] == date(2027, 10, 1) and spans[-1][1] == date(2028, 9, 30)
        assert all((after[0] - before[1]).days == 1 for before, after in pairwise(spans))


def test_the_shortest_period_that_holds_the_day_is_the_target():
    def goal(period: str, year: int = 2569, area: str = "") -> Goal:
        return Goal(year, period, area, Decimal(1), Limits(Decimal(1), Decimal(1)))

    goals = [goal("year"), goal("q2"), goal("m03"), goal("year", area="99990101"), goal("m12", 2570)]
    assert goal_on(goals, date(2026, 3, 31)) is goals[2]
    assert goal_on(goals, date(2026, 2, 1)) is goals[1]
    assert goal_on(goals, date(2025, 12, 31)) is goals[0]
    assert goal_on(goals, date(2026, 3, 31), "99990101") is goals[3]
    assert goal_on(goals, date(2026, 3, 31), "99990102") is None
    assert goal_on(goals, date(2026, 10, 1)) is None
