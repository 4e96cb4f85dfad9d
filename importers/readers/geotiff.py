"""GeoTIFF: where it lies and how fine it is, from its tags alone; not one pixel is decoded."""

from __future__ import annotations

import struct
import warnings
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import shapely
from PIL import TiffImagePlugin, TiffTags

from gis_core.pure.refusal import Refused
from importers.crs import identify
from importers.readers.table import Chunk, Field, LayerInfo, Table, refuse

_WIDTH, _HEIGHT, _BITS, _BANDS, _FORMAT = 256, 257, 258, 277, 339
_SCALE, _TIEPOINT, _MATRIX, _KEYS = 33550, 33922, 34264, 34735
_RASTER_TYPE, _GEOGRAPHIC, _PROJECTED = 1025, 2048, 3072
_PIXEL_IS_POINT = 2
_KINDS = {1: "uint", 2: "int", 3: "float"}
_BROKEN = "ไฟล์ GeoTIFF เสียหรือส่งมาไม่ครบ กรุณาส่งออกใหม่"
FIELDS = [
    Field("name"),
    Field("width", "integer"),
    Field("height", "integer"),
    Field("bands", "integer"),
    Field("dtype"),
    Field("pixel_x", "number"),
    Field("pixel_y", "number"),
]


def open_table(path: Path, name: str, folder: Path, given: str | None, layer: str | None) -> Table:
    """The picture's footprint as the only row."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the library warns of what ends in a refusal here
            return GeoTiff(path, PurePosixPath(name).name)
    except (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, struct.error, OverflowError) as error:
        raise Refused("FILE_BROKEN", _BROKEN, "", "file") from error


class GeoTiff(Table):
    """Metadata of a picture on the ground; pixel sizes are in the units of its coordinate system."""

    kind = "geotiff"

    def __init__(self, path: Path, name: str) -> None:
        super().__init__()
        tags = _tags(path)
        width, height = int(_one(tags, _WIDTH)), int(_one(tags, _HEIGHT))
        if not (0 < width < 2**31 and 0 < height < 2**31):
            refuse("FILE_BROKEN", _BROKEN)
        keys = _geo_keys(tags.get(_KEYS, ()))
        a, b, c, d, e, f = _transform(tags, keys.get(_RASTER_TYPE) == _PIXEL_IS_POINT)
        corners = [(0, 0), (width, 0), (width, height), (0, height)]
        ring = np.array([(a * x + b * y + c, d * x + e * y + f) for x, y in corners])
        if not np.isfinite(ring).all():
            refuse("FILE_BROKEN", _BROKEN)
        self._footprint = shapely.polygons(ring)
        self._sample = ring
        code = keys.get(_PROJECTED) or keys.get(_GEOGRAPHIC)
        if code and code < 32767:
            self.crs = identify(f"EPSG:{code}")
        bits = tags.get(_BITS, (8,))
        self._values: dict[str, Any] = {
            "name": name,
            "width": width,
            "height": height,
            "bands": int(_one(tags, _BANDS, 1)),
            "dtype": f"{_KINDS.get(int(_one(tags, _FORMAT, 1)), 'uint')}{int(bits[0])}",
            "pixel_x": float(np.hypot(a, d)),
            "pixel_y": float(np.hypot(b, e)),
        }
        self.layer = name
        self.count = 1
        self.layers = [LayerInfo(name, 1, "raster")]
        self.fields = FIELDS

    def sample(self) -> np.ndarray[Any, Any]:
        return self._sample

    def chunks(self, size: int) -> Iterator[Chunk]:
        shapes = np.array([self._footprint], dtype=object)
        yield Chunk(1, {field.name: [self._values[field.name]] for field in FIELDS}, shapes)


def _tags(path: Path) -> dict[int, tuple[Any, ...]]:
    """The tags of the first picture in the file."""
    with path.open("rb") as file:
        head = file.read(16)
        directory = TiffImagePlugin.ImageFileDirectory_v2(head[: 16 if head[2:4] in (b"+\0", b"\0+") else 8])
        file.seek(directory.next)
        directory.load(file)
        wanted = (_WIDTH, _HEIGHT, _BITS, _BANDS, _FORMAT, _SCALE, _TIEPOINT, _MATRIX, _KEYS)
        found = {}
        for tag in wanted:
            if tag in directory:
                value = directory[tag]
                found[tag] = value if isinstance(value, tuple) else (value,)
        return found


def _one(tags: dict[int, tuple[Any, ...]], tag: int, otherwise: Any = None) -> Any:
    values = tags.get(tag, (otherwise,))
    if not values or values[0] is None:
        raise ValueError(TiffTags.lookup(tag).name)
    return values[0]


def _geo_keys(values: tuple[Any, ...]) -> dict[int, int]:
    """Keys whose value stands in the directory itself, as codes do."""
    keys = {}
    for at in range(4, len(values) - 3, 4):
        key, location, _, value = values[at : at + 4]
        if location == 0:
            keys[int(key)] = int(value)
    return keys


def _transform(tags: dict[int, tuple[Any, ...]], is_point: bool) -> tuple[float, ...]:
    """a b c d e f of x = a·column + b·row + c, y = d·column + e·row + f."""
    if _MATRIX in tags and len(tags[_MATRIX]) >= 8:
        m = tags[_MATRIX]
        found = [m[0], m[1], m[3], m[4], m[5], m[7]]
    elif _SCALE in tags and _TIEPOINT in tags:
        (sx, sy), tie = tags[_SCALE][:2], tags[_TIEPOINT]
        found = [sx, 0.0, tie[3] - tie[0] * sx, 0.0, -sy, tie[4] + tie[1] * sy]
    else:
        refuse("FILE_NO_PLACE", "ภาพนี้ไม่มีตำแหน่งบนแผนที่ (GeoTIFF) กรุณาตรึงพิกัดภาพก่อนนำเข้า")
    if is_point:
        found[2] -= (found[0] + found[1]) / 2
        found[5] -= (found[3] + found[4]) / 2
    return tuple(float(each) for each in found)
