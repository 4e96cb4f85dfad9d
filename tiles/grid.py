"""The WebMercatorQuad grid: tiles, cells and the boxes they cover. Pure functions, x to the east, y to the south."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import floor

HALF_WORLD = 20_037_508.342789244
EXTENT = 4096
BUFFER = 64
#: The most detailed tiles that are made; beyond them a map stretches these (at 18 a tile unit is under 4 cm).
MAX_ZOOM = 18
LIMIT_ZOOM = 22

Box = tuple[float, float, float, float]


def lon_of(x: float, zoom: int) -> float:
    """Longitude of a column's western edge; fractions of a column are allowed."""
    return x / 2**zoom * 360.0 - 180.0


def lat_of(y: float, zoom: int) -> float:
    """Latitude of a row's northern edge; fractions of a row are allowed."""
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / 2**zoom))))


def column_of(lon: float, zoom: int) -> float:
    """Column of a longitude, with its fraction."""
    return (lon + 180.0) / 360.0 * 2**zoom


def row_of(lat: float, zoom: int) -> float:
    """Row of a latitude, with its fraction; polar latitudes take the outermost row."""
    lat = max(-85.05, min(85.05, lat))
    return (1.0 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2.0 * 2**zoom


@dataclass(frozen=True)
class Tile:
    """One address of the grid."""

    z: int
    x: int
    y: int

    @property
    def exists(self) -> bool:
        return 0 <= self.z <= LIMIT_ZOOM and 0 <= self.x < 2**self.z and 0 <= self.y < 2**self.z

    @cached_property
    def bounds_3857(self) -> Box:
        """West, south, east, north in EPSG:3857, without the buffer."""
        side = 2 * HALF_WORLD / 2**self.z
        west, north = self.x * side - HALF_WORLD, HALF_WORLD - self.y * side
        return west, north - side, west + side, north

    @cached_property
    def buffered(self) -> Box:
        """West, south, east, north in degrees with the buffer that is drawn beyond the edge."""
        return self.around(BUFFER)

    def around(self, buffer: int) -> Box:
        """The same with another buffer, in tile units."""
        extra = buffer / EXTENT
        return (
            lon_of(self.x - extra, self.z),
            lat_of(self.y + 1 + extra, self.z),
            lon_of(self.x + 1 + extra, self.z),
            lat_of(self.y - extra, self.z),
        )


def tile_range(box: Box, zoom: int, buffer: float = BUFFER / EXTENT) -> tuple[range, range]:
    """Columns and rows of the tiles in which a box (degrees) may be drawn, buffers counted."""
    west, south, east, north = box
    last = 2**zoom - 1
    columns = range(max(0, floor(column_of(west, zoom) - buffer)), min(last, floor(column_of(east, zoom) + buffer)) + 1)
    rows = range(max(0, floor(row_of(north, zoom) - buffer)), min(last, floor(row_of(south, zoom) + buffer)) + 1)
    return columns, rows


def tiles_of(box: Box, zooms: range) -> Iterator[Tile]:
    """Every tile in which a box (degrees) may be drawn."""
    for zoom in zooms:
        columns, rows = tile_range(box, zoom)
        for x in columns:
            for y in rows:
                yield Tile(zoom, x, y)
