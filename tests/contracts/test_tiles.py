"""Every register that has a layer, at every kind of zoom: what stands in the tile, for whom, and by which index."""

from __future__ import annotations

import json
from typing import Any

import mapbox_vector_tile
import pytest
from django.db import connection

from gis_core.access.levels import Level
from gis_core.features.models import Feature
from layers.map_style import style_layers
from layers.registry import registry
from tests.contracts import examples
from tiles import audience, build, recipes, tilejson
from tiles.database import ask
from tiles.grid import Tile, column_of, row_of
from tiles.statements import sql_of


def single(register: Any) -> bool:
    """Layers that show single records."""
    return register.layer is not None and not register.level.is_personal


def only(chosen: Any) -> Any:
    def mark(test: Any) -> Any:
        test.registers = chosen
        return test

    return mark


def place_of(record: Any) -> Any:
    """The shape a record is drawn at: its own, or that of the place it stands at."""
    row = Feature.objects.get(uid=record.uid)
    return row.geom if row.geom else Feature.objects.get(uid=row.place_uid).geom


def tile_over(record: Any, zoom: int) -> Tile:
    point = place_of(record).point_on_surface if place_of(record).dims == 2 else place_of(record).centroid
    return Tile(zoom, int(column_of(point.x, zoom)), int(row_of(point.y, zoom)))


def url(register: Any, tile: Tile) -> str:
    return f"/tiles/{register.slug}/{tile.z}/{tile.x}/{tile.y}"


def features(register: Any, body: bytes) -> list[dict[str, Any]]:
    layers = mapbox_vector_tile.decode(body) if body else {}
    assert set(layers) <= {register.slug}
    return layers.get(register.slug, {}).get("features", [])


def zooms(register: Any) -> list[int]:
    first, last = register.layer.zooms
    return [zoom for zoom in (8, 11, 13, 14, 16, 18) if first <= zoom <= last]


@only(single)
def test_a_record_is_in_its_tile_at_every_zoom_of_its_layer(register, record, as_role):
    client = as_role(examples.role_for(register, "view"))
    for stored in (False, True):
        for zoom in zooms(register):
            answer = client.get(url(register, tile_over(record, zoom)))
            assert answer.status_code == 200, (zoom, stored)
            found = features(register, answer.content)
            alone = [f["properties"] for f in found if f["properties"].get("uid") == str(record.uid)]
            assert len(alone) == 1 or any("cell" in f["properties"] for f in found), (zoom, stored)
            if zoom >= 15:
                assert_declared(register, record, alone[0])
        if build.has_stored(register):
            build.build(register)


def assert_declared(register: Any, record: Any, properties: dict[str, Any]) -> None:
    row = Feature.objects.get(uid=record.uid)
    assert properties["title"] == row.title
    assert properties["status"] == row.status
    allowed = {"uid", "title", "status", "category", *register.layer.tile_columns}
    assert set(properties) <= allowed
    closed = {name for name, level in register.declared.field_levels.items() if Level(level) != Level.PUBLIC}
    assert not set(properties) & closed


@only(lambda r: r.layer is not None)
def test_the_style_uses_only_what_the_tiles_carry(register):
    carried = {*tilejson.fields(register), "cell", "count", "by", "title"}
    for theme in (None, *(theme.code for theme in register.layer.themes)):
        for part in style_layers(register, theme):
            assert names_in(part["paint"]) | names_in(part.get("filter")) <= carried
            json.dumps(part)


def names_in(expression: Any) -> set[str]:
    """The properties an expression reads."""
    if isinstance(expression, dict):
        return set().union(*(names_in(value) for value in expression.values()))
    if not isinstance(expression, list):
        return set()
    if len(expression) == 2 and expression[0] in ("get", "has") and isinstance(expression[1], str):
        return {expression[1]}
    return set().union(*(names_in(each) for each in expression))


@only(lambda r: r.layer is not None)
def test_a_stranger_gets_tiles_of_public_layers_alone(register, record, client):
    expected = 200 if register.level == Level.PUBLIC else 404
    zoom = zooms(register)[-1]
    assert client.get(url(register, tile_over(record, zoom))).status_code == expected
    assert client.get(f"/tiles/{register.slug}/tilejson.json").status_code == expected


@only(lambda r: single(r) and r.level != Level.PUBLIC)
def test_a_reader_of_another_area_gets_an_empty_tile(register, record, as_role):
    client = as_role(examples.role_for(register, "view"), area=examples.area_around(900))
    for zoom in zooms(register):
        assert features(register, client.get(url(register, tile_over(record, zoom))).content) == []


@only(lambda r: r.layer is None or r.level == Level.HIDDEN)
def test_registers_without_a_layer_have_no_tiles(register, given, as_role):
    client = as_role(examples.role_for(register, "view"))
    assert client.get(f"/tiles/{register.slug}/14/12765/7501").status_code == 404


@only(lambda r: r.layer is not None and r.level == Level.AGGREGATE)
def test_personal_layers_show_no_record(register, record, as_role):
    client = as_role(examples.role_for(register, "view"))
    for zoom in zooms(register):
        answer = client.get(url(register, tile_over(record, zoom)))
        assert answer["Cache-Control"] == "private, no-store"
        assert str(record.uid).encode() not in answer.content
        for feature in features(register, answer.content):
            assert set(feature["properties"]) <= {"title", "count"}


@only(single)
@pytest.mark.parametrize("zoom", [10, 14, 16])
def test_tiles_are_found_by_the_spatial_index(register, record, zoom):
    sql = sql_of(register)
    tile = tile_over(record, zoom)
    shapes = register.model._meta.db_table if register.has_geometry else "gis_feature p"
    for statement, right in [
        recipes.live(sql, zoom, audience.everything(register.has_geometry)),
        *([recipes.stored(sql, zoom)] if recipes.uses_stored(sql, zoom) else []),
    ]:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        plan = "\n".join(row[0] for row in ask("EXPLAIN " + statement, recipes.parameters(sql, tile) | right))
        assert "Seq Scan on " + shapes.split()[0] not in plan, plan
        assert "&&" in plan


def test_every_layer_has_its_own_name_in_addresses_and_styles():
    slugs = [r.slug for r in registry.registers if r.layer]
    assert len(slugs) == len(set(slugs))
    ids = [part["id"] for r in registry.registers for part in style_layers(r)]
    assert len(ids) == len(set(ids))
