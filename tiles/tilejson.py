"""TileJSON 3 of a layer and one MapLibre style over all layers of a reader."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from gis_core.ground.office import office
from layers.bound import BoundRegister
from layers.map_style import style_layers
from tiles.grid import MAX_ZOOM

THAILAND = (97.3, 5.6, 105.7, 20.5)
KINDS = {"number": "Number", "area": "Number", "chainage": "Number", "boolean": "Boolean"}
FIXED_FIELDS = {"uid": "String", "title": "String", "status": "String", "category": "String"}


def bounds() -> tuple[float, float, float, float]:
    """The office's area, or the country's while the office is not set up."""
    return office().bounds or THAILAND


def max_zoom(register: BoundRegister) -> int:
    """The most detailed tiles there are; a map stretches them further."""
    return min(MAX_ZOOM, register.layer.zooms[1])


def template(register: BoundRegister, request: HttpRequest) -> str:
    """Address of the register's tiles with {z}, {x} and {y} left open."""
    return request.build_absolute_uri(f"/tiles/{register.slug}/") + "{z}/{x}/{y}"


def description(register: BoundRegister, request: HttpRequest) -> str:
    """Address of the register's TileJSON."""
    return request.build_absolute_uri(f"/tiles/{register.slug}/tilejson.json")


def tilejson(register: BoundRegister, request: HttpRequest) -> dict[str, Any]:
    """TileJSON 3.0.0 of one register."""
    west, south, east, north = bounds()
    return {
        "tilejson": "3.0.0",
        "name": register.thai,
        "description": register.english,
        "version": "1.0.0",
        "scheme": "xyz",
        "tiles": [template(register, request)],
        "minzoom": register.layer.zooms[0],
        "maxzoom": max_zoom(register),
        "bounds": [west, south, east, north],
        "center": [(west + east) / 2, (south + north) / 2, max(register.layer.zooms[0], min(14, max_zoom(register)))],
        "vector_layers": [
            {
                "id": register.slug,
                "description": register.thai,
                "minzoom": register.layer.zooms[0],
                "maxzoom": max_zoom(register),
                "fields": fields(register),
            }
        ],
    }


def fields(register: BoundRegister) -> dict[str, str]:
    """Property name -> type, as TileJSON words it. Layers of counts carry no record's properties."""
    if register.level == "aggregate":
        return {"title": "String", "count": "Number"}
    columns = (register.by_name[name] for name in register.layer.tile_columns if name in register.by_name)
    return FIXED_FIELDS | {c.name: KINDS.get(c.kind, "String") for c in columns if c.name not in FIXED_FIELDS}


def style(registers: list[BoundRegister], request: HttpRequest) -> dict[str, Any]:
    """A MapLibre style (version 8), layers in drawing order."""
    west, south, east, north = bounds()
    ordered = sorted(registers, key=lambda register: (register.layer.order, register.slug))
    return {
        "version": 8,
        "name": office().thai,
        "center": [(west + east) / 2, (south + north) / 2],
        "zoom": 13,
        "sources": {
            r.slug: {"type": "vector", "url": request.build_absolute_uri(f"/tiles/{r.slug}/tilejson.json")}
            for r in ordered
        },
        "layers": [
            {"id": "background", "type": "background", "paint": {"background-color": "#f6f4ee"}},
            *(part for register in ordered for part in style_layers(register)),
        ],
    }
