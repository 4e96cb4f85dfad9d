"""Places on a road by chainage, offset and side, on a hand-drawn line: 1,000 m east, then 1,450 m north (2,450 m)."""

from __future__ import annotations

import pytest
from django.contrib.gis.geos import LineString, Point

from gis_core.access.actor import acting_as
from gis_core.features.measure import from_lonlat, to_wgs84
from gis_core.networks.linear import (
    LEFT,
    RIGHT,
    BeyondLine,
    NotOnLine,
    Route,
    locate_along,
    locate_point,
    offset_point,
    section,
)
from gis_core.networks.models import KmPost, Road
from tests.worked_examples import worked_examples

pytestmark = pytest.mark.django_db
ZONE = 32647


def stored(geom):
    geom.srid = ZONE
    return to_wgs84(geom)


def place(easting: float, northing: float) -> Point:
    return stored(Point(easting, northing))


def in_metres(point: Point) -> tuple[float, float]:
    return from_lonlat(point.x, point.y, ZONE)


LINE = ((660000, 1658500), (661000, 1658500), (661000, 1659950))


@pytest.fixture
def line() -> LineString:
    return stored(LineString(LINE))


@pytest.fixture
def road(clerk, line) -> Road:
    with acting_as(clerk, "เพิ่มสายทาง"):
        return Road.objects.create(road_code="พช.ถ.12-001", name="สายทดสอบ", geom=line)


def add_posts(user, road, *posts: tuple[float, float, float]) -> None:
    with acting_as(user, "รังวัดหลักกิโลเมตร"):
        for chainage, easting, northing in posts:
            KmPost.objects.create(road=road, chainage_m=chainage, geom=place(easting, northing))


@pytest.mark.parametrize("row", worked_examples(__file__, "located"))
def test_located(line, row):
    here = place(float(row["easting"]), float(row["northing"]))
    if row["expected"] == "off":
        with pytest.raises(NotOnLine) as off:
            locate_point(line, here)
        assert off.value.distance_m == pytest.approx(float(row["offset_m"]), abs=0.001)
    elif row["expected"] == "beyond":
        with pytest.raises(BeyondLine) as beyond:
            locate_point(line, here)
        assert beyond.value.chainage_m == pytest.approx(float(row["measure_m"]), abs=0.001)
        assert beyond.value.length_m == pytest.approx(2450, abs=0.001)
    else:
        found = locate_point(line, here)
        assert found.measure_m == pytest.approx(float(row["measure_m"]), abs=0.001)
        assert found.offset_m == pytest.approx(float(row["offset_m"]), abs=0.001)
        assert found.side == row["side"]


def test_a_point_typed_in_another_system_is_the_same_place(line):
    assert locate_point(line, Point(660500, 1658505, srid=ZONE)).measure_m == pytest.approx(500, abs=0.001)


def test_along_the_line_and_beside_it(line):
    assert in_metres(locate_along(line, 1250)) == pytest.approx((661000, 1658750), abs=0.001)
    assert in_metres(offset_point(line, 500, LEFT, 8)) == pytest.approx((660500, 1658508), abs=0.001)
    assert in_metres(offset_point(line, 1500, RIGHT, 4)) == pytest.approx((661004, 1659000), abs=0.001)
    assert in_metres(locate_along(line, 2455)) == pytest.approx((661000, 1659950), abs=0.001)
    with pytest.raises(BeyondLine):
        locate_along(line, 2460)


def test_there_and_back(line):
    route = Route.of(line)
    for chainage, side, distance in ((120.5, LEFT, 3.25), (999.0, RIGHT, 12), (2449.0, LEFT, 19)):
        found = route.locate(route.offset_point(chainage, side, distance))
        assert (found.measure_m, found.offset_m) == pytest.approx((chainage, distance), abs=0.001)
        assert found.side == side


def test_section_keeps_the_bend_and_its_ends_meet_the_next(line):
    first, second = section(line, 0, 1200), section(line, 1200, 2450)
    assert len(first) == 3
    assert first[-1] == pytest.approx(second[0])
    assert Route.of(first).length_m + Route.of(second).length_m == pytest.approx(2450, abs=0.001)
    with pytest.raises(ValueError, match="forward"):
        section(line, 1200, 1200)


def test_surveyed_posts_rescale_each_piece(clerk, road):
    add_posts(clerk, road, (1010, 661000, 1658500), (2030, 661000, 1659500))
    assert locate_point(road, place(660500, 1658505)).measure_m == pytest.approx(505, abs=0.001)
    assert locate_point(road, place(661000, 1659000)).measure_m == pytest.approx(1520, abs=0.001)
    assert Route.of(road).length_m == pytest.approx(2030 + 450 * 1.02, abs=0.001)
    assert in_metres(locate_along(road, 1520)) == pytest.approx((661000, 1659000), abs=0.001)
    assert locate_point(road.geom, place(660500, 1658505)).measure_m == pytest.approx(500, abs=0.001)


def test_an_event_keeps_its_place_when_the_road_is_drawn_anew(line):
    old = Route.of(line)
    new = Route.of(stored(LineString((659900, 1658500), (661000, 1658500), (661000, 1659000), (661012, 1659950))))
    near, far = old.moved_to(new, 500), old.moved_to(new, 2450)
    assert (near.measure_m, near.moved_m) == pytest.approx((600, 0), abs=0.001)
    assert not near.needs_review
    assert far.moved_m == pytest.approx(12, abs=0.01)
    assert far.needs_review
