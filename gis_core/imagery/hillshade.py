"""Relief shading of an elevation model: Horn's slope, light from the north-west."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
AZIMUTH_DEG, ALTITUDE_DEG = 315.0, 45.0


def hillshade(height: Array, pixel_m: tuple[float, float], exaggeration: float = 1.0) -> Array:
    """Grey values 1 to 255 of the inner cells of `height` (metres, NaN where unknown), whose outermost ring is only
    looked at; 0 where the height is unknown. `pixel_m` is the width and height of a cell in metres.

    A neighbour that is unknown counts as level with the cell, so that the rim of the data throws no shadow.
    """
    centre = height[1:-1, 1:-1]
    known = ~np.isnan(centre)
    ring = {
        (row, column): _neighbour(height, centre, row, column)
        for row in (-1, 0, 1)
        for column in (-1, 0, 1)
        if (row, column) != (0, 0)
    }
    east = (ring[-1, 1] + 2 * ring[0, 1] + ring[1, 1]) - (ring[-1, -1] + 2 * ring[0, -1] + ring[1, -1])
    south = (ring[1, -1] + 2 * ring[1, 0] + ring[1, 1]) - (ring[-1, -1] + 2 * ring[-1, 0] + ring[-1, 1])
    to_east = exaggeration * east / (8 * pixel_m[0])
    to_north = -exaggeration * south / (8 * pixel_m[1])
    azimuth, altitude = math.radians(AZIMUTH_DEG), math.radians(ALTITUDE_DEG)
    # the light falls along this direction; the surface's normal is (-dz/dx, -dz/dy, 1)
    light_x, light_y = math.sin(azimuth) * math.cos(altitude), math.cos(azimuth) * math.cos(altitude)
    towards = -to_east * light_x - to_north * light_y + math.sin(altitude)
    shade = towards / np.sqrt(1 + to_east**2 + to_north**2)
    grey = 1 + 254 * np.clip(np.nan_to_num(shade), 0, 1)
    return np.where(known, np.rint(grey), 0).astype(np.uint8)


def _neighbour(height: Array, centre: Array, row: int, column: int) -> Array:
    rows, columns = height.shape
    moved = height[1 + row : rows - 1 + row, 1 + column : columns - 1 + column]
    return np.where(np.isnan(moved), centre, moved)
