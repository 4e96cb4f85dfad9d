"""What stands in a tile, decoded and compared as text."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.tiles.conftest import decode, tile_at, url

PARCELS = "tiles-parcel"


def text_of(feature) -> str:
    properties = feature["properties"]
    return f"{feature['id']} {properties['title']} {properties['status']} {properties['land_use']}"


@pytest.mark.parametrize("zoom", [15, 16])
def test_a_tile_holds_every_record_with_its_declared_columns(town, reader, zoom):
    answer = reader("assessor").get(url(PARCELS, tile_at(zoom, 100.5006, 15.0006)))
    assert answer.status_code == 200
    layers = decode(answer.content)
    assert list(layers) == [PARCELS]
    assert sorted(text_of(f) for f in layers[PARCELS]) == sorted(
        f"{p.pk} {p.parcel_code} active residence" for p in town.parcels
    )
    first = next(f for f in layers[PARCELS] if f["id"] == town.parcels[0].pk)
    assert first["properties"] == {
        "uid": str(town.parcels[0].uid),
        "title": "01A001",
        "status": "active",
        "category": "residence",
        "land_use": "residence",
        "parcel_code": "01A001",
        "deed_type": "ns4",
        "area_sqwah": 100.0,
    }


def test_points_and_lines_of_public_layers_need_no_account(town):
    temple = decode(Client().get(url("base_map-named_place", tile_at(16))).content)["base_map-named_place"]
    assert [f["properties"]["title"] for f in temple] == ["วัดทดสอบ"]
    canal = decode(Client().get(url("base_map-waterway", tile_at(16))).content)["base_map-waterway"]
    assert [(f["properties"]["title"], f["properties"]["width_m"]) for f in canal] == [("คลองทดสอบ", 12.0)]
