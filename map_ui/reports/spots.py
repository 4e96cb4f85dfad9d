"""The shapes of a figure's map as paper draws them: villages with their numbers, or the records behind the figure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely

from gis_core.ground.models import AdminArea
from map_ui.listing.placing import villages

PLAIN = "#63aea6"


@dataclass(frozen=True)
class Spot:
    """One shape of the map; grey under lines where there is no data. `radius` in pixels, of a circle that counts."""

    shape: shapely.Geometry
    color: str
    is_missing: bool
    short: str = ""
    radius: float = 0.0


def spots_of(geojson: str, *, named: bool) -> list[Spot]:
    """The shapes of a page's own map; `named`: villages, with the numbers that stand in them."""
    if not geojson:
        return []
    numbers = [area for area in villages().defer(None) if area.geom is not None] if named else []
    found = []
    for place, each in enumerate(json.loads(geojson)["features"]):
        told: Mapping[str, Any] = each["properties"]
        shape = shapely.from_geojson(json.dumps(each["geometry"]))
        radius = told.get("radius", 0.0)
        short = _short(numbers[place]) if named and not radius else ""
        found.append(Spot(shape, told.get("color", PLAIN), bool(told.get("hatched")), short, radius))
    return found


def outlines() -> Sequence[Spot]:
    """The villages by their borders alone, with their numbers."""
    areas = villages().defer(None)
    return [Spot(shapely.from_wkb(bytes(a.geom.wkb)), "", False, _short(a)) for a in areas if a.geom is not None]


def outlined() -> Sequence[str]:
    """The codes of the same villages, in the same order."""
    return [area.code for area in villages().defer(None) if area.geom is not None]


def _short(area: AdminArea) -> str:
    return f"ม.{area.moo}" if area.moo else str(area)
