"""Small rasters written for tests, good and bad ones."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from rasterio.crs import CRS
from rasterio.transform import Affine

#: A place in the middle of the small town, in metres of zone 47.
EAST, NORTH = 729_600.0, 1_817_000.0


def picture(path: Path, pixels: Any = None, *, srid: int = 32647, cell: float = 0.5, **more: Any) -> Path:
    """A GeoTIFF in RGB whose red grows to the east and green to the south; `more` overrides rasterio's profile."""
    if pixels is None:
        rows, columns = np.mgrid[0:300, 0:400]
        pixels = np.stack([columns % 256, rows % 256, np.full_like(rows, 90)]).astype(np.uint8)
    count, height, width = pixels.shape
    profile: dict[str, Any] = {
        "driver": "GTiff",
        "width": width,
        "height": height,
        "count": count,
        "dtype": pixels.dtype.name,
        "crs": CRS.from_epsg(srid) if srid else None,
        "transform": Affine(cell, 0, EAST, 0, -cell, NORTH),
        "compress": "deflate",
    }
    profile |= more
    with rasterio.open(path, "w", **profile) as made:
        made.write(pixels)
    return path


def plain(path: Path) -> Path:
    """A TIFF without any place on earth."""
    return picture(path, srid=0, transform=Affine.identity())


def claiming(path: Path, width: int, height: int, rows_per_strip: int = 1) -> Path:
    """A few bytes that claim to be a huge picture of 8-bit grey with a place."""
    tags = [
        (256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, 8), (262, 3, 1, 1),
        (273, 4, 1, 8), (277, 3, 1, 1), (278, 4, 1, rows_per_strip), (279, 4, 1, 1),
    ]  # fmt: skip
    entries = [struct.pack("<HHII", *tag) for tag in tags]
    extra = 8 + 2 + 12 * (len(tags) + 2) + 4
    entries.append(struct.pack("<HHII", 33550, 12, 3, extra))
    entries.append(struct.pack("<HHII", 33922, 12, 6, extra + 24))
    body = struct.pack("<H", len(entries)) + b"".join(entries) + struct.pack("<I", 0)
    body += struct.pack("<3d", 1, 1, 0) + struct.pack("<6d", 0, 0, 0, EAST, NORTH, 0)
    path.write_bytes(b"II*\0" + struct.pack("<I", 8) + body)
    return path


def one_block(path: Path, side: int) -> Path:
    """A sparse picture of a single tile: a few bytes that would be unpacked at once."""
    place = {"crs": CRS.from_epsg(32647), "transform": Affine(0.1, 0, EAST, 0, -0.1, NORTH)}
    shape = {"width": side, "height": side, "count": 1, "dtype": "uint8"}
    tiles = {"tiled": True, "blockxsize": side, "blockysize": side, "sparse_ok": True}
    rasterio.open(path, "w", driver="GTiff", **shape, **place, **tiles).close()
    return path
