"""Impossible points are found, told by their reason, and cost nothing else."""

from __future__ import annotations

import time

import numpy as np
import pytest

from importers.tracks.cleaning import REASONS, clean
from importers.tracks.points import MAX_POINTS
from tests.importers.tracks import made

FAST = 120 / 3.6


def reasons(points, speed=FAST, accuracy=30.0):
    return clean(points, speed, accuracy).reasons


def straight(count, step=10.0):
    return [(step * n, 0.0) for n in range(count)]


CASES = [
    ("a clean journey", straight(8), range(8), None, [""] * 8),
    ("one point far away", [*straight(4), (5000, 0), *[(10.0 * n, 0) for n in range(5, 9)]], range(9), None,
     [*[""] * 4, "speed", *[""] * 4]),
    ("the first point far away", [(9000, 9000), *straight(6)], range(7), None, ["speed", *[""] * 6]),
    ("the last point far away", [*straight(6), (9000, 9000)], range(7), None, [*[""] * 6, "speed"]),
    ("a place where metres end", [(np.inf, np.inf), *straight(4)], range(5), None, ["place", *[""] * 4]),
    ("a burst of reflections",
     [*straight(6), (700, 600), (705, 600), (710, 600), *[(10.0 * n, 0) for n in range(9, 15)]],
     range(15), None, [*[""] * 6, *["speed"] * 3, *[""] * 6]),
    ("a clock that runs back", straight(6), [0, 1, 2, 1.5, 4, 5], None, ["", "", "", "time", "", ""]),
    ("the same said twice", [(0, 0), (10, 0), (10, 0), (20, 0)], [0, 1, 1, 2], None, ["", "", "repeat", ""]),
    ("poor fixes by their own word", straight(5), range(5), [5, 5, 90, 5, 5], ["", "", "accuracy", "", ""]),
    ("a receiver that claims nothing", straight(3), range(3), [np.nan] * 3, [""] * 3),
    ("only poor fixes are better than none", straight(3), range(3), [90, 90, 90], [""] * 3),
    ("no times: a jump", [*straight(20), (5000, 0), *[(10.0 * n, 0) for n in range(21, 40)]], None, None,
     [*[""] * 20, "jump", *[""] * 19]),
    ("a long pause is no jump", [*straight(4), (3000, 0), (3010, 0)], [0, 1, 2, 3, 600, 601], None, [""] * 6),
    ("slow enough, yet a spike", [*[(2.0 * n, 0) for n in range(6)], (12, 35), *[(2.0 * n, 0) for n in range(7, 14)]],
     [5.0 * n for n in range(14)], None, [*[""] * 6, "spike", *[""] * 7]),
]  # fmt: skip


@pytest.mark.parametrize(("what", "xy", "t", "accuracy", "expected"), CASES, ids=[case[0] for case in CASES])
def test_each_point_gets_its_reason(what, xy, t, accuracy, expected):
    assert reasons(made.points(xy, None if t is None else list(t), accuracy)) == expected


def test_every_reason_has_a_sentence():
    used = {reason for *_, expected in CASES for reason in expected if reason}
    assert used == set(REASONS)


@pytest.mark.parametrize("seed", range(4))
def test_nearly_all_wild_points_go_and_nearly_all_good_ones_stay(seed):
    points, is_wild = made.recorded(made.road(), wild=0.08, seed=seed)
    out = np.array([bool(reason) for reason in reasons(points)])
    assert out[is_wild].mean() > 0.9
    assert out[~is_wild].mean() < 0.02


def test_a_walker_is_judged_by_a_walkers_speed():
    points = made.points(straight(10, 25.0), range(10))
    assert reasons(points, speed=100 / 3.6) == [""] * 10
    assert sum(bool(reason) for reason in reasons(points, speed=3 / 3.6)) > 3


def test_two_points_and_points_all_in_one_place_are_no_trouble():
    assert reasons(made.points([(0, 0), (1, 1)], [0, 1])) == ["", ""]
    assert reasons(made.points([(0, 0)] * 5, [0] * 5)) == ["", *["repeat"] * 4]
    assert reasons(made.points([(0, 0), (1e6, 1e6)], [0, 1])).count("") == 1


def test_the_longest_journey_takes_seconds():
    count = MAX_POINTS // 5
    points = made.points(np.column_stack([np.arange(count) * 2.0, np.zeros(count)]), np.arange(count))
    began = time.process_time()
    assert not any(reasons(points))
    assert time.process_time() - began < 20
