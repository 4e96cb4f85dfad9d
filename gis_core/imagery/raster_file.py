"""What a sent raster is and whether it can be taken: looked at block by block, never as a whole.

Runs in a process of its own (`child`), so that a file made to break its reader breaks nothing else.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import rasterio
from rasterio.crs import CRS
from rasterio.enums import ColorInterp
from rasterio.errors import CRSError, RasterioError, RasterioIOError
from rasterio.io import DatasetReader
from rasterio.transform import array_bounds, from_gcps
from rasterio.warp import transform as move
from rasterio.windows import Window

from gis_core.pure.refusal import Refused

MAX_PIXELS = 6_000_000_000
MAX_SIDE = 400_000
#: What must be read at once to see one pixel: a strip or tile with all its bands.
MAX_BLOCK_BYTES = 256 * 1024**2
MAGIC = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
BANDS = (1, 2, 3, 4)
INTEGERS = ("uint8", "int8", "uint16", "int16", "uint32", "int32")
FLOATS = ("float32", "float64")
EDGE_POINTS = 9
DAMAGED = "เปิดภาพไม่ได้ ไฟล์อาจเสียหายหรือส่งมาไม่ครบ ลองบันทึกเป็น GeoTIFF ใหม่"


@dataclass(frozen=True)
class Facts:
    """`srid` is 0 when the file names no system, `other_crs` text when it names one without an EPSG number.

    `outline` runs round the picture in the file's own coordinates, `outline_lonlat` in degrees where the system is
    known. `is_height` says that it looks like an elevation model.
    """

    width_px: int
    height_px: int
    bands: int
    dtype: str
    srid: int
    other_crs: str
    nodata: float | None
    is_height: bool
    outline: list[tuple[float, float]]
    outline_lonlat: list[tuple[float, float]]


def look(path: Path) -> dict[str, Any]:
    """The facts of a file that can be taken. Errors: Refused ``FILE_KIND``, ``IMG_…`` with what to do about it."""
    with path.open("rb") as file:
        if file.read(4) not in MAGIC:
            raise Refused("FILE_KIND", "ไฟล์นี้ไม่ใช่ GeoTIFF ต้องเป็นไฟล์ .tif ที่มีพิกัด", "", "file")
    try:
        with opened(path) as source:
            _check_size(source)
            _check_bands(source)
            outline = outline_of(source)
            _check_readable(source)
            return asdict(_facts(source, outline))
    except (RasterioIOError, RasterioError, CRSError, ValueError, OSError, MemoryError) as error:
        raise Refused(
            "IMG_DAMAGED", "เปิดภาพไม่ได้ ไฟล์อาจเสียหายหรือส่งมาไม่ครบ ลองบันทึกเป็น GeoTIFF ใหม่", "", "file"
        ) from error


def opened(path: Path) -> DatasetReader:
    """The file through the one driver that a raster may come by: no other file is read, no address fetched."""
    return rasterio.open(path, driver="GTiff", sharing=False)


def _check_size(source: DatasetReader) -> None:
    if source.width * source.height > MAX_PIXELS or max(source.width, source.height) > MAX_SIDE:
        text = f"ภาพใหญ่เกินไป ({source.width:,} × {source.height:,} พิกเซล) แบ่งเป็นแผ่นหรือลดความละเอียดก่อน"
        raise Refused("IMG_SIZE", text, "", "file")
    rows, columns = source.block_shapes[0]
    sample = max(_bytes_of(name) for name in source.dtypes)
    if rows * columns * sample * source.count > MAX_BLOCK_BYTES:
        text = "ภาพถูกเก็บเป็นก้อนเดียวทั้งภาพ จึงอ่านทีละส่วนไม่ได้ บันทึกใหม่เป็น GeoTIFF แบบแบ่งแผ่นย่อย (tiled)"
        raise Refused("IMG_BLOCK", text, "", "file")


def _bytes_of(dtype: str) -> int:
    return {"8": 1, "16": 2, "32": 4, "64": 8}.get("".join(c for c in dtype if c.isdigit()), 16)


def _check_bands(source: DatasetReader) -> None:
    kinds = set(source.dtypes)
    if source.count not in BANDS:
        text = f"ภาพมี {source.count} แถบสี รับภาพ 1 แถบ (ขาวดำหรือความสูง) 3 แถบ (สี) และแถบที่ 4 สำหรับส่วนโปร่งใส"
        raise Refused("IMG_BANDS", text, "", "file")
    if len(kinds) != 1 or not kinds <= {*INTEGERS, *FLOATS}:
        raise Refused("IMG_TYPE", "ชนิดข้อมูลของภาพใช้ไม่ได้ ต้องเป็นจำนวนเต็มหรือทศนิยมชนิดเดียวกันทุกแถบ", "", "file")


def outline_of(source: DatasetReader) -> list[tuple[float, float]]:
    """A ring round the picture in its own coordinates. Errors: Refused ``IMG_PLACE``."""
    transform = source.transform
    if transform.is_identity:
        gcps, _crs = source.gcps
        if len(gcps) < 3:
            text = "ไฟล์นี้ไม่มีตำแหน่งบนแผนที่ (geotransform) กำหนดพิกัดในโปรแกรม GIS แล้วบันทึกเป็น GeoTIFF ก่อน"
            raise Refused("IMG_PLACE", text, "", "file")
        transform = from_gcps(gcps)
    if not all(math.isfinite(value) for value in transform[:6]) or transform.determinant == 0:
        raise Refused("IMG_PLACE", "ตำแหน่งในไฟล์ผิดปกติ ตรวจการกำหนดพิกัดแล้วบันทึกใหม่", "", "file")
    steps = [n / (EDGE_POINTS - 1) for n in range(EDGE_POINTS)]
    around = [(s, 0.0) for s in steps] + [(1.0, s) for s in steps[1:]]
    around += [(1 - s, 1.0) for s in steps[1:]] + [(0.0, 1 - s) for s in steps[1:]]
    return [transform @ (s * source.width, t * source.height) for s, t in around]


def _check_readable(source: DatasetReader) -> None:
    """First, middle and last block: a file that was cut off, or whose codec is unknown, is found at once."""
    rows, columns = source.block_shapes[0]
    last_row, last_column = (source.height - 1) // rows, (source.width - 1) // columns
    for row, column in {(0, 0), (last_row // 2, last_column // 2), (last_row, last_column)}:
        window = Window(column * columns, row * rows, columns, rows)
        source.read(1, window=window.intersection(Window(0, 0, source.width, source.height)))


def _facts(source: DatasetReader, outline: list[tuple[float, float]]) -> Facts:
    crs = source.crs or source.gcps[1]
    srid = (crs.to_epsg() or 0) if crs else 0
    dtype = source.dtypes[0]
    is_palette = source.colorinterp[0] == ColorInterp.palette
    return Facts(
        width_px=source.width,
        height_px=source.height,
        bands=source.count,
        dtype=dtype,
        srid=srid,
        other_crs=crs.to_wkt()[:4000] if crs and not srid else "",
        nodata=_plain(source.nodata),
        is_height=source.count == 1 and not is_palette and dtype != "uint8",
        outline=outline,
        outline_lonlat=_lonlat(outline, crs) if crs else [],
    )


def _plain(value: Any) -> float | None:
    return float(value) if value is not None and math.isfinite(value) else None


def _lonlat(outline: list[tuple[float, float]], crs: CRS) -> list[tuple[float, float]]:
    xs, ys = move(crs, CRS.from_epsg(4326), [x for x, _ in outline], [y for _, y in outline])
    return [(x, y) for x, y in zip(xs, ys, strict=True) if math.isfinite(x) and math.isfinite(y)]


def bounds_of(source: Any) -> tuple[float, float, float, float]:
    """West, south, east, north in the source's own coordinates."""
    return array_bounds(source.height, source.width, source.transform)
