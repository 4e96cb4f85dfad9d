"""Whoever knows the total and all that is shown still cannot tell a small number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiles.suppression import LEAST, shown


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
    ],
)
def test_worked(counts, expected):
    assert shown(counts) == expected


@given(st.dictionaries(st.integers(), st.integers(0, 30)))
def test_what_is_kept_back_stays_unknown(counts):
    visible = shown(counts)
    kept_back = {key: count for key, count in counts.items() if key not in visible}
    assert all(count >= LEAST for count in visible.values())
    assert all(counts[key] == count for key, count in visible.items())
    if kept_back and visible:
        assert len(kept_back) >= 2
        assert sum(kept_back.values()) >= LEAST
