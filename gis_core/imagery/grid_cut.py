"""A rectangle of a picture in a grid of one's own, and what of it lies in an area."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import rasterio
import shapely
from rasterio import features
from rasterio.crs import CRS
from rasterio.enums import Resampling
from rasterio.transform import from_bounds
from rasterio.vrt import WarpedVRT
from rasterio.warp import transform_geom

Array = np.ndarray[Any, Any]
Box = tuple[float, float, float, float]


def cut(path: Path, bounds: Box, crs: str, size: tuple[int, int], area: bytes | None = None) -> tuple[Array, Array]:
    """RGB pixels (height, width, 3) and mask (255 where there is ground) of a rectangle of `size` pixels.

    `bounds` are west, south, east, north in `crs`; nothing outside `area` (EWKB in 4326) is shown.
    """
    width, height = size
    transform = from_bounds(*bounds, width, height)
    target = CRS.from_user_input(crs)
    with rasterio.open(path, driver="GTiff") as source:
        options = {"crs": target, "transform": transform, "width": width, "height": height}
        with WarpedVRT(source, resampling=Resampling.bilinear, add_alpha=True, warp_mem_limit=64, **options) as made:
            bands = made.read()
    pixels, mask = bands[:-1], bands[-1]
    if len(pixels) < 3:
        pixels = np.repeat(pixels[:1], 3, axis=0)
    if area is not None:
        mask = np.where(inside(area, transform, (height, width), crs), mask, 0)
    return np.ascontiguousarray(np.moveaxis(pixels[:3], 0, -1)), np.asarray(mask, dtype=np.uint8)


def inside(area: bytes, transform: Any, shape: tuple[int, int], crs: str) -> Array:
    """Which cells of a grid have their middle in the area (EWKB in 4326)."""
    ground = shapely.from_wkb(area)
    there = transform_geom("EPSG:4326", crs, shapely.geometry.mapping(ground))
    return np.asarray(features.geometry_mask([there], shape, transform, invert=True))
