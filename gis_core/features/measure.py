"""The only place where degrees become metres. Stored: EPSG:4326. Measured: the office's UTM zone, WGS 84."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from django.contrib.gis.geos import GEOSGeometry, Point
from pyproj import Transformer

WGS84 = 4326
UTM_ZONES = {32647: 24047, 32648: 24048}

#: EPSG:1304, Indian 1975 to WGS 84: geocentric translation of the Royal Thai Survey Department, 3 parameters.
#: Named, because PROJ's own choice for Thailand (EPSG:1812) lies about 190 m away.
INDIAN_1975 = (
    "+proj=pipeline +step +inv +proj=utm +zone={zone} +a=6377276.345 +rf=300.8017"
    " +step +proj=push +v_3 +step +proj=cart +a=6377276.345 +rf=300.8017"
    " +step +proj=helmert +x={x} +y={y} +z={z}"
    " +step +inv +proj=cart +ellps=WGS84 +step +proj=pop +v_3"
    " +step +proj=unitconvert +xy_in=rad +xy_out=deg"
)
SHIFT_EPSG_1304 = (210.0, 814.0, 289.0)

SYSTEMS = {
    4326: "WGS 84 (ลองจิจูด, ละติจูด)",
    32647: "WGS 84 / UTM 47N",
    32648: "WGS 84 / UTM 48N",
    24047: "Indian 1975 / UTM 47N",
    24048: "Indian 1975 / UTM 48N",
}


Shift = tuple[float, float, float]


def office_srid() -> int:
    """The office's UTM zone: 32647 west of 102° E, 32648 east of it."""
    from gis_core.ground.office import office

    return office().utm_srid


def _office_shift(srid: int, given: Shift | None) -> Shift:
    """The office's own control points, where it has some, override the published operation for Indian 1975."""
    from gis_core.ground.office import office

    if given or srid not in UTM_ZONES.values():
        return given or SHIFT_EPSG_1304
    return office().indian_shift


@lru_cache(maxsize=16)
def _pipeline(srid: int, shift: Shift) -> Transformer:
    """From `srid` to WGS 84 longitude and latitude; its inverse goes the other way."""
    if srid in UTM_ZONES.values():
        x, y, z = shift
        return Transformer.from_pipeline(INDIAN_1975.format(zone=srid - 24000, x=x, y=y, z=z))
    return Transformer.from_crs(srid, WGS84, always_xy=True)


def to_lonlat(x: Any, y: Any, source: int, shift: Shift | None = None) -> tuple[Any, Any]:
    """Coordinates (numbers or arrays) of one of `SYSTEMS` in WGS 84 longitude, latitude. KeyError: unknown system.

    `shift` is that of Indian 1975 in metres (default: the office's).
    """
    SYSTEMS[source]
    return (x, y) if source == WGS84 else _pipeline(source, _office_shift(source, shift)).transform(x, y)


def from_lonlat(lon: Any, lat: Any, target: int, shift: Shift | None = None) -> tuple[Any, Any]:
    """The inverse of `to_lonlat`."""
    SYSTEMS[target]
    if target == WGS84:
        return lon, lat
    return _pipeline(target, _office_shift(target, shift)).transform(lon, lat, direction="INVERSE")


def _moved(geom: GEOSGeometry, move: Callable[[Any, Any], tuple[Any, Any]]) -> Any:
    return shapely.transform(shapely.from_wkb(bytes(geom.wkb)), lambda xy: np.column_stack(move(xy[:, 0], xy[:, 1])))


def _reproject(geom: GEOSGeometry, move: Callable[[Any, Any], tuple[Any, Any]], srid: int) -> GEOSGeometry:
    return GEOSGeometry(memoryview(shapely.to_wkb(_moved(geom, move))), srid=srid)


def to_utm(geom: GEOSGeometry, srid: int | None = None) -> GEOSGeometry:
    """A stored shape (4326) in the office's UTM zone."""
    target = srid or office_srid()
    return _reproject(geom, lambda x, y: from_lonlat(x, y, target), target)


def utm_shape(geom: GEOSGeometry, srid: int | None = None) -> Any:
    """The same as a shape of shapely, for those who reckon with it."""
    target = srid or office_srid()
    return _moved(geom, lambda x, y: from_lonlat(x, y, target))


def to_wgs84(geom: GEOSGeometry, srid: int | None = None) -> GEOSGeometry:
    """A shape in `srid` (default: its own, else the office's zone) as it is stored."""
    source = srid or geom.srid or office_srid()
    return geom if source == WGS84 else _reproject(geom, lambda x, y: to_lonlat(x, y, source), WGS84)


def length_m(geom: GEOSGeometry) -> float:
    """Length of a stored line, or perimeter of a polygon, in metres of the office's UTM zone."""
    return to_utm(geom).length


def area_m2(geom: GEOSGeometry) -> float:
    """Area of a stored polygon in square metres of the office's UTM zone."""
    return to_utm(geom).area


def round_m(value: float) -> Decimal:
    """Half up to a centimetre: measured values are rounded before they are compared with what the law requires."""
    return Decimal(repr(value)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def readout(point: Point) -> list[dict[str, Any]]:
    """A place in every system the office reads: name, EPSG code, x and y (degrees or metres)."""
    zone = office_srid()
    rows = []
    for srid in (WGS84, zone, UTM_ZONES[zone]):
        x, y = from_lonlat(point.x, point.y, srid)
        rows.append(
            {
                "srid": srid,
                "name": SYSTEMS[srid],
                "x": round(x, 7 if srid == WGS84 else 2),
                "y": round(y, 7 if srid == WGS84 else 2),
            }
        )
    return rows
