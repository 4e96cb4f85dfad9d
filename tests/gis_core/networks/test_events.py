"""The statements over many events say what the single questions say."""

from __future__ import annotations

import random

import pytest
from django.contrib.gis.geos import LineString
from django.db import connection

from gis_core.access.actor import acting_as
from gis_core.networks.events import cut_sections, locate_points
from gis_core.networks.linear import BeyondLine, NotOnLine, Route
from gis_core.networks.models import KmPost, Road
from gis_core.pure.linear_referencing import Calibration
from tests.gis_core.networks.test_linear import LINE, place, stored
from tests.gis_core.pure.test_linear_referencing import posts_of
from tests.worked_examples import worked_examples

pytestmark = pytest.mark.django_db


@pytest.fixture
def roads(clerk) -> list[Road]:
    far = ((665000, 1658500), (665400, 1658900), (666000, 1658900), (666000, 1658300))
    with acting_as(clerk, "เพิ่มสายทาง"):
        made = [
            Road.objects.create(road_code=f"พช.ถ.12-00{n}", name="ทดสอบ", geom=stored(LineString(line)))
            for n, line in enumerate((LINE, far))
        ]
        for chainage, easting, northing in ((1010, 661000, 1658500), (2030, 661000, 1659500)):
            KmPost.objects.create(road=made[0], chainage_m=chainage, geom=place(easting, northing))
    return made


def alone(road, point):
    try:
        return Route.of(road).locate(point)
    except (NotOnLine, BeyondLine):
        return None


def test_points_are_located_as_one_by_one(roads):
    dice = random.Random(7)
    shapes = [Route.of(road) for road in roads]
    points = []
    for _ in range(300):
        route = dice.choice(shapes)
        along = dice.uniform(-8, route.line.length + 8)
        foot = route.line.interpolate(max(along, 0))
        points.append(place(foot.x + dice.uniform(-25, 25), foot.y + dice.uniform(-25, 25)))
    found = locate_points(points)
    assert sum(each is not None for each in found) > 150
    for point, each in zip(points, found, strict=True):
        expected = next((road.pk, here) for road in roads if (here := alone(road, point))) if each else None
        if each is None:
            assert [alone(road, point) for road in roads] == [None, None]
            continue
        assert each.road_id == expected[0]
        assert each.located.measure_m == pytest.approx(expected[1].measure_m, abs=0.001)
        assert each.located.offset_m == pytest.approx(expected[1].offset_m, abs=0.001)
        assert each.located.side == expected[1].side


def test_sections_are_cut_as_one_by_one(roads):
    first, second = (Route.of(road) for road in roads)
    stretches = [(0, 1200), (1200, first.length_m), (500, 500), (-1, 10), (100, first.length_m + 6)]
    found = cut_sections([(roads[0].pk, *stretch) for stretch in stretches] + [(roads[1].pk, 300, 900)])
    assert [shape is None for shape in found] == [False, False, True, True, True, False]
    for shape, route, stretch in ((found[0], first, stretches[0]), (found[5], second, (300, 900))):
        expected = route.section(*stretch)
        assert len(shape) == len(expected)
        assert shape.coords[0] == pytest.approx(expected.coords[0], abs=1e-8)
        assert shape.coords[-1] == pytest.approx(expected.coords[-1], abs=1e-8)


@pytest.mark.parametrize(
    "row", worked_examples(__file__.replace("networks/test_events", "pure/test_linear_referencing"), "calibrations")
)
def test_the_database_calibrates_alike(row):
    calibration = Calibration.of(posts_of(row["posts"]))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT gis_piecewise(%s, %s, %s)",
            [float(row["line_m"]), list(calibration.line_m), list(calibration.chainage_m)],
        )
        assert cursor.fetchone()[0] == pytest.approx(float(row["chainage_m"]))


def test_nothing_asked_nothing_found(db):
    assert (locate_points([]), cut_sections([])) == ([], [])
