"""Kilometre posts stretch the line piece by piece; there and back is the same place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_core.pure.linear_referencing import BeyondLine, Calibration, on_line
from gis_core.pure.refusal import Refused
from tests.worked_examples import worked_examples


def posts_of(text: str) -> list[tuple[float, float]]:
    return [tuple(map(float, post.split(":"))) for post in text.split(";") if post]


@pytest.mark.parametrize("row", worked_examples(__file__, "calibrations"))
def test_examples(row):
    calibration = Calibration.of(posts_of(row["posts"]))
    assert calibration.to_chainage(float(row["line_m"])) == pytest.approx(float(row["chainage_m"]))
    assert calibration.to_line(float(row["chainage_m"])) == pytest.approx(float(row["line_m"]))


@pytest.mark.parametrize("posts", ["1000:1010;2000:1000", "1000:1010;1000:1020", "0:500"])
def test_posts_against_the_direction_are_refused(posts):
    with pytest.raises(Refused) as refusal:
        Calibration.of(posts_of(posts))
    assert refusal.value.code == "KM_POST"


steps = st.lists(st.tuples(st.floats(1, 5000), st.floats(1, 5000)), max_size=8)


@given(steps, st.floats(0, 60_000))
def test_there_and_back(parts, at):
    line = chainage = 0.0
    posts = []
    for along, km in parts:
        line, chainage = line + along, chainage + km
        posts.append((line, chainage))
    calibration = Calibration.of(posts)
    assert calibration.to_line(calibration.to_chainage(at)) == pytest.approx(at, rel=1e-9, abs=1e-6)


def test_five_metres_past_the_end_is_the_end():
    assert on_line(2455.0, 2450.0) == 2450.0
    assert on_line(-5.0, 2450.0) == 0.0
    assert on_line(0, 2450.0) == 0
    with pytest.raises(BeyondLine) as beyond:
        on_line(2460.0, 2450.0)
    assert (beyond.value.chainage_m, beyond.value.length_m) == (2460.0, 2450.0)
