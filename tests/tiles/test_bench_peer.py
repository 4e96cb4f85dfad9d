"""The speed of tiles is told against the very statements that draw them, asked by another program."""

from __future__ import annotations

import pytest

from layers.registry import registry
from tests.speed.tiles import pgbench
from tests.tiles.conftest import LAT, LON, tile_at

AROUND = (LON - 0.01, LAT - 0.01, LON + 0.01, LAT + 0.01)


@pytest.mark.parametrize("slug", ["base_map-waterway", "property_register-building"])
@pytest.mark.parametrize("zoom", [14, 18])
def test_the_peer_of_the_bench_understands_the_statements_of_tiles(town, slug: str, zoom: int) -> None:
    register = next(each for each in registry.registers if each.slug == slug)
    assert pgbench(register, [tile_at(zoom)] * 8, AROUND) > 0
