"""A journey along known roads: which, from where to where, which way."""

from __future__ import annotations

import pytest

from importers.tracks.stretches import OnLine, Stretch, stretches


def run(road, start, end, step=10.0, offset=2.0):
    count = int(abs(end - start) / step)
    sign = 1 if end > start else -1
    return [OnLine(road, start + sign * step * n, offset) for n in range(count + 1)]


CROSSING = [OnLine(2, 50, 1), OnLine(2, 52, 1)]
CASES = [
    ("forward", run(1, 100, 400), [(1, 100, 400, True)]),
    ("against the chainage", run(1, 400, 100), [(1, 100, 400, False)]),
    ("nowhere", [None] * 9, []),
    ("off the road for a while", [*run(1, 0, 100), *[None] * 20, *run(1, 300, 400)], [(1, 0, 400, True)]),
    (
        "a crossing passed",
        [*run(1, 0, 100), OnLine(2, 50, 1), OnLine(2, 52, 1), *run(1, 110, 200)],
        [(1, 0, 200, True)],
    ),
    ("turning off", [*run(1, 0, 200), *run(2, 300, 0)], [(1, 0, 200, True), (2, 0, 300, False)]),
    ("standing at a road", [OnLine(1, 10 + n / 10, 1) for n in range(50)], []),
    ("there and back again", [*run(1, 0, 200), *run(1, 200, 0)], [(1, 0, 200, True)]),
]


@pytest.mark.parametrize(("what", "places", "expected"), CASES, ids=[case[0] for case in CASES])
def test_runs(what, places, expected):
    assert [(s.road_id, s.from_m, s.to_m, s.is_forward) for s in stretches(places)] == expected


def test_a_run_tells_its_points_and_mean_distance():
    assert stretches(run(1, 0, 100)) == [Stretch(1, 0, 100, True, 11, 2.0)]
