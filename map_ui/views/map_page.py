"""The map page and the list of its layers."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gis_core.access.levels import Level
from gis_core.access.visible import visible
from gis_core.features import clock
from gis_core.ground.office import office
from gis_core.pure.thai_calendar import be_year
from layers.bound import BoundRegister, Column
from layers.declare import Circle, Label, Layer, System, Triangle
from layers.engine import saved_maps
from layers.engine.year_maps import may_open
from layers.legend import legend
from layers.map_style import style_layers
from layers.registry import registry
from layers.year_maps import BoundYearMap
from tiles.raster import base_layers

THAILAND = (97.3, 5.6, 105.7, 20.5)


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The map. Its layers, like everything else, are those the reader may see."""
    return render(request, "map_ui/map.html")


def drawn(register: BoundRegister, user: Any) -> bool:
    """Whether the register has a layer this reader may load."""
    return register.layer is not None and register.level != Level.HIDDEN and not visible(register, user).nothing


@require_safe
@never_cache
def layers_json(request: HttpRequest) -> JsonResponse:
    """Modules, systems and layers, with style, legend, themes and the columns by which a layer may be filtered."""
    by_module: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for system in registry.systems:
        rows = [r for r in registry.registers if r.system is system and drawn(r, request.user)]
        layers = [_layer(r, request) for r in sorted(rows, key=lambda r: r.layer.order)]
        layers += year_layers(system, request.user)
        if layers:
            by_module[system.module].append({"key": system.key, "thai": system.thai, "layers": layers})
    modules = [
        {"key": key, "thai": thai, "systems": by_module[key]}
        for key, thai in registry.modules.items()
        if key in by_module
    ]
    below = {"basemaps": settings.OUTSIDE_BASE_MAPS, "imagery": base_layers(request.user)}
    save_url = saved_maps.new_url(request.user, {})
    told = {"save_url": save_url, "raw_count": saved_maps.RAW_COUNT}
    return JsonResponse({"modules": modules, "home": _home()} | told | below)


def _layer(register: BoundRegister, request: HttpRequest) -> dict[str, Any]:
    layer = register.layer
    readable = {column.name for column in register.readable(request.user)} | {"status"}
    return drawn_as(register) | {
        "geometry": register.geometry_kind or "point",
        "tilejson": f"/tiles/{register.slug}/tilejson.json",
        "themes": [
            {
                "id": theme.code,
                "thai": theme.thai,
                "column": theme.classes.column,
                "style": style_layers(register, theme.code),
                "legend": legend(register, theme.code),
            }
            for theme in layer.themes
        ],
        "columns": [_column(register, register.by_name[n]) for n in _filterable(register) if n in readable],
        "list_url": register.url,
        "new_url": f"{register.url}new" if takes_an_area(register, request.user) else None,
    }


def takes_an_area(register: BoundRegister, user: Any) -> bool:
    """Whether the reader may begin a record of it with an area drawn on the map; what lies side by side has an editor
    of its own.
    """
    declared = register.declared
    is_begun = register.geometry_kind == "polygon" and declared.coverage is None and not declared.made_by
    return is_begun and not visible(register, user, "add").nothing


def drawn_as(register: BoundRegister | BoundYearMap) -> dict[str, Any]:
    """How a layer is drawn and named, whatever it is a layer of."""
    layer = register.layer
    return {
        "id": register.slug,
        "thai": register.thai,
        "level": register.level.value,
        "minzoom": layer.zooms[0],
        "maxzoom": layer.zooms[1],
        "visible": layer.shown,
        "order": layer.order,
        "style": style_layers(register),
        "legend": legend(register),
        "label": _label(layer.label) if layer.label else None,
    }


def _label(label: Label) -> dict[str, Any]:
    below = {"below": _label(label.below)} if label.below else {}
    return {"column": label.column, "from_zoom": label.from_zoom} | below


def _kind_of(layer: Layer) -> str:
    return "point" if isinstance(layer.symbol, Circle | Triangle) else "polygon"


def year_layers(system: System, user: Any) -> list[dict[str, Any]]:
    """The maps of one year of a system that the reader may open, with the years to choose from, the newest first."""
    found = [each for each in registry.year_maps.values() if each.system is system and may_open(each, user)]
    years = {function: sorted(function(), reverse=True) for function in {each.declared.years for each in found}}
    this_year = be_year(clock.today())
    return [
        drawn_as(each)
        | {
            "geometry": _kind_of(each.layer), "themes": [], "columns": [], "list_url": None,
            "years": years[each.declared.years], "year": each.chosen_first(years[each.declared.years], this_year),
        }
        for each in sorted(found, key=lambda each: each.layer.order)
        if years[each.declared.years]
    ]  # fmt: skip


def _filterable(register: BoundRegister) -> list[str]:
    names = dict.fromkeys([*register.layer.tile_columns, "status"])
    return [name for name in names if name in register.by_name and register.by_name[name].kind != "reference"]


def _column(register: BoundRegister, column: Column) -> dict[str, Any]:
    kinds = {
        "number": "number",
        "area": "number",
        "chainage": "number",
        "choice": "choice",
        "boolean": "choice",
        "date": "date",
    }
    return {
        "name": column.name,
        "thai": column.thai,
        "type": kinds.get(column.kind, "text"),
        "choices": dict(column.choices),
        "is_area": column.kind == "area",
        "is_raw": register.is_raw(column),
    }


def _home() -> dict[str, Any]:
    west, south, east, north = office().bounds or THAILAND
    return {"center": [(west + east) / 2, (south + north) / 2], "bounds": [west, south, east, north]}
