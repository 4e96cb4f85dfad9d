"""Drawing a tile of a picture. Imported at the first raster tile of a process, because rio-tiler weighs 45 MB."""

from __future__ import annotations

import io
import threading
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from PIL import Image
from rasterio.transform import from_bounds
from rio_tiler.errors import TileOutsideBounds
from rio_tiler.io import Reader

from gis_core.imagery.grid_cut import inside
from tiles.grid import Tile

OPEN_FILES = 4
SIDE = 256
#: The cache is in bytes. One too small for a row of blocks takes as long again, for they are unpacked for each band.
GDAL = {"GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR", "GDAL_PAM_ENABLED": "NO", "GDAL_CACHEMAX": 64 * 2**20}
FORMATS = {"webp": {"quality": 82, "method": 0}, "jpeg": {"quality": 85}, "png": {"compress_level": 4}}

_opened = threading.local()


def draw(path: Path, z: int, x: int, y: int, accepts_webp: bool) -> tuple[bytes, str]:
    """A tile of 256 pixels and its media type; empty where the picture has no ground.

    JPEG inside the picture; at its edge, where something is transparent, WebP for those who read it, else PNG.
    """
    image = _tile(path, z, x, y)
    return ready(image.data, image.mask, accepts_webp) if image is not None else (b"", "")


def draw_cut(path: Path, address: Tile, accepts_webp: bool, area: bytes) -> tuple[bytes, str]:
    """The same with nothing but what lies in an area (EWKB in 4326)."""
    image = _tile(path, address.z, address.x, address.y)
    if image is None:
        return b"", ""
    there = inside(area, from_bounds(*address.bounds_3857, SIDE, SIDE), (SIDE, SIDE), "EPSG:3857")
    return ready(image.data, np.where(there, image.mask, 0).astype(np.uint8), accepts_webp)


def _tile(path: Path, z: int, x: int, y: int) -> Any:
    with rasterio.Env(**GDAL):
        try:
            return _reader(path).tile(x, y, z, tilesize=SIDE, resampling_method="bilinear")
        except TileOutsideBounds:
            return None


def ready(bands: Any, mask: Any, accepts_webp: bool) -> tuple[bytes, str]:
    """Encoded pixels with their media type; empty where nothing is to be seen."""
    opaque = bool(mask.all())
    if not opaque and not mask.any():
        return b"", ""
    chosen = "jpeg" if opaque else "webp" if accepts_webp else "png"
    return _encoded(bands, None if opaque else mask, chosen), f"image/{chosen}"


def _encoded(bands: Any, mask: Any, chosen: str) -> bytes:
    """Pillow writes a JPEG of this size ten times as fast as GDAL's driver."""
    layers = [Image.fromarray(np.ascontiguousarray(band)) for band in bands]
    if mask is not None:
        layers.append(Image.fromarray(np.ascontiguousarray(mask)))
    whole = layers[0] if len(layers) == 1 else Image.merge({2: "LA", 3: "RGB", 4: "RGBA"}[len(layers)], layers)
    buffer = io.BytesIO()
    whole.save(buffer, chosen.upper(), **FORMATS[chosen])
    return buffer.getvalue()


def _reader(path: Path) -> Reader:
    """The open file; each thread keeps a few, since a file never changes and no two threads may share one."""
    kept: OrderedDict[Path, Reader] = _opened.__dict__.setdefault("readers", OrderedDict())
    if path in kept:
        kept.move_to_end(path)
        return kept[path]
    while len(kept) >= OPEN_FILES:
        kept.popitem(last=False)[1].close()
    kept[path] = Reader(str(path))
    return kept[path]
