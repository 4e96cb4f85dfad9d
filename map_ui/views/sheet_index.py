"""The index of sheets as a drawing for the page: one square a sheet, each a link."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import shapely

from gis_core.features import measure
from map_ui.printing.sheets import Square, town_boundary

SIDE = 84


def index_drawing(squares: Sequence[Square], area: shapely.Geometry | None) -> dict[str, Any]:
    """Cells with their place in pixels, and the outline of the area (the town without one) as an SVG path."""
    if not squares:
        return {"cells": [], "width": 0, "height": 0, "path": ""}
    west = min(square.bounds.min_x for square in squares)
    north = max(square.bounds.max_y for square in squares)
    metre = SIDE / (squares[0].bounds.max_x - squares[0].bounds.min_x)
    cells = [
        {
            "x": (square.bounds.min_x - west) * metre,
            "y": (north - square.bounds.max_y) * metre,
            "mid_x": (square.bounds.min_x - west) * metre + SIDE / 2,
            "mid_y": (north - square.bounds.max_y) * metre + SIDE / 2,
            "name": str(square.sheet),
            "short": str(square.sheet).split(" ")[2],
            "query": urlencode({"name": str(square.sheet)}),
        }
        for square in squares
    ]
    shape = area if area is not None else town_boundary()
    return {
        "cells": cells,
        "side": SIDE,
        "width": max(cell["x"] for cell in cells) + SIDE + 2,
        "height": max(cell["y"] for cell in cells) + SIDE + 2,
        "path": _path(shape, squares[0].srid, west, north, metre) if shape is not None else "",
    }


def _path(shape: shapely.Geometry, srid: int, west: float, north: float, metre: float) -> str:
    parts = []
    for ring in shapely.get_rings(shapely.get_parts(shape)):
        lon, lat = shapely.get_coordinates(ring).T
        xs, ys = measure.from_lonlat(lon, lat, srid)
        points = (f"{(x - west) * metre:.1f} {(north - y) * metre:.1f}" for x, y in zip(xs, ys, strict=True))
        parts.append("M" + " L".join(points) + "Z")
    return "".join(parts)
