"""The road graph on a hand-drawn net: a main road east, a crossing, a lane ending 0.4 m short, one far away."""

from __future__ import annotations

import random
import time

import pytest
from django.contrib.gis.geos import LineString
from shapely import LineString as Line
from shapely import Point as Place

from gis_core.access.actor import acting_as
from gis_core.networks.graph import build, road_network, within_network_distance
from gis_core.networks.linear import section
from gis_core.networks.models import Road
from tests.gis_core.networks.test_linear import place, stored

pytestmark = pytest.mark.django_db
X, Y = 660000, 1658000
LINES = {
    "main": ((0, 0), (1000, 0)),
    "cross": ((300, -200), (300, 400)),
    "lane": ((700, 0.4), (700, 300)),
    "far": ((0, 5000), (500, 5000)),
}


@pytest.fixture
def roads(clerk) -> dict[str, Road]:
    with acting_as(clerk, "เพิ่มสายทาง"):
        return {
            name: Road.objects.create(
                road_code=f"พช.ถ.1-00{n}", name=name, geom=stored(LineString([(X + x, Y + y) for x, y in line]))
            )
            for n, (name, line) in enumerate(LINES.items())
        }


def at(x, y):
    return place(X + x, Y + y)


def test_lines_meet_at_crossings_and_near_ends(roads):
    network = road_network()
    assert len(network.graph.edges) == 3 + 2 + 1 + 1
    assert [len(part) for part in network.graph.components()] == [7, 2]
    main = [edge for edge in network.graph.edges if edge.line == roads["main"].pk]
    assert [round(edge.to_m - edge.from_m) for edge in main] == [300, 400, 300]


def test_a_gap_wider_than_the_snap_is_a_gap():
    network = build({1: Line([(0, 0), (100, 0)]), 2: Line([(50, 0.6), (50, 90)])}, 32647)
    assert len(network.graph.components()) == 2


def test_lines_that_share_a_stretch_meet_at_its_ends():
    network = build({1: Line([(0, 0), (100, 0)]), 2: Line([(40, 0), (60, 0), (60, 50)])}, 32647)
    assert len(network.graph.components()) == 1
    assert len(network.graph.edges) == 3 + 2


def test_households_far_from_a_paved_stretch(roads):
    """Paved is 0+000 to 0+300 of the main road: 410 m from the end of the lane by road, 500 m of any place along it."""
    paved = [section(roads["main"], 0, 300)]
    homes = {
        "on it": at(150, 10),
        "lane": at(700, 90),
        "lane, 500 m": at(704, 95.8),
        "lane, just too far": at(700, 101),
        "beyond the crossing": at(295, 400),
        "another network": at(100, 5003),
    }
    found = within_network_distance(homes, paved, 500)
    assert found == {
        "on it": pytest.approx(10, abs=0.01),
        "lane": pytest.approx(490, abs=0.5),
        "lane, 500 m": pytest.approx(499.8, abs=0.5),
        "beyond the crossing": pytest.approx(405, abs=0.01),
    }


def test_distance_to_a_point_counts_both_legs(roads):
    found = within_network_distance({"a": at(100, 20), "b": at(900, -10)}, [at(600, 30)], 1000)
    assert found == {"a": pytest.approx(550, abs=0.01), "b": pytest.approx(340, abs=0.01)}


def test_nothing_to_reach(roads):
    assert within_network_distance({"a": at(0, 0)}, [], 500) == {}
    assert within_network_distance({}, [at(0, 0)], 500) == {}
    assert within_network_distance({"a": at(0, 0)}, [at(0, 0)], 500, roads=[]) == {}


def test_thousands_of_points_in_seconds():
    dice = random.Random(3)
    lines = {n: Line([(0, n * 100), (5000, n * 100)]) for n in range(50)}
    lines |= {100 + n: Line([(n * 100, 0), (n * 100, 4900)]) for n in range(50)}
    begun = time.perf_counter()
    network = build(lines, 32647)
    assert len(network.graph.edges) > 4800
    assert len(network.graph.distances({network.graph.edges[0].start: 0.0})) == len(network.places)
    assert time.perf_counter() - begun < 20
    assert network.tree.nearest(Place(dice.uniform(0, 5000), 2000)) is not None
