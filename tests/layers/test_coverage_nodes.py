"""Which corner went where: pure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.engine.coverage_nodes import node_moves

SQUARE = [(0, 0), (4, 0), (4, 4), (0, 4), (0, 0)]


def moved(old, new):
    return {move.old: move.new for move in node_moves([old], [new])}


def test_one_corner_elsewhere():
    assert moved(SQUARE, [(0, 0), (4, 0), (5, 5), (0, 4), (0, 0)]) == {(4, 4): (5, 5)}


def test_two_neighbouring_corners_elsewhere():
    assert moved(SQUARE, [(0, 0), (6, 0), (6, 4), (0, 4), (0, 0)]) == {(4, 0): (6, 0), (4, 4): (6, 4)}


def test_a_move_knows_the_corners_beside_it():
    (move,) = node_moves([SQUARE], [[(0, 0), (4, 0), (5, 5), (0, 4), (0, 0)]])
    assert {move.before, move.after} == {(4, 0), (0, 4)}


def test_a_ring_that_starts_elsewhere_or_is_turned_round_is_the_same():
    ring = [(0, 4), (0, 0), (4, 0), (5, 5), (0, 4)]
    assert moved(SQUARE, ring) == moved(SQUARE, ring[::-1]) == {(4, 4): (5, 5)}


def test_the_first_corner_can_be_the_one_that_moved():
    assert moved(SQUARE, [(-1, -1), (4, 0), (4, 4), (0, 4), (-1, -1)]) == {(0, 0): (-1, -1)}


@pytest.mark.parametrize(
    "new",
    [
        [(0, 0), (4, 0), (5, 2), (4, 4), (0, 4), (0, 0)],
        [(0, 0), (4, 0), (0, 4), (0, 0)],
        [(9, 9), (8, 9), (8, 8), (9, 9)],
        SQUARE,
    ],
    ids=["one more", "one less", "all new", "the same"],
)
def test_nothing_is_said_where_corners_came_or_went(new):
    assert moved(SQUARE, new) == {}


@given(st.integers(3, 40), st.integers(0, 39), st.integers(0, 39))
def test_any_one_corner_of_any_ring(count, which, start):
    ring = [(float(n), float(n * n % 7)) for n in range(count)]
    which, start = which % count, start % count
    new = [*ring]
    new[which] = (which + 0.5, 99.0)
    turned = new[start:] + new[:start]
    assert moved([*ring, ring[0]], [*turned, turned[0]]) == {ring[which]: new[which]}


RAISED = [(0, 0), (4, 0), (4, 5), (0, 5), (0, 0)]
ALL_BUT_ONE = [(0, 0), (4.5, 0), (4.5, 5), (0, 5), (0, 0)]


@pytest.mark.parametrize("new", [RAISED, ALL_BUT_ONE], ids=["two stayed", "one stayed"])
@pytest.mark.parametrize("start", range(4))
def test_a_shape_drawn_anew_the_other_way_round_moves_the_same_corners(new, start):
    open_ring = new[:-1][::-1]
    again = open_ring[start:] + open_ring[:start]
    expected = {old: to for old, to in zip(SQUARE[:-1], new[:-1], strict=True) if old != to}
    assert moved(SQUARE, new) == moved(SQUARE, [*again, again[0]]) == expected


def test_rings_are_paired_by_their_corners_not_by_their_order():
    hole = [(1, 1), (2, 1), (2, 2), (1, 2), (1, 1)]
    bent = [(1, 1), (2, 1), (3, 3), (1, 2), (1, 1)]
    (move,) = node_moves([SQUARE, hole], [bent, SQUARE])
    assert (move.old, move.new) == ((2, 2), (3, 3))
