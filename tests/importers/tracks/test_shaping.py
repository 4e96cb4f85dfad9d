"""The line that remains lies where the road lies, is thin, and meets what is there already."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gis_core.pure.refusal import Refused
from importers.tracks import shaping
from importers.tracks.journey import Limits, travel
from importers.tracks.points import Points, points_of
from importers.tracks.stops import gathered, stops
from tests.importers.tracks import made


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("sigma", "mean", "largest"), [(1.5, 1.5, 6.0), (3.0, 2.5, 11.0), (5.0, 4.0, 18.0)])
def test_the_result_is_nearer_to_the_road_than_the_receiver_was(seed, sigma, mean, largest):
    """Errors that wander (neighbours alike by 0.9), 5 % wild points, a rest of two minutes."""
    truth = made.road()
    points, _ = made.recorded(truth, sigma_m=sigma, wild=0.05, seed=seed, rests=((700, 120),))
    found = travel(points, Limits())
    assert made.error_m(found.line, truth)[0] < mean
    assert made.error_m(found.line, truth)[1] < largest
    assert found.line.length == pytest.approx(truth.length, rel=0.03)
    assert len(found.line.coords) < points.count / 4


def test_rests_are_found_and_drawn_as_one_place():
    truth = made.road()
    points, _ = made.recorded(truth, sigma_m=2.0, rests=((400, 90), (1200, 300)))
    rests = stops(points, 30, 15)
    assert len(rests) == 2
    for rest, (at, seconds) in zip(rests, ((400, 90), (1200, 300)), strict=True):
        assert shapely.Point(rest.x, rest.y).distance(truth.interpolate(at)) < 6
        assert rest.seconds == pytest.approx(seconds, abs=8)
    assert len(gathered(points, rests)) < points.count - 350


def test_driving_slowly_is_no_rest():
    points, _ = made.recorded(made.road(), speed_ms=1.5, sigma_m=1.0)
    assert stops(points, 30, 15) == []


def test_journeys_without_times_have_no_rests():
    assert stops(made.points([(0, 0)] * 9), 30, 15) == []


def test_thinning_keeps_within_its_tolerance():
    points, _ = made.recorded(made.road(), sigma_m=2.0)
    whole = shapely.LineString(points.xy)
    for tolerance in (1.0, 5.0, 20.0):
        line = shaping.shaped(points.xy, 0, tolerance)
        assert whole.hausdorff_distance(line) <= tolerance + 1e-6


def test_smoothing_moves_neither_end():
    points, _ = made.recorded(made.road(), sigma_m=4.0)
    found = shaping.smoothed(points.xy, 10)
    assert (found[[0, -1]] == points.xy[[0, -1]]).all()


def test_the_line_goes_exactly_through_known_nodes():
    truth = made.road()
    nodes = [shapely.Point(truth.coords[0]), shapely.Point(truth.coords[1]), shapely.Point(truth.coords[-1])]
    points, _ = made.recorded(truth, sigma_m=3.0, seed=3)
    found = travel(points, Limits(), nodes=nodes)
    assert found.nodes == 3
    corners = set(found.line.coords)
    assert all(node.coords[0] in corners for node in nodes)
    assert found.line.is_simple
    assert (found.line.coords[0], found.line.coords[-1]) == (truth.coords[0], truth.coords[-1])


def test_a_node_out_of_reach_pulls_nothing():
    line = shapely.LineString([(0, 0), (100, 0)])
    assert shaping.through(line, [shapely.Point(50, 30)], 12) == (line, 0)


def test_an_end_short_of_a_road_is_led_onto_it():
    line, across = shapely.LineString([(0, 0), (95, 0)]), shapely.LineString([(100, -50), (100, 50)])
    assert shaping.onto(line, [across], 12).coords[-1] == (100, 0)
    assert shaping.onto(line, [across], 3).coords[-1] == (95, 0)


def test_a_journey_may_be_turned_round():
    points, _ = made.recorded(made.road())
    one, other = travel(points, Limits()), travel(points, Limits(is_reversed=True))
    assert list(other.line.coords) == list(one.line.coords)[::-1]


@pytest.mark.parametrize("xy", [[(0, 0), (1, 0)], [(0, 0)] * 5, [(5, 5), (5, 5), (5, 6)]])
def test_what_is_no_way_is_refused(xy):
    with pytest.raises(Refused) as refused:
        travel(made.points(xy, range(len(xy))), Limits())
    assert refused.value.code == "TRACK_SHORT"


def test_too_few_points_are_refused_before_anything_else():
    with pytest.raises(Refused):
        points_of([], lambda x, y: (x, y))


def test_an_empty_journey_has_no_speed():
    assert not Points(np.empty((0, 2)), np.array([]), np.array([])).is_timed
