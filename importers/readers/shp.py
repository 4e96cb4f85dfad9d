"""The shapes of a shapefile, built in arrays. Every length a file states is held against what is there.

Indexed by .shx when it agrees with the .shp, else walked record by record, so a missing or damaged index costs nothing.
"""

from __future__ import annotations

import mmap
import struct
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

import numpy as np
import shapely

from gis_core.pure.refusal import Refused
from importers.readers.limits import MAX_VERTICES, SAMPLE_POINTS
from importers.readers.table import Geometry, Shapes, fault, refuse

_HEADER = 100
#: Points below which a part is nothing.
_LEAST = {"line": 2, "polygon": 3}
_POINTS = (1, 11, 21)
_FAMILY: dict[int, Literal["point", "line", "polygon", "multipoint"]] = {
    **dict.fromkeys(_POINTS, "point"),
    **dict.fromkeys((3, 13, 23), "line"),
    **dict.fromkeys((5, 15, 25), "polygon"),
    **dict.fromkeys((8, 18, 28), "multipoint"),
}
_BROKEN = "ไฟล์ .shp เสียหรือส่งมาไม่ครบ กรุณาส่งออกจากโปรแกรมต้นทางใหม่"


def _broken() -> Refused:
    return fault("FILE_SHAPE", "รูปของแถวนี้ในไฟล์ .shp เสีย กรุณาตรวจรูปในโปรแกรมต้นทางแล้วส่งออกใหม่")


def _not_a_number() -> Refused:
    return fault("FILE_RANGE", "ค่าพิกัดของแถวนี้ไม่ใช่ตัวเลข กรุณาแก้รูปในโปรแกรมต้นทางแล้วส่งออกใหม่")


def _too_many() -> Refused:
    return fault("FILE_VERTICES", f"รูปนี้มีจุดมุมเกิน {MAX_VERTICES:,} จุด กรุณาลดจำนวนจุด (simplify) หรือแบ่งเป็นหลายรูปก่อนนำเข้า")


class Shp:
    """The shapes by number (from 0). Errors: Refused ``FILE_BROKEN``, ``FILE_TRUNCATED``."""

    def __init__(self, path: Path, index: Path | None) -> None:
        self._file = path.open("rb")
        try:
            size = path.stat().st_size
            if size < _HEADER:
                refuse("FILE_TRUNCATED", _BROKEN)
            self._bytes = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
            code, length, self.type = _header(self._bytes)
            if code != 9994:
                refuse("FILE_BROKEN", _BROKEN)
            if length * 2 > size:
                refuse("FILE_TRUNCATED", "ไฟล์ .shp ขาดหาย ส่งมาไม่ครบ กรุณาส่งใหม่ทั้งชุด (.shp .shx .dbf .prj)")
            self.starts, self.lengths = self._places(index)
        except BaseException:
            self.close()
            raise

    @property
    def count(self) -> int:
        """Shapes, empty ones included."""
        return len(self.starts)

    @property
    def geometry(self) -> Geometry:
        """The kind the header names."""
        return geometry_of_type(self.type)

    def _places(self, index: Path | None) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        listed = self._indexed(index) if index else None
        return listed if listed is not None else self._walked()

    def _indexed(self, index: Path) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]] | None:
        """Start and length of each shape by the .shx; None when it does not agree with what the .shp holds."""
        raw = index.read_bytes()
        count = (len(raw) - _HEADER) // 8
        if count <= 0:
            return None
        pairs = np.frombuffer(raw, ">u4", count * 2, _HEADER).reshape(-1, 2).astype(np.int64) * 2
        starts, lengths = pairs[:, 0], pairs[:, 1]
        if (starts < _HEADER).any() or (starts + 8 + lengths > len(self._bytes)).any():
            return None
        stated = [int.from_bytes(self._bytes[at + 4 : at + 8], "big") * 2 for at in starts[:: max(1, count // 1000)]]
        agrees = stated == lengths[:: max(1, count // 1000)].tolist()
        return (starts + 8, lengths) if agrees else None

    def _walked(self) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        starts, lengths = [], []
        at, end = _HEADER, len(self._bytes)
        while at + 8 <= end:
            length = int.from_bytes(self._bytes[at + 4 : at + 8], "big") * 2
            if at + 8 + length > end:
                refuse("FILE_TRUNCATED", "ไฟล์ .shp ขาดหายกลางรูป กรุณาส่งใหม่ทั้งชุด (.shp .shx .dbf .prj)")
            starts.append(at + 8)
            lengths.append(length)
            at += 8 + length
        return np.array(starts, dtype=np.int64), np.array(lengths, dtype=np.int64)

    def sample(self) -> np.ndarray[Any, Any]:
        """The first point of shapes spread over the file."""
        found = []
        for number in np.unique(np.linspace(0, max(0, self.count - 1), min(self.count, SAMPLE_POINTS)).astype(int)):
            start, length = int(self.starts[number]), int(self.lengths[number])
            family, at = self._family(start, length), start + 4
            if family in ("line", "polygon") and length >= 44:
                at = start + 44 + 4 * int.from_bytes(self._bytes[start + 36 : start + 40], "little")
            elif family == "multipoint":
                at = start + 40
            if family and start + length >= at + 16:
                found.append(struct.unpack_from("<2d", self._bytes, at))
        return np.array(found, dtype=float).reshape(-1, 2)

    def _family(self, start: int, length: int) -> str | None:
        return _FAMILY.get(int.from_bytes(self._bytes[start : start + 4], "little")) if length >= 4 else None

    def read(self, first: int, count: int) -> tuple[Shapes, dict[int, Refused]]:
        """Shapes from `first`; faults by their place among those."""
        numbers = range(first, min(first + count, self.count))
        plain = self._plain_points(numbers) if self.type in _POINTS else None
        if plain is not None:
            return plain, {}
        shapes: Shapes = np.full(len(numbers), None, dtype=object)
        build = _Builder(shapes)
        made = self._single_parts(numbers, shapes)
        for at, number in enumerate(numbers):
            if made[at]:
                continue
            start, length = int(self.starts[number]), int(self.lengths[number])
            self._take(build, at, start, length)
        build.finish()
        return shapes, build.faults

    def _plain_points(self, numbers: range) -> Shapes | None:
        """The usual case of a layer of points, all at once; None when one is something else."""
        starts = self.starts[numbers.start : numbers.stop]
        if not len(starts) or (self.lengths[numbers.start : numbers.stop] < 20).any():
            return None
        raw = np.frombuffer(self._bytes, np.uint8)
        kinds = raw[starts[:, None] + np.arange(4)].view("<i4")
        if not np.isin(kinds, _POINTS).all():
            return None
        made: Shapes = shapely.points(raw[starts[:, None] + np.arange(4, 20)].view("<f8"))
        return made

    def _single_parts(self, numbers: range, shapes: Shapes) -> np.ndarray[Any, Any]:
        """The usual line or polygon, of one part and in order, all at once; says which those were."""
        family = _FAMILY.get(self.type)
        starts, lengths = self.starts[numbers.start : numbers.stop], self.lengths[numbers.start : numbers.stop]
        if family not in _LEAST or not len(starts) or (lengths < 48).any():
            return np.zeros(len(starts), dtype=bool)
        raw = np.frombuffer(self._bytes, np.uint8)
        kinds = raw[starts[:, None] + np.arange(4)].view("<i4")[:, 0]
        heads = raw[starts[:, None] + np.arange(36, 48)].view("<u4").astype(np.int64)
        usual = np.isin(kinds, [kind for kind, of in _FAMILY.items() if of == family])
        usual &= (heads[:, 0] == 1) & (heads[:, 2] == 0) & (heads[:, 1] >= _LEAST[family])
        usual &= 48 + 16 * heads[:, 1] <= lengths
        sizes = heads[usual, 1]
        if not usual.any() or sizes.sum() > 4 * MAX_VERTICES or sizes.max() > MAX_VERTICES:
            return np.zeros(len(starts), dtype=bool)
        owner = np.repeat(np.arange(len(sizes)), sizes)
        xy = self._numbers(starts[usual] + 48, sizes, owner)
        places = np.flatnonzero(usual)
        lost = np.unique(owner[~np.isfinite(xy).all(axis=1)])
        xy[~np.isfinite(xy)] = 0.0
        lines = (shapely.linestrings if family == "line" else shapely.linearrings)(xy, indices=owner)
        shapes[places] = lines if family == "line" else shapely.polygons(lines)
        shapes[places[lost]] = None
        usual[places[lost]] = False
        return usual

    def _numbers(self, starts: Any, sizes: Any, owner: Any) -> np.ndarray[Any, Any]:
        """Pairs of numbers (n, 2): `sizes` of them from each of `starts`, which lie at any even byte."""
        within = np.arange(len(owner)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        places = starts[owner] + 16 * within
        xy = np.empty((len(owner), 2))
        for phase in np.unique(places % 8).tolist():
            doubles = np.frombuffer(self._bytes, "<f8", (len(self._bytes) - phase) // 8, phase)
            here = places % 8 == phase
            first = (places[here] - phase) // 8
            xy[here, 0], xy[here, 1] = doubles[first], doubles[first + 1]
        return xy

    def _take(self, build: _Builder, at: int, start: int, length: int) -> None:
        if length < 4:
            build.faults[at] = _broken()
            return
        kind = int.from_bytes(self._bytes[start : start + 4], "little")
        family = _FAMILY.get(kind)
        if family == "point" and length >= 20:
            build.point(at, struct.unpack_from("<2d", self._bytes, start + 4))
        elif family == "multipoint" and length >= 40:
            self._multipoint(build, at, start, length)
        elif family in ("line", "polygon") and length >= 44:
            self._parts(build, at, start, length, family)
        elif kind != 0:
            build.faults[at] = _broken()

    def _multipoint(self, build: _Builder, at: int, start: int, length: int) -> None:
        count = int.from_bytes(self._bytes[start + 36 : start + 40], "little")
        if count > MAX_VERTICES or 40 + 16 * count > length:
            build.faults[at] = _too_many() if 40 + 16 * count <= length else _broken()
        elif count:
            xy = np.frombuffer(self._bytes, "<f8", count * 2, start + 40).reshape(-1, 2)
            build.shapes[at] = shapely.multipoints(xy)

    def _parts(self, build: _Builder, at: int, start: int, length: int, family: str) -> None:
        parts, points = struct.unpack_from("<2I", self._bytes, start + 36)
        if 44 + 4 * parts + 16 * points > length:
            build.faults[at] = _broken()
        elif points > MAX_VERTICES:
            build.faults[at] = _too_many()
        elif parts and points:
            breaks = np.frombuffer(self._bytes, "<u4", parts, start + 44).astype(np.int64)
            xy = np.frombuffer(self._bytes, "<f8", points * 2, start + 44 + 4 * parts).reshape(-1, 2)
            sizes = np.diff(breaks, append=points)
            if breaks[0] != 0 or (sizes < 0).any():
                build.faults[at] = _broken()
            else:
                build.parts(at, family, xy, sizes)

    def close(self) -> None:
        """Let go of the file."""
        if hasattr(self, "_bytes"):
            with suppress(BufferError):  # an array of a batch in use still looks into it; it goes with the last of them
                self._bytes.close()
        self._file.close()


def geometry_of_type(number: int) -> Geometry:
    """The kind of shape by the number in a header."""
    family = _FAMILY.get(number)
    if family is None:
        return "mixed" if number else "none"
    return "point" if family == "multipoint" else family


def _header(data: mmap.mmap) -> tuple[int, int, int]:
    code, length = struct.unpack(">i20xi", data[:28])
    return int(code), int(length), int(struct.unpack("<i", data[32:36])[0])


class _Builder:
    """Collects the parts of many shapes and makes all lines and rings in one call each."""

    def __init__(self, shapes: Shapes) -> None:
        self.shapes = shapes
        self.faults: dict[int, Refused] = {}
        self._points: list[tuple[int, tuple[float, float]]] = []
        self._waiting: dict[str, list[tuple[int, Any, Any]]] = {"line": [], "polygon": []}

    def point(self, at: int, xy: tuple[Any, ...]) -> None:
        self._points.append((at, (xy[0], xy[1])))

    def parts(self, at: int, family: str, xy: Any, sizes: Any) -> None:
        """Parts too short to be anything are left out, as every other reader does."""
        if not np.isfinite(xy).all():
            self.faults[at] = _not_a_number()
            return
        least = _LEAST[family]
        if (sizes < least).any():
            xy = xy[np.repeat(sizes >= least, sizes)]
            sizes = sizes[sizes >= least]
        if len(sizes):
            self._waiting[family].append((at, xy, sizes))
        else:
            self.faults[at] = _broken()

    def finish(self) -> None:
        if self._points:
            places = [at for at, _ in self._points]
            self.shapes[places] = shapely.points(np.array([xy for _, xy in self._points]))
        for family, make in (("line", shapely.linestrings), ("polygon", shapely.linearrings)):
            if self._waiting[family]:
                self._finish(family, make)

    def _finish(self, family: str, make: Any) -> None:
        waiting = self._waiting[family]
        sizes = np.concatenate([each for _, _, each in waiting])
        xy = np.concatenate([each for _, each, _ in waiting])
        made = make(xy, indices=np.repeat(np.arange(len(sizes)), sizes))
        per_shape = np.array([len(each) for _, _, each in waiting])
        places = np.array([at for at, _, _ in waiting])
        firsts = np.concatenate([[0], np.cumsum(per_shape)[:-1]])
        single = per_shape == 1
        self.shapes[places[single]] = (
            made[firsts[single]] if family == "line" else shapely.polygons(made[firsts[single]])
        )
        join = shapely.multilinestrings if family == "line" else polygons_of_rings
        for at, first, count in zip(places[~single], firsts[~single], per_shape[~single], strict=True):
            try:
                self.shapes[at] = join(made[first : first + count])
            except shapely.GEOSException:  # rings of numbers so large that their products are none
                self.faults[int(at)] = _broken()


def polygons_of_rings(rings: Shapes) -> Any:
    """Outer rings run clockwise, holes the other way; a hole belongs to the smallest outer ring around it."""
    filled = shapely.polygons(rings)
    holes = shapely.is_ccw(rings)
    outer = np.flatnonzero(~holes)
    if not len(outer):
        return shapely.multipolygons(filled) if len(rings) > 1 else filled[0]
    inside = _owners(filled, outer, np.flatnonzero(holes))
    made = [
        shapely.polygons(rings[at], holes=rings[inside[at]]) if at in inside else filled[at]
        for at in [*outer.tolist(), *inside.pop(-1, [])]
    ]
    return shapely.multipolygons(made) if len(made) > 1 else made[0]


def _owners(filled: Shapes, outer: Any, holes: Any) -> dict[int, list[int]]:
    """Outer ring -> its holes; -1 -> holes without one, which become shapes of their own."""
    found: dict[int, list[int]] = {}
    if not len(holes):
        return found
    tree = shapely.STRtree(filled[outer])
    points = shapely.point_on_surface(filled[holes])
    hits = tree.query(points, predicate="within")
    areas = shapely.area(filled[outer])
    best: dict[int, int] = {}
    for hole, owner in hits.T.tolist():
        if hole not in best or areas[owner] < areas[best[hole]]:
            best[hole] = owner
    for at, hole in enumerate(holes.tolist()):
        found.setdefault(int(outer[best[at]]) if at in best else -1, []).append(hole)
    return found
