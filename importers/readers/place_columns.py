"""Which columns of a plain table hold the place, told by their names and, failing that, by their values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from gis_core.pure.coordinates import EASTING, LATITUDE, LONGITUDE, NORTHING
from importers.readers.place_cells import angle, is_wkt, pair

Role = Literal["lon", "lat", "x", "y", "pair", "wkt"]

#: Names as people write them, without blanks, brackets and underscores.
_WRITTEN: dict[Role, str] = {
    "lon": "lon lng long longitude londd longdd ลองจิจูด ลองติจูด ลองกิจูด เส้นแวง gpslong gpslon",
    "lat": "lat latitude latdd ละติจูด ละติจุด แลตติจูด ลัตติจูด เส้นรุ้ง gpslat",
    "x": "x e east easting utme utmx eutm xutm xcoord coordx pointx พิกัดx พิกัดe ค่าx ค่าe พิกัดตะวันออก ตะวันออก พิกัดแกนx แกนx",
    "y": "y n north northing utmn utmy nutm yutm ycoord coordy pointy พิกัดy พิกัดn ค่าy ค่าn พิกัดเหนือ เหนือ พิกัดแกนy แกนy",
    "pair": "พิกัด ค่าพิกัด ตำแหน่ง ตำแหน่งพิกัด พิกัดgps พิกัดที่ตั้ง coordinate coordinates coord coords latlong latlon"
    " lonlat location gps utm พิกัดutm",
    "wkt": "wkt geom geometry thegeom wktgeom geomwkt wkbgeometry shape",
}
_NAMES = {role: frozenset(words.split()) for role, words in _WRITTEN.items()}
_NOISE = re.compile(r"[\s().\[\]:/_\ufeff-]+")
_UNIT = re.compile(r"\((m|เมตร|องศา|deg|degrees?|wgs ?84|utm|dd|indian ?1975)\)", re.IGNORECASE)
#: A share of the values met must make sense before a column is believed.
_MOST = 0.9


@dataclass(frozen=True)
class PlaceColumns:
    """Where the place stands: two columns x and y, or one text. `degrees`: the names say longitude and latitude."""

    kind: Literal["xy", "pair", "wkt"]
    first: int
    second: int = -1
    degrees: bool = False
    by_value: bool = False


def find(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> PlaceColumns | None:
    """The columns holding the place, from the header and some rows; None for a table without places."""
    roles = _roles(names)
    for kind, wanted in (("wkt", is_wkt), ("pair", pair)):
        at = roles.get(kind)  # type: ignore[call-overload]
        if at is not None and _share(rows, at, wanted) > 0.3:
            return PlaceColumns(kind, at)  # type: ignore[arg-type]
    for x, y, degrees in (("lon", "lat", True), ("x", "y", False), ("lon", "y", False), ("x", "lat", False)):
        if x in roles and y in roles and _numbers(rows, roles[x]) and _numbers(rows, roles[y]):
            return PlaceColumns("xy", roles[x], roles[y], degrees)
    return _by_value(names, rows)


def _roles(names: Sequence[str]) -> dict[Role, int]:
    found: dict[Role, int] = {}
    for at, name in enumerate(names):
        key = _NOISE.sub("", _UNIT.sub("", name.lower()))
        for role, known in _NAMES.items():
            if key in known:
                found.setdefault(role, at)
    return found


def _cells(rows: Sequence[Sequence[Any]], at: int) -> list[Any]:
    return [row[at] for row in rows if at < len(row) and row[at] not in (None, "")]


def _share(rows: Sequence[Sequence[Any]], at: int, test: Any) -> float:
    cells = _cells(rows, at)
    return sum(1 for cell in cells if test(cell)) / len(cells) if cells else 0.0


def _numbers(rows: Sequence[Sequence[Any]], at: int) -> bool:
    """Whether the named column holds numbers; one that is empty throughout is believed by its name."""
    cells = _cells(rows, at)
    return not cells or _share(rows, at, lambda cell: angle(cell) is not None) > 0.3


def _by_value(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> PlaceColumns | None:
    """Exactly one column of longitudes beside exactly one of latitudes, or of eastings and northings; or one of WKT."""
    width = len(names)
    texts = [at for at in range(width) if _share(rows, at, is_wkt) >= _MOST]
    if len(texts) == 1:
        return PlaceColumns("wkt", texts[0], by_value=True)
    pairs = [at for at in range(width) if _share(rows, at, lambda cell: isinstance(cell, str) and pair(cell)) >= _MOST]
    if len(pairs) == 1:
        return PlaceColumns("pair", pairs[0], by_value=True)
    for first, second, fraction in ((LONGITUDE, LATITUDE, 2), (EASTING, NORTHING, 0)):
        xs = [at for at in range(width) if _within(rows, at, first, fraction)]
        ys = [at for at in range(width) if _within(rows, at, second, fraction)]
        if len(xs) == 1 and len(ys) == 1 and abs(xs[0] - ys[0]) == 1:
            return PlaceColumns("xy", xs[0], ys[0], degrees=fraction > 0, by_value=True)
    return None


def _within(rows: Sequence[Sequence[Any]], at: int, limits: tuple[float, float], fraction: int) -> bool:
    """All but a few values lie in the limits; degrees must have decimals, or ages would pass for latitudes."""
    cells = _cells(rows, at)
    values = [angle(cell) for cell in cells]
    fitting = [value for value in values if value is not None and limits[0] <= value <= limits[1]]
    if len(fitting) < max(1, _MOST * len(cells)):
        return False
    if fraction and sum(1 for value in fitting if round(value, fraction) != value) < 0.8 * len(fitting):
        return False
    return len(set(fitting)) > len(fitting) // 3
