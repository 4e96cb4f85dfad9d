"""Shapes from outside made fit for the map: flat, one family each, finite, of bearable size, in degrees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import shapely

from gis_core.pure.refusal import Refused
from importers.readers.limits import MAX_VERTICES
from importers.readers.table import Shapes, fault

Move = Callable[[Any, Any], tuple[Any, Any]]

_COLLECTION = 7
_FAMILY = {0: 0, 4: 0, 1: 1, 2: 1, 5: 1, 3: 2, 6: 2}
_MULTI: dict[int, Callable[[Any], Any]] = {
    0: shapely.multipoints,
    1: shapely.multilinestrings,
    2: shapely.multipolygons,
}
#: Beyond this no system of ours has a coordinate; it also keeps the arithmetic of projections finite.
_FAR = 1e9


def finished(shapes: Shapes, first_row: int, faults: dict[int, Refused], move: Move | None) -> Shapes:
    """The shapes, x before y, moved to WGS 84 by `move` (None: left where they are).

    A shape that cannot be used is left out and told in `faults` under its row.
    """
    shapes = shapes.copy()
    _simple_kinds(shapes, first_row, faults)
    _drop(shapes, shapely.get_num_coordinates(shapes) > MAX_VERTICES, first_row, faults, _too_many)
    flat = shapely.force_2d(shapes)
    flat[shapely.is_empty(flat)] = None
    return _moved(flat, first_row, faults, move)


def _drop(
    shapes: Shapes, wrong: np.ndarray[Any, Any], first_row: int, faults: dict[int, Refused], why: Callable[[], Refused]
) -> None:
    for at in np.flatnonzero(wrong):
        faults.setdefault(first_row + int(at), why())
        shapes[at] = None


def _too_many() -> Refused:
    return fault("FILE_VERTICES", f"รูปนี้มีจุดมุมเกิน {MAX_VERTICES:,} จุด กรุณาลดจำนวนจุด (simplify) หรือแบ่งเป็นหลายรูปก่อนนำเข้า")


def _out_of_range() -> Refused:
    return fault("FILE_RANGE", "ค่าพิกัดของแถวนี้อยู่นอกช่วงที่เป็นไปได้ กรุณาตรวจค่าพิกัดหรือระบบพิกัด")


def _not_a_number() -> Refused:
    return fault("FILE_RANGE", "ค่าพิกัดของแถวนี้ไม่ใช่ตัวเลข กรุณาแก้ค่าพิกัดในไฟล์ต้นทาง")


def _simple_kinds(shapes: Shapes, first_row: int, faults: dict[int, Refused]) -> None:
    """Collections of one family become its multi-shape; others have no place in a register."""
    kinds = shapely.get_type_id(shapes)
    for at in np.flatnonzero(kinds == _COLLECTION):
        parts = _leaves(shapes[at])
        families = {_FAMILY.get(int(kind)) for kind in shapely.get_type_id(parts)}
        if len(families) == 1 and None not in families:
            shapes[at] = _MULTI[families.pop()](shapely.get_parts(parts))  # type: ignore[index]
        elif families:
            thai = "รูปของแถวนี้รวมจุด เส้น และพื้นที่ไว้ด้วยกัน กรุณาแยกเป็นคนละแถวก่อนนำเข้า"
            faults.setdefault(first_row + int(at), fault("FILE_COLLECTION", thai))
            shapes[at] = None
        else:
            shapes[at] = None


def _leaves(collection: Any) -> np.ndarray[Any, Any]:
    parts = shapely.get_parts([collection])
    for _ in range(50):
        nested = shapely.get_type_id(parts) == _COLLECTION
        if not nested.any():
            break
        parts = np.concatenate([parts[~nested], shapely.get_parts(parts[nested])])
    found: Shapes = parts[~shapely.is_empty(parts)]
    return found


def _moved(shapes: Shapes, first_row: int, faults: dict[int, Refused], move: Move | None) -> Shapes:
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    bad = ~np.isfinite(xy).all(axis=1)
    _drop(shapes, _rows_with(bad, owner, len(shapes)), first_row, faults, _not_a_number)
    _drop(
        shapes,
        _rows_with(np.abs(xy).max(axis=1, initial=0) > _FAR, owner, len(shapes)),
        first_row,
        faults,
        _out_of_range,
    )
    if move is None:
        return shapes
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    lonlat = np.column_stack(move(xy[:, 0], xy[:, 1])) if len(xy) else xy
    outside = ~(np.isfinite(lonlat).all(axis=1) & (np.abs(lonlat) <= (180.0, 90.0)).all(axis=1))
    if not outside.any() and np.array_equal(lonlat, xy):
        return shapes
    lost = _rows_with(outside, owner, len(shapes))
    lonlat[outside] = 0.0
    moved: Shapes = shapely.set_coordinates(shapes, lonlat)
    _drop(moved, lost, first_row, faults, _out_of_range)
    return moved


def _rows_with(wrong: np.ndarray[Any, Any], owner: np.ndarray[Any, Any], rows: int) -> np.ndarray[Any, Any]:
    found = np.zeros(rows, dtype=bool)
    found[owner[wrong]] = True
    return found
