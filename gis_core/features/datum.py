"""Was the right coordinate system named? Told by whether the result lies in the office's own land.

Indian 1975 taken for WGS 84 lies about 450 m off, a wrong zone or swapped axes hundreds of kilometres. What this cannot
tell is a fault smaller than the distance to the boundary: no surveyed control point of the office is known to this
system yet. When one is, its shift goes into the office's record and is used by `measure`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from django.contrib.gis.geos import GEOSGeometry

from gis_core.features import measure

Bounds = tuple[float, float, float, float]
#: About 50 m: parcels of the border reach over it a little, a wrong datum by 450 m.
MARGIN_DEG = 0.0005
#: Another system must leave at most this share of the misplaced points outside to be named.
BETTER = 0.1


@dataclass(frozen=True)
class _Reading:
    """One way to read the numbers, and how many points it leaves outside."""

    name: str
    outside: int


def suspect(
    points: Iterable[Sequence[float]], srid: int, land: Bounds | GEOSGeometry | None, shift: measure.Shift | None = None
) -> str | None:
    """A Thai warning when points (x, y as given, in the system `srid`) lie outside the office, else None.

    `land` is the office's boundary, or its west, south, east, north; None (not known yet) warns of nothing.
    The warning names the systems, or the order of the two numbers, with which the points would lie inside.
    KeyError: unknown system.
    """
    xy = np.asarray([tuple(point[:2]) for point in points], dtype=float).reshape(-1, 2)
    if land is None or not len(xy):
        return None
    ground = _ground(land)
    claimed = _outside(xy, srid, ground, shift)
    if not claimed:
        return None
    where = "ทุกจุด" if claimed == len(xy) else f"{claimed:,} จาก {len(xy):,} จุด"
    told = f"{where}อยู่นอกเขตของหน่วยงานเมื่ออ่านเป็น {measure.SYSTEMS[srid]}"
    fitting = _fitting(xy, srid, ground, shift, claimed)
    if not fitting:
        return f"{told} และไม่เข้ากับระบบพิกัดอื่นที่รู้จัก กรุณาตรวจค่าพิกัด"
    return f"{told} แต่จะอยู่ในเขตเมื่ออ่านเป็น {' หรือ '.join(fitting)} กรุณาตรวจระบบพิกัด"


def _ground(land: Bounds | GEOSGeometry) -> Any:
    shape = shapely.from_wkb(bytes(land.wkb)) if isinstance(land, GEOSGeometry) else shapely.box(*land)
    ground = shape.buffer(MARGIN_DEG)
    shapely.prepare(ground)
    return ground


def _outside(xy: np.ndarray[Any, Any], srid: int, ground: Any, shift: measure.Shift | None) -> int:
    lon, lat = measure.to_lonlat(xy[:, 0], xy[:, 1], srid, shift)
    return len(xy) - int(np.count_nonzero(shapely.contains_xy(ground, np.nan_to_num(lon), np.nan_to_num(lat))))


def _fitting(
    xy: np.ndarray[Any, Any], claimed_srid: int, ground: Any, shift: measure.Shift | None, claimed: int
) -> list[str]:
    """The readings that fit best, if they fit much better than the claimed one; several when the land cannot tell."""
    readings = [
        _Reading(name, _outside(xy, other, ground, shift))
        for other, name in measure.SYSTEMS.items()
        if other != claimed_srid
    ]
    for other, name in measure.SYSTEMS.items():
        turned = "สลับละติจูดกับลองจิจูด" if other == measure.WGS84 else "สลับค่าเหนือกับค่าตะวันออก"
        readings.append(_Reading(f"{name} ที่{turned}", _outside(xy[:, ::-1], other, ground, shift)))
    least = min(reading.outside for reading in readings)
    return [reading.name for reading in readings if reading.outside == least] if least <= claimed * BETTER else []
