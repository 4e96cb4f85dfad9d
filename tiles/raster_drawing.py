"""Drawing a tile of a picture. Imported at the first raster tile of a process, because rio-tiler weighs 45 MB."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path

import rasterio
from rio_tiler.errors import TileOutsideBounds
from rio_tiler.io import Reader

OPEN_FILES = 4
GDAL = {"GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR", "GDAL_PAM_ENABLED": "NO", "GDAL_CACHEMAX": 64}
FORMATS = {"webp": {"quality": 82}, "jpeg": {"quality": 85}, "png": {"zlevel": 5}}

_opened = threading.local()


def draw(path: Path, z: int, x: int, y: int, accepts_webp: bool) -> tuple[bytes, str]:
    """A tile of 256 pixels and its media type; empty where the picture has no ground.

    WebP for those who read it; else JPEG inside the picture and PNG at its edge, where something is transparent.
    """
    with rasterio.Env(**GDAL):
        try:
            image = _reader(path).tile(x, y, z, tilesize=256, resampling_method="bilinear")
        except TileOutsideBounds:
            return b"", ""
        opaque = bool(image.mask.all())
        if not opaque and not image.mask.any():
            return b"", ""
        chosen = "webp" if accepts_webp else "jpeg" if opaque else "png"
        body = image.render(img_format=chosen.upper(), add_mask=not opaque, **FORMATS[chosen])
    return bytes(body), f"image/{chosen}"


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
