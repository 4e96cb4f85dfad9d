"""Whoever knows the total and all that is shown still cannot tell a small number."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_core.pure.suppression import LEAST, shown


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({}, {}),
        ({"a": 5, "b": 9}, {"a": 5, "b": 9}),
        ({"a": 4, "b": 9}, {}),
        ({"a": 4, "b": 9, "c": 6}, {"b": 9}),
        ({"a": 4, "b": 1, "c": 6}, {"c": 6}),
        ({"a": 1, "b": 1, "c": 6, "d": 8}, {"d": 8}),
        ({"a": 0, "b": 7, "c": 8}, {"c": 8}),
        ({"a": 0, "b": 0}, {}),
        ({"a": 4}, {}),
        ({"a": 4, "b": 4, "c": 5, "d": 9}, {"d": 9}),
    ],
)
def test_worked(counts, expected):
    assert shown(counts) == expected


@pytest.mark.parametrize("areas", [2, 3, 4])
def test_who_knows_the_rule_and_the_total_finds_no_single_solution(areas):
    """Of every table all others with the same total of which the same is shown: no hidden number is alike in all."""
    least, most = 3, 9
    alike = defaultdict(list)
    for numbers in product(range(most + 1), repeat=areas):
        visible = shown(dict(enumerate(numbers)), least)
        alike[sum(numbers), tuple(sorted(visible.items()))].append(numbers)
    for (total, visible), solutions in alike.items():
        if least <= total <= most:
            hidden = set(range(areas)) - {key for key, _ in visible}
            assert all(len({numbers[key] for numbers in solutions}) > 1 for key in hidden), (visible, solutions)


@given(st.dictionaries(st.integers(), st.integers(0, 30)))
def test_what_is_kept_back_stays_unknown(counts):
    visible = shown(counts)
    kept_back = {key: count for key, count in counts.items() if key not in visible}
    assert all(count >= LEAST for count in visible.values())
    assert all(counts[key] == count for key, count in visible.items())
    if kept_back and visible:
        assert len(kept_back) >= 2
        assert sum(kept_back.values()) >= LEAST
