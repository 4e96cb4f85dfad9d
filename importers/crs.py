"""Which coordinate system are these numbers in? What the file says is held against where the points would lie.

What is certain is done and told; what is not is asked, with the readings that would fit. Indian 1975 always goes by the
office's own named operation (`gis_core.features.measure`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

import numpy as np
import shapely
from pyproj import CRS, Geod, Transformer
from pyproj.exceptions import ProjError

from gis_core.features import datum, measure
from gis_core.pure.refusal import Refused
from importers.axis import THAILAND, Axis, Points, are_degrees, ordered, swapped_degrees
from importers.land import Land

MAX_WKT = 20_000
#: A file whose middle lies farther than this from the office is not the office's, or not in the system it says (4.2).
MAX_AWAY_M = 500.0
#: A reading fits when at most this share of the points lies outside.
FITS = 0.05
#: So many points outside are worth a question, when another reading has next to none outside.
WORTH_ASKING = 0.01

INDIAN_GEOGRAPHIC = 4240
_ELLIPSOID = Geod(ellps="WGS84")
How = Literal["file", "format", "given", "guessed"]


@dataclass(frozen=True)
class CrsChoice:
    """One way to read the numbers, offered to people; `outside` is the share of points it leaves outside."""

    srid: int
    axis: Axis
    thai: str
    outside: float = 0.0


@dataclass(frozen=True)
class FileCrs:
    """The system a file names: its EPSG code when known; `named` is what the file says, for the text of a doubt."""

    srid: int | None = None
    how: Literal["file", "format"] = "file"
    named: str = ""


@dataclass
class CrsFound:
    """The decision: system, order of the numbers, how it came about, and what people must be asked or told."""

    srid: int | None
    how: How | None
    axis: Axis = "xy"
    doubt: str | None = None
    choices: list[CrsChoice] = field(default_factory=list)
    refusal: Refused | None = None
    notes: list[str] = field(default_factory=list)
    bounds: tuple[float, float, float, float] | None = None


def identify(definition: str) -> FileCrs:
    """The EPSG code of a WKT text, a ``.prj`` or an ``EPSG:…`` name; without height. Never an error."""
    text = definition.strip("\0 \t\r\n\ufeff")
    if not text or len(text) > MAX_WKT:
        return FileCrs(named=text[:80])
    try:
        crs = CRS.from_user_input(text)
        while crs.is_bound or crs.is_compound:
            crs = crs.source_crs if crs.is_bound and crs.source_crs else crs.sub_crs_list[0]
        if len(crs.axis_info) > 2:
            crs = crs.to_2d()
        return FileCrs(crs.to_epsg(min_confidence=60), named=crs.name[:80])
    except (ProjError, IndexError, AttributeError, ValueError):
        return FileCrs(named=text[:80])


def name_of(srid: int, axis: Axis = "xy") -> str:
    """The system as people read it."""
    plain = measure.SYSTEMS.get(srid) or _epsg_name(srid)
    if axis == "xy":
        return plain
    return f"{plain} ที่{'สลับละติจูดกับลองจิจูด' if srid == measure.WGS84 else 'สลับค่าเหนือกับค่าตะวันออก'}"


@lru_cache(maxsize=64)
def _epsg_name(srid: int) -> str:
    try:
        return f"EPSG:{srid} ({CRS.from_epsg(srid).name})"
    except ProjError:
        return f"EPSG:{srid}"


def to_lonlat(x: Any, y: Any, srid: int, shift: measure.Shift | None = None) -> tuple[Any, Any]:
    """Numbers of any system in WGS 84 degrees; infinite where they cannot be.

    Errors: Refused ``FILE_CRS`` for a system that does not exist.
    """
    if srid == INDIAN_GEOGRAPHIC:  # by way of its zone 47, from which the office's own operation leads on
        x, y = _transformer(srid).transform(x, y)
        srid = 24047
    if srid in measure.SYSTEMS:
        moved: tuple[Any, Any] = measure.to_lonlat(x, y, srid, shift)
        return moved
    lon, lat = _transformer(srid).transform(x, y)
    return lon, lat


@lru_cache(maxsize=16)
def _transformer(srid: int) -> Transformer:
    try:
        crs = CRS.from_epsg(srid)
        if not (crs.is_geographic or crs.is_projected):
            raise ProjError("not a horizontal system")
        target = 24047 if srid == INDIAN_GEOGRAPHIC else measure.WGS84
        return Transformer.from_crs(crs, target, always_xy=True)
    except ProjError as error:
        thai = f"ไม่รู้จักระบบพิกัด EPSG:{srid} กรุณาเลือกระบบพิกัดจากรายการ"
        raise Refused("FILE_CRS", thai, "", "srid") from error


def decide(
    points: Points, file: FileCrs, given: int | None, axis: Axis | None, land: Land, shift: measure.Shift | None = None
) -> CrsFound:
    """What to do with a file whose points (n, 2) are a sample of it. Errors: Refused for an unknown given system."""
    if given is not None and given not in measure.SYSTEMS:
        _transformer(given)
    points = points[np.isfinite(points).all(axis=1)]
    judge = _Judge(points, land, shift)
    claimed = given or file.srid
    if claimed is None:
        found = _guessed(judge, file, axis)
    else:
        found = _claimed(judge, claimed, "given" if given else file.how, file, axis)
    if len(points) and found.srid is not None:
        judge.place(found)
    return found


class _Judge:
    """Counts for each reading how many points of one sample it leaves outside."""

    def __init__(self, points: Points, land: Land, shift: measure.Shift | None) -> None:
        self.points = points
        self.land = land
        self.shift = shift

    def lonlat(self, srid: int, axis: Axis) -> Points:
        """The sample in degrees; what cannot be is NaN."""
        xy = ordered(self.points, axis)
        with np.errstate(all="ignore"):
            moved = np.column_stack(to_lonlat(xy[:, 0], xy[:, 1], srid, self.shift))
        moved[~(np.isfinite(moved).all(axis=1) & (np.abs(moved) <= (180.0, 90.0)).all(axis=1))] = np.nan
        return moved

    def outside(self, srid: int, axis: Axis = "xy") -> float:
        """The share outside the office's land, or the country where no land is known."""
        return self.land.outside(self.lonlat(srid, axis))

    def abroad(self, srid: int, axis: Axis = "xy") -> float:
        """The share outside Thailand."""
        at = self.lonlat(srid, axis)
        west, south, east, north = THAILAND
        inside = (at[:, 0] >= west) & (at[:, 0] <= east) & (at[:, 1] >= south) & (at[:, 1] <= north)
        return 1.0 - float(np.mean(inside)) if len(at) else 0.0

    def readings(self, axis: Axis | None) -> list[CrsChoice]:
        """Every known reading, the best first; at a tie the office's own zone and the plain order come first."""
        choices = [
            CrsChoice(srid, order, name_of(srid, order), self.outside(srid, order))
            for srid in measure.SYSTEMS
            for order in (("xy", "yx") if axis is None else (axis,))
        ]
        preferred = self.land.utm_srid
        return sorted(choices, key=lambda c: (round(c.outside, 2), c.axis == "yx", c.srid != preferred, -c.srid))

    def place(self, found: CrsFound) -> None:
        """Where the data lie under the decision, and whether that is anywhere near the office."""
        at = self.lonlat(found.srid or 0, found.axis)
        at = at[np.isfinite(at).all(axis=1)]
        if not len(at):
            return
        (west, south), (east, north) = at.min(axis=0).tolist(), at.max(axis=0).tolist()
        found.bounds = (west, south, east, north)
        if self.land.shape is not None:
            # the median, because one point at nought would carry a mean away
            found.refusal = _too_far(np.median(at, axis=0), self.land)


def _too_far(centre: Any, land: Land) -> Refused | None:
    point = shapely.Point(*centre)
    nearest = shapely.shortest_line(land.shape, point)
    away = _ELLIPSOID.geometry_length(nearest)
    if away <= MAX_AWAY_M:
        return None
    thai = f"ระบบพิกัดของไฟล์ไม่ถูกต้อง: จุดกลางของข้อมูลอยู่นอกเขตของหน่วยงาน {away / 1000:,.1f} กม. กรุณาเลือกระบบพิกัดใหม่หรือตรวจไฟล์"
    place = {"type": "Point", "coordinates": [float(point.x), float(point.y)]}
    return Refused("CRS", thai, "", "srid", place)


def _claimed(judge: _Judge, srid: int, how: How, file: FileCrs, axis: Axis | None) -> CrsFound:
    """The file or the user names a system: it is used, unless its numbers cannot be of that system at all."""
    found = CrsFound(srid, how, axis or "xy")
    if not len(judge.points):
        return found
    if axis is None and judge.abroad(srid) > 1 - FITS and judge.abroad(srid, "yx") < FITS:
        found.axis = "yx"
        found.notes.append(f"ค่าพิกัดในไฟล์สลับลำดับกัน ระบบอ่านเป็น {name_of(srid, 'yx')}")
    if how == "format":
        return found
    claimed_outside = judge.outside(srid, found.axis)
    if claimed_outside < WORTH_ASKING:
        return found
    readings = [c for c in judge.readings(axis) if (c.srid, c.axis) != (srid, found.axis)]
    better = [c for c in readings if c.outside <= claimed_outside * datum.BETTER and c.outside <= FITS]
    if better:
        found.choices = [CrsChoice(srid, found.axis, name_of(srid, found.axis), claimed_outside), *better]
        found.doubt = _doubt(judge, srid, found.axis, better)
        if how == "file" and np.isnan(judge.lonlat(srid, found.axis)).all():
            found.srid, found.axis, found.how = better[0].srid, better[0].axis, "guessed"
    elif judge.abroad(srid, found.axis) > 0.5:
        found.choices = readings
        found.doubt = f"ข้อมูลอยู่นอกประเทศไทยเมื่ออ่านเป็น {name_of(srid, found.axis)} กรุณาตรวจระบบพิกัดหรือค่าพิกัด"
    return found


def _doubt(judge: _Judge, srid: int, axis: Axis, better: list[CrsChoice]) -> str:
    if srid in measure.SYSTEMS and axis == "xy" and judge.land.shape is not None:
        told = datum.suspect(judge.points.tolist(), srid, judge.land.as_geos(), judge.shift)
        if told:
            return told
    names = " หรือ ".join(choice.thai for choice in better[:4])
    return f"ข้อมูลอยู่นอกเขตเมื่ออ่านเป็น {name_of(srid, axis)} แต่จะอยู่ในเขตเมื่ออ่านเป็น {names} กรุณาตรวจระบบพิกัด"


def _guessed(judge: _Judge, file: FileCrs, axis: Axis | None) -> CrsFound:
    """Nobody names a system: the values tell, and people are asked wherever two readings are possible."""
    said = f"ไม่รู้จักระบบพิกัดที่ไฟล์ระบุ ({file.named})" if file.named else "ไฟล์ไม่ได้ระบุระบบพิกัด"
    if not len(judge.points):
        return CrsFound(None, None, axis or "xy")
    readings = judge.readings(axis)
    fitting = [c for c in readings if c.outside <= min(FITS, readings[0].outside + 0.02)]
    if not fitting and are_degrees(judge.points):
        return _degrees_elsewhere(said, axis or ("yx" if swapped_degrees(judge.points) else "xy"))
    if not fitting:
        doubt = f"{said} และค่าพิกัดไม่เข้ากับระบบพิกัดที่รู้จัก กรุณาเลือกระบบพิกัดหรือตรวจค่าพิกัดในไฟล์"
        return CrsFound(None, None, axis or "xy", doubt, readings)
    best = fitting[0]
    found = CrsFound(best.srid, "guessed", best.axis, choices=fitting)
    if len(fitting) == 1:
        found.notes.append(f"{said} ระบบอ่านจากค่าพิกัดเป็น {best.thai}")
    else:
        names = " หรือ ".join(choice.thai for choice in fitting)
        found.doubt = f"{said} ค่าพิกัดเข้ากับ {names} กรุณาเลือกให้ตรงกับที่สำรวจ"
    return found


def _degrees_elsewhere(said: str, order: Axis) -> CrsFound:
    """Degrees that lie outside the office: degrees all the same, and `refusal` says how far away."""
    choices = [CrsChoice(measure.WGS84, each, name_of(measure.WGS84, each), 1.0) for each in ("xy", "yx")]
    found = CrsFound(measure.WGS84, "guessed", order, choices=choices)
    found.notes.append(f"{said} ระบบอ่านจากค่าพิกัดเป็น {name_of(measure.WGS84, order)}")
    return found
