"""A line drawn as wide as the thing itself is whole where two tiles meet: both hold it, and both forget it."""

from __future__ import annotations

import pytest
from django.contrib.gis.geos import LineString, MultiPolygon, Polygon
from django.test import Client

from gis_core.access.actor import acting_as, system_user
from gis_core.networks.models import Waterway
from layers.registry import registry
from tests.tiles.conftest import decode, tile_at, url
from tests.tiles.test_freshness import quiet  # noqa: F401 - a fixture
from tiles.audience import share_of
from tiles.grid import BUFFER, EXTENT, Tile, lat_of, lon_of
from tiles.statements import buffer_of

SLUG = "base_map-waterway"
HERE = tile_at(18, 100.52, 15.02)
WEST = Tile(18, HERE.x - 1, HERE.y)


@pytest.fixture
def river(town):
    """A river 46 m wide whose middle runs a seventh of a tile, 20 m, east of a tile's western edge."""
    lon = lon_of(HERE.x + 1 / 7, 18)
    line = LineString((lon, lat_of(HERE.y + 1, 18)), (lon, lat_of(HERE.y, 18)))
    with acting_as(system_user(), "เพิ่มแม่น้ำ"):
        return Waterway.objects.create(name="แม่น้ำทดสอบ", kind="river", width_m=46, geom=line)


def names(tile: Tile) -> list[str]:
    found = decode(Client().get(url(SLUG, tile)).content).get(SLUG, [])
    return [feature["properties"]["title"] for feature in found]


def test_the_tile_beside_a_wide_river_holds_it_too(river):
    assert names(HERE) == names(WEST) == ["แม่น้ำทดสอบ"]
    assert names(Tile(18, HERE.x - 2, HERE.y)) == []


def test_a_change_of_a_wide_river_throws_out_the_tile_beside_it(river, quiet):  # noqa: F811
    assert names(WEST) == ["แม่น้ำทดสอบ"]
    with acting_as(system_user(), "เปลี่ยนชื่อ"):
        Waterway.objects.filter(pk=river.pk).update(name="แม่น้ำใหม่")
    quiet.look()
    assert names(WEST) == ["แม่น้ำใหม่"]


def test_only_lines_drawn_in_metres_reach_further_and_never_a_whole_tile():
    waterways, places = registry.by_slug[SLUG], registry.by_slug["base_map-named_place"]
    assert [buffer_of(places, zoom) for zoom in (10, 18, 22)] == [BUFFER] * 3
    reach = [buffer_of(waterways, zoom) for zoom in range(9, 23)]
    assert reach == sorted(reach)
    assert reach[:4] == [BUFFER] * 4
    assert reach[-1] == EXTENT - 1


def test_a_tile_that_reaches_beyond_the_readers_area_is_not_everybodys(reader, town):
    from gis_core.access.visible import Scope, Visibility

    west, south, east, north = HERE.around(BUFFER * 2)
    area = MultiPolygon(Polygon.from_bbox((west, south, east, north)), srid=4326)
    right = Visibility((Scope(None, bytes(area.ewkb)),), True)
    assert share_of(right, HERE).right.everything
    assert not share_of(right, HERE, BUFFER * 4).right.everything
