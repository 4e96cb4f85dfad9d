"""Whole tiles kept ready: the same as drawn ones, for no longer than nothing changed in them."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.gis.db.models.functions import Translate
from django.db import connection

from gis_core.access.actor import acting_as, system_user
from gis_core.ground.models import Parcel
from layers.registry import registry
from tests.tiles.conftest import tile_at
from tiles import audience, build, freshness, ready, recipes, refresh, render
from tiles.cache import pack
from tiles.database import ask
from tiles.grid import Tile
from tiles.statements import sql_of

ALL = audience.everything()


@pytest.fixture(autouse=True)
def slow_clock(town: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freshness, "_look_for_ever", lambda *_: None)


@pytest.fixture
def parcels(town: Any) -> Any:
    refresh.build_missing()
    refresh.refresh_pending()
    return registry.by_slug["tiles-parcel"]


def test_the_planner_knows_of_the_shapes_from_which_tiles_are_drawn(parcels, monkeypatch):
    """Else it reads all of them for each tile: a town of 800,000 parcels took a quarter of an hour, not a minute."""
    seen = []
    monkeypatch.setattr(ready, "make_all", lambda register: seen.append(rows_planned("tile_shape")))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM tile_shape")
        cursor.execute("SELECT tiles_analyze()")
    assert rows_planned("tile_shape") == 0
    build.build(parcels)
    assert seen[0] > 0


def rows_planned(table: str) -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = %s", [table])
        return float(cursor.fetchone()[0])


def is_ready(register: Any, tile: Tile) -> bool:
    return bool(kept(register, tile))


def kept(register: Any, tile: Tile) -> list[tuple[Any, ...]]:
    sql = sql_of(register)
    return ask(recipes.ready(sql)[0], recipes.parameters(sql, tile))


@pytest.mark.parametrize("zoom", [12, 13, 14])
def test_a_ready_tile_is_what_would_be_drawn(parcels, zoom):
    tile = tile_at(zoom)
    assert is_ready(parcels, tile)
    drawn = pack(render.render(parcels, tile, ALL).body, "")
    assert render.ready_or_drawn(parcels, tile, ALL).etag == drawn.etag


def test_an_edit_puts_a_ready_tile_aside_and_the_worker_makes_it_anew(parcels):
    tile = tile_at(14)
    before = render.ready_or_drawn(parcels, tile, ALL)
    with acting_as(system_user(), "แก้การใช้ที่ดิน"):
        Parcel.objects.filter(pk=Parcel.objects.first().pk).update(land_use="public")
    assert not is_ready(parcels, tile)
    changed = render.ready_or_drawn(parcels, tile, ALL)
    assert changed.etag != before.etag
    refresh.refresh_pending()
    assert is_ready(parcels, tile)
    assert b"public" in render.ready_or_drawn(parcels, tile, ALL).plain()


def test_tiles_of_another_version_of_the_layer_are_not_used(parcels):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tile_state SET version = 'before'")
    assert not is_ready(parcels, tile_at(13))


def test_nothing_is_kept_where_nothing_is_and_what_goes_is_taken_off(parcels):
    tile = tile_at(14)
    assert not is_ready(parcels, Tile(14, tile.x + 40, tile.y))
    with acting_as(system_user(), "ย้ายทุกแปลง"):
        Parcel.objects.update(geom=Translate("geom", 0, 0.3))
    refresh.refresh_pending()
    assert not is_ready(parcels, tile)
    assert render.ready_or_drawn(parcels, tile, ALL).is_empty


def test_all_of_a_layer_is_made_anew_with_it(parcels):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tile_ready SET etag = 'old'")
    build.build(parcels)
    assert kept(parcels, tile_at(13))[0][1] != "old"
    assert ready.zooms(sql_of(parcels))[-1] == 14
