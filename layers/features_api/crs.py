"""Part 2: coordinate reference systems by their URIs, and the order of their axes."""

from __future__ import annotations

from dataclasses import dataclass

from gis_core.features import measure
from layers.features_api.problems import BadRequest

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/{}"


@dataclass(frozen=True)
class Crs:
    """`swapped`: the authority puts latitude first (EPSG:4326 does; CRS84 and the UTM zones do not)."""

    uri: str
    srid: int
    swapped: bool = False


SUPPORTED = {
    crs.uri: crs
    for crs in (
        Crs(CRS84, 4326),
        Crs(EPSG.format(4326), 4326, swapped=True),
        Crs(EPSG.format(32647), 32647),
        Crs(EPSG.format(32648), 32648),
        Crs(EPSG.format(3857), 3857),
    )
}
DEFAULT = SUPPORTED[CRS84]


def named(uri: str | None, parameter: str) -> Crs:
    """The system of a `crs` or `bbox-crs` parameter; CRS84 when it is absent. Raises BadRequest for any other URI."""
    if uri is None:
        return DEFAULT
    if uri not in SUPPORTED:
        raise BadRequest(f"ไม่รองรับระบบพิกัดของ {parameter}: {uri}")
    return SUPPORTED[uri]


def storage() -> str:
    """Everything is stored in WGS 84, longitude first."""
    return CRS84


def office_zone() -> str:
    """URI of the office's UTM zone."""
    return EPSG.format(measure.office_srid())
