"""From a checked raster to the one form that is served: 8 bits, a mask, overviews, cloud-optimised GeoTIFF.

Works window by window: memory does not grow with the picture. Runs in a process of its own (`child`).
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
import shapely
from rasterio import features
from rasterio.crs import CRS
from rasterio.enums import ColorInterp, Resampling
from rasterio.shutil import copy as copy_as
from rasterio.vrt import WarpedVRT
from rasterio.warp import transform_geom
from rasterio.windows import Window

from gis_core.imagery.hillshade import hillshade
from gis_core.imagery.raster_file import bounds_of, opened
from gis_core.pure.refusal import Refused

Array = np.ndarray[Any, Any]
Progress = Callable[[float], None]
WINDOW = 1024
BLOCK = 512
SAMPLE = 1024
FOOTPRINT_CELLS = 256
DEGREE_M = 111_320.0
#: Side of the world in EPSG:3857 in pixels of a 256 pixel tile at zoom 0.
ZOOM_0_M = 156_543.03392804097
MAX_ZOOM = 22


@dataclass(frozen=True)
class Order:
    """`crs` overrides the file's own system (EPSG:… or a PROJ string), `warp_to` is an EPSG number or 0 to leave it.

    `as_height` makes relief shading of the first band, its heights multiplied by `exaggeration`.
    """

    crs: str
    warp_to: int
    nodata: float | None
    as_height: bool
    exaggeration: float = 1.0


def convert(path: Path, target: Path, order: Order, progress: Progress) -> dict[str, Any]:
    """Write `target`; returns what the record keeps. Errors: Refused ``IMG_EMPTY``."""
    plain = target.with_suffix(".plain.tif")
    try:
        with ExitStack() as stack:
            source = _source(stack, path, order)
            _write_plain(source, plain, order, lambda share: progress(share * 0.7))
        copy_as(
            plain,
            target,
            driver="COG",
            BLOCKSIZE=str(BLOCK),
            RESAMPLING="AVERAGE",
            OVERVIEWS="IGNORE_EXISTING",
            BIGTIFF="IF_SAFER",
            COMPRESS="JPEG",
            QUALITY="88",
        )
        progress(0.97)
        return _result(target)
    finally:
        plain.unlink(missing_ok=True)


def _source(stack: ExitStack, path: Path, order: Order) -> Any:
    source = stack.enter_context(opened(path))
    crs = CRS.from_user_input(order.crs) if order.crs else source.crs or source.gcps[1]
    turned = source.transform.b or source.transform.d or source.transform.e > 0
    target = CRS.from_epsg(order.warp_to) if order.warp_to else crs
    if not turned and target == crs and not source.transform.is_identity:
        return source
    has_alpha = ColorInterp.alpha in source.colorinterp
    nodata = source.nodata if order.nodata is None else order.nodata
    smooth = Resampling.nearest if source.colorinterp[0] == ColorInterp.palette else Resampling.bilinear
    options: dict[str, Any] = {"src_crs": crs, "crs": target, "resampling": smooth, "warp_mem_limit": 64}
    if nodata is not None:
        options |= {"src_nodata": nodata, "nodata": nodata}
    elif not has_alpha:
        options["add_alpha"] = True
    return stack.enter_context(WarpedVRT(source, **options))


# -- pixels ------------------------------------------------------------------------------------------------------------
def _write_plain(source: Any, target: Path, order: Order, progress: Progress) -> None:
    """Grey or RGB in 8 bits with a mask inside the file."""
    shape = _shaper(source, order)
    profile = {
        "driver": "GTiff",
        "width": source.width,
        "height": source.height,
        "count": shape.bands,
        "dtype": "uint8",
        "crs": CRS.from_user_input(order.crs) if order.crs and not order.warp_to else source.crs,
        "transform": source.transform,
        "tiled": True,
        "blockxsize": BLOCK,
        "blockysize": BLOCK,
        "compress": "LZW",
        "bigtiff": "IF_SAFER",
        "photometric": "RGB" if shape.bands == 3 else "MINISBLACK",
    }
    windows = list(_windows(source.width, source.height))
    is_masked = False
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), rasterio.open(target, "w", **profile) as made:
        for number, window in enumerate(windows):
            pixels, mask = shape.read(window)
            made.write(pixels, window=window)
            if not is_masked and not mask.all():
                # a picture without holes has no mask, which spares every tile a third of its work
                is_masked = True
                for earlier in windows[:number]:
                    made.write_mask(np.full((earlier.height, earlier.width), 255, dtype=np.uint8), window=earlier)
            if is_masked:
                made.write_mask(np.where(mask > 0, 255, 0).astype(np.uint8), window=window)
            progress((number + 1) / len(windows))


def _windows(width: int, height: int) -> Iterator[Window]:
    for row in range(0, height, WINDOW):
        for column in range(0, width, WINDOW):
            yield Window(column, row, min(WINDOW, width - column), min(WINDOW, height - row))


def _shaper(source: Any, order: Order) -> _Picture | _Height | _Palette:
    if order.as_height:
        return _Height(source, order)
    if source.colorinterp[0] == ColorInterp.palette:
        return _Palette(source, order)
    return _Picture(source, order)


class _Picture:
    """Grey or colour; deeper than 8 bits is stretched between the 2nd and 98th percentile of each band."""

    def __init__(self, source: Any, order: Order) -> None:
        self.source, self.order = source, order
        colours = [n for n, use in enumerate(source.colorinterp, 1) if use != ColorInterp.alpha]
        self.indexes = colours[:3] if len(colours) >= 3 else colours[:1]
        self.bands = len(self.indexes)
        self.limits = None if source.dtypes[0] == "uint8" else self._limits()

    def _limits(self) -> list[tuple[float, float]]:
        scale = max(self.source.width, self.source.height) / SAMPLE
        shape = (max(1, round(self.source.height / max(scale, 1))), max(1, round(self.source.width / max(scale, 1))))
        mask = self._mask(None, shape)
        found = []
        for index in self.indexes:
            values = self.source.read(index, out_shape=shape)[mask > 0]
            values = values[np.isfinite(values)]
            low, high = np.percentile(values, (2, 98)) if values.size else (0.0, 1.0)
            found.append((float(low), float(high) if high > low else float(low) + 1.0))
        return found

    def read(self, window: Window) -> tuple[Array, Array]:
        pixels = self.source.read(self.indexes, window=window)
        mask = self._mask(window)
        if self.limits is None:
            return pixels, mask
        stretched = [
            np.clip((np.nan_to_num(band.astype(np.float32)) - low) / (high - low) * 255, 0, 255)
            for band, (low, high) in zip(pixels, self.limits, strict=True)
        ]
        return np.rint(np.stack(stretched)).astype(np.uint8), mask

    def _mask(self, window: Window | None, shape: tuple[int, int] | None = None) -> Array:
        mask = self.source.dataset_mask(window=window, out_shape=shape)
        if self.order.nodata is not None:
            first = self.source.read(self.indexes, window=window, out_shape=shape and (self.bands, *shape))
            mask = np.where((first == self.order.nodata).all(axis=0), 0, mask).astype(np.uint8)
        return np.asarray(mask, dtype=np.uint8)


class _Palette(_Picture):
    """Indexed colours, as scanned maps often have, spread to red, green and blue."""

    def __init__(self, source: Any, order: Order) -> None:
        super().__init__(source, order)
        self.indexes, self.bands, self.limits = [1], 3, None
        self.table = np.zeros((256, 3), dtype=np.uint8)
        for value, colour in source.colormap(1).items():
            if value < 256:
                self.table[value] = colour[:3]

    def read(self, window: Window) -> tuple[Array, Array]:
        values = self.source.read(1, window=window).astype(np.uint8)
        return np.moveaxis(self.table[values], -1, 0), self._mask(window)


class _Height:
    """Relief shading; each window is read with one cell more on every side."""

    bands = 1

    def __init__(self, source: Any, order: Order) -> None:
        self.source, self.order = source, order
        metres = DEGREE_M if source.crs and source.crs.is_geographic else 1.0
        middle = (bounds_of(source)[1] + bounds_of(source)[3]) / 2
        narrow = math.cos(math.radians(middle)) if metres != 1.0 else 1.0
        self.pixel_m = (abs(source.transform.a) * metres * narrow, abs(source.transform.e) * metres)

    def read(self, window: Window) -> tuple[Array, Array]:
        around = Window(window.col_off - 1, window.row_off - 1, window.width + 2, window.height + 2)
        inside = around.intersection(Window(0, 0, self.source.width, self.source.height))
        height = self.source.read(1, window=inside).astype(np.float64)
        known = self.source.dataset_mask(window=inside) > 0
        if self.order.nodata is not None:
            known &= height != self.order.nodata
        height[~known | ~np.isfinite(height)] = np.nan
        left, top = inside.col_off - around.col_off, inside.row_off - around.row_off
        right, bottom = around.width - inside.width - left, around.height - inside.height - top
        grey = hillshade(
            np.pad(height, ((top, bottom), (left, right)), constant_values=np.nan),
            self.pixel_m,
            self.order.exaggeration,
        )
        return grey[np.newaxis], np.where(grey > 0, 255, 0).astype(np.uint8)


# -- the result --------------------------------------------------------------------------------------------------------
def _result(path: Path) -> dict[str, Any]:
    with rasterio.open(path, driver="GTiff") as made:
        footprint = _footprint(made)
        west, south, east, north = footprint.bounds
        cosine = math.cos(math.radians((south + north) / 2))
        width_m = (east - west) * DEGREE_M * cosine
        cell = abs(made.transform.a) * (DEGREE_M * cosine if made.crs.is_geographic else 1.0)
        if made.crs.to_epsg() == 3857:
            cell *= cosine
        last = min(MAX_ZOOM, max(0, math.ceil(math.log2(ZOOM_0_M * cosine / cell) - 0.2)))
        first = max(0, math.floor(math.log2(ZOOM_0_M * cosine * 256 / max(width_m, 1.0))) - 1)
        return {
            "width_px": made.width,
            "height_px": made.height,
            "resolution_m": round(max(cell, 0.001), 3),
            "min_zoom": min(first, last),
            "max_zoom": last,
            "size_bytes": path.stat().st_size,
            "footprint": json.loads(shapely.to_geojson(footprint)),
        }


def _footprint(made: Any) -> Any:
    """The ground that has pixels, to about a 256th of the picture, in degrees."""
    scale = max(made.width, made.height) / FOOTPRINT_CELLS
    rows, columns = max(1, math.ceil(made.height / max(scale, 1))), max(1, math.ceil(made.width / max(scale, 1)))
    mask = np.where(made.dataset_mask(out_shape=(rows, columns)) > 0, 1, 0).astype(np.uint8)
    transform = made.transform @ made.transform.scale(made.width / columns, made.height / rows)
    parts = [
        shapely.geometry.shape(transform_geom(made.crs, "EPSG:4326", shape, precision=7))
        for shape, value in features.shapes(mask, transform=transform)
        if value
    ]
    if not parts:
        raise Refused("IMG_EMPTY", "ภาพไม่มีจุดที่มีข้อมูลเลย ตรวจค่า nodata", "", "file")
    cell = max(abs(transform.a), abs(transform.e)) / (1.0 if made.crs.is_geographic else DEGREE_M)
    whole = shapely.make_valid(shapely.union_all(parts).simplify(cell))
    areas = [part for part in getattr(whole, "geoms", [whole]) if part.geom_type == "Polygon"]
    return shapely.MultiPolygon(areas)
