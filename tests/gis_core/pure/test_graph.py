"""A small pipe net drawn by hand:

0 --e0--> 1 --e1--> 2 --e2--> 3
          |                   ^
          e3                  e5
          v                   |
          4 --------e4------> 5          6 --e6--> 7 (apart)
"""

from __future__ import annotations

import pytest

from gis_core.pure.graph import Edge, Graph

NET = Graph.of(
    [
        Edge(0, 1, 100),
        Edge(1, 2, 100),
        Edge(2, 3, 100),
        Edge(1, 4, 50),
        Edge(4, 5, 60),
        Edge(5, 3, 70),
        Edge(6, 7, 10),
    ]
)


def test_shortest_distances_go_both_ways():
    assert NET.distances({3: 0.0}) == {3: 0, 5: 70, 2: 100, 4: 130, 1: 180, 0: 280}


def test_a_limit_and_a_cost_to_begin():
    assert NET.distances({3: 0.0}, limit_m=100) == {3: 0, 5: 70, 2: 100}
    assert NET.distances({0: 20.0, 3: 95.0}, limit_m=120) == {0: 20, 3: 95, 1: 120}


def test_free_edges_cost_nothing():
    assert NET.distances({0: 0.0}, limit_m=60, free={0, 3}) == {0: 0, 1: 0, 4: 0, 5: 60}


def test_components():
    assert NET.components() == [{0, 1, 2, 3, 4, 5}, {6, 7}]


def test_up_and_down_the_flow():
    assert NET.downstream([4]) == {4, 5, 3}
    assert NET.upstream([5]) == {5, 4, 1, 0}
    assert NET.downstream([3]) == {3}


@pytest.mark.parametrize(
    ("edge", "valves", "close", "dry"),
    [
        (1, {1, 3}, {1, 3}, {1, 2}),
        (1, {1, 2}, {1, 2}, {1}),
        (4, {1}, {1}, {1, 2, 3, 4, 5}),
        (4, set(), set(), {0, 1, 2, 3, 4, 5}),
        (6, {6, 7}, {6, 7}, {6}),
    ],
)
def test_isolating_an_edge(edge, valves, close, dry):
    found = NET.isolate(edge, valves)
    assert (found.close, found.edges) == (close, dry)


def test_rings_and_self_loops_end():
    ring = Graph.of([Edge(0, 1, 1), Edge(1, 2, 1), Edge(2, 0, 1), Edge(2, 2, 5)])
    assert ring.downstream([0]) == {0, 1, 2}
    assert ring.distances({0: 0.0}) == {0: 0, 1: 1, 2: 1}
