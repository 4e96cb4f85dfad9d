"""The shapes of many rows at once: of the register's kind, whole, in Thailand, two-dimensional."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely

from gis_core.pure.refusal import Refused
from layers.bound import BoundRegister
from layers.engine.parse import EAST, MAX_VERTICES, NORTH, SOUTH, WEST, abroad

FIELD = "geom"
PLACE = re.compile(r"\[(?P<x>[-\d.e]+) (?P<y>[-\d.e]+)\]")
TYPES = {"POINT": 0, "LINESTRING": 1, "POLYGON": 3, "MULTIPOINT": 4, "MULTILINESTRING": 5, "MULTIPOLYGON": 6}
PART_OF = {4: (0, shapely.multipoints), 5: (1, shapely.multilinestrings), 6: (3, shapely.multipolygons)}
THAI = {0: "จุด", 1: "เส้น", 3: "รูปปิด", 4: "หลายจุด", 5: "หลายเส้น", 6: "รูปปิดหลายชิ้น", 7: "รูปผสม"}


class Shapes:
    """Checks and converts the shapes of a register's rows; the same refusals as `layers.engine.parse` gives one."""

    def __init__(self, register: BoundRegister) -> None:
        self.wanted = TYPES.get(register.model._meta.get_field(FIELD).geom_type)

    def take(self, shapes: Any) -> tuple[list[bytes | None], dict[int, Refused]]:
        """EWKB in 4326 for each shape (2D, or None) and the refusals by position. A refused shape is kept where it can
        be shown.
        """
        present = ~shapely.is_missing(shapes)
        faults: dict[int, Refused] = {}
        shapes = self._of_kind(shapes.copy(), faults)
        self._empty_or_endless(shapes, faults)
        broken = present & ~shapely.is_valid(shapes)
        for n in np.flatnonzero(broken):
            faults.setdefault(int(n), _broken(str(shapely.is_valid_reason(shapes[n]))))
        return list(shapely.to_wkb(shapely.set_srid(shapes, 4326), include_srid=True)), faults

    def _of_kind(self, shapes: Any, faults: dict[int, Refused]) -> Any:
        """Single parts become collections of one; a collection of one becomes its part where that is wanted, and lines
        that follow each other one line.
        """
        if self.wanted is None:
            return shapes
        types = shapely.get_type_id(shapes)
        if self.wanted in PART_OF:
            single, gather = PART_OF[self.wanted]
            for n in np.flatnonzero(types == single):
                shapes[n] = gather([shapes[n]])
        else:
            if self.wanted == TYPES["LINESTRING"]:
                lines = types == TYPES["MULTILINESTRING"]
                shapes[lines] = shapely.line_merge(shapes[lines])
                types = shapely.get_type_id(shapes)
            lone = (shapely.get_num_geometries(shapes) == 1) & (types >= 4)
            shapes[lone] = shapely.get_geometry(shapes[lone], 0)
        types = shapely.get_type_id(shapes)
        for n in np.flatnonzero((types >= 0) & (types != self.wanted)):
            faults[int(n)] = Refused("GEOM_KIND", self._other_kind(shapes[n], int(types[n])), "", FIELD)
        return shapes

    def _other_kind(self, shape: Any, kind: int) -> str:
        wanted = THAI[self.wanted or 0]
        if PART_OF.get(kind, (None,))[0] != self.wanted:
            return f"รูปต้องเป็น{wanted} แต่ในไฟล์เป็น{THAI.get(kind, 'อื่น')}"
        count = shapely.get_num_geometries(shape)
        if kind == TYPES["MULTILINESTRING"]:
            return f"เส้นในไฟล์มี {count:,} ท่อนที่ไม่ต่อกัน แต่ทะเบียนเก็บเส้นเดียวต่อแถว เปิดแถวเพื่อต่อเป็นเส้นเดียว แยกเป็นแถว หรือวาดใหม่"
        return f"รูปในไฟล์มี {count:,} ส่วน แต่ทะเบียนเก็บ{wanted}เดียวต่อแถว เปิดแถวเพื่อแยกเป็นแถว หรือวาดใหม่"

    def _empty_or_endless(self, shapes: Any, faults: dict[int, Refused]) -> None:
        bounds = shapely.bounds(shapes)
        with np.errstate(invalid="ignore"):
            outside = _beyond(bounds, -180, -90, 180, 90)
            foreign = _beyond(bounds, WEST, SOUTH, EAST, NORTH)
        tests: Mapping[str, tuple[Any, Refused]] = {
            "empty": (shapely.is_empty(shapes), Refused("BAD_GEOM", "รูปว่างเปล่า วาดรูปให้แถวนี้", "", FIELD)),
            "many": (
                shapely.get_num_coordinates(shapes) > MAX_VERTICES,
                Refused("BAD_GEOM", f"รูปมีจุดมากเกิน {MAX_VERTICES:,} จุด", "", FIELD),
            ),
            "outside": (
                outside,
                Refused("CRS", "พิกัดไม่อยู่บนโลก ระบบพิกัดที่เลือกไม่ถูกต้อง กลับไปเลือกระบบพิกัดใหม่", "", FIELD),
            ),
        }
        for mask, refused in tests.values():
            for n in np.flatnonzero(mask):
                faults.setdefault(int(n), refused)
                if refused.code == "CRS":
                    shapes[n] = None
        for n in np.flatnonzero(foreign):
            faults.setdefault(int(n), abroad(FIELD, bounds[n, 0], bounds[n, 1]))
            shapes[n] = None


def _beyond(bounds: Any, west: float, south: float, east: float, north: float) -> Any:
    return (bounds[:, 0] < west) | (bounds[:, 1] < south) | (bounds[:, 2] > east) | (bounds[:, 3] > north)


def _broken(reason: str) -> Refused:
    """What is wrong with a shape, and where: the library names the place in brackets."""
    place = PLACE.search(reason)
    if place is None:
        return Refused("BAD_GEOM", "เส้นขอบตัดกันเองหรือรูปไม่ปิด แก้รูปหรือวาดใหม่", "", FIELD)
    x, y = float(place["x"]), float(place["y"])
    text = f"เส้นขอบตัดกันเองหรือรูปไม่ปิด ใกล้ {y:.6f}, {x:.6f} แก้รูปหรือวาดใหม่"
    return Refused("BAD_GEOM", text, "", FIELD, {"type": "Point", "coordinates": [x, y]})
