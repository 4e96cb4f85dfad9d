"""Cadastral sheets by name and by what they cover: the Land Department's squares of the Indian 1975 grid."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely

from gis_core.features import measure
from gis_core.ground.office import office
from gis_core.pure import map_sheet
from gis_core.pure.map_sheet import MapSheet, SheetBounds
from gis_core.pure.refusal import Refused
from map_ui.printing.page import SheetOrder
from map_ui.printing.paper import SCALES, Layout, layout, sheet_layout, sheet_scale
from map_ui.printing.window import Window

TITLE = "แผนที่ภาษี"
#: A sheet that only its border shares with an area covers nothing of it.
LEAST_M2 = 1.0
MOST_SHEETS = 400


def grid_of(sheet: MapSheet) -> int:
    """The EPSG code of the grid a sheet lies in."""
    return 24000 + map_sheet.zone_of(sheet)


def sheet_named(x: float, y: float, scale: int, srid: int) -> MapSheet:
    """The sheet that holds a place of the Indian 1975 grid, named after the 1:50,000 quadrant of its base sheet."""
    side = map_sheet.BASE_SIDE_M
    lon, lat = measure.to_lonlat((x // side + 0.5) * side, (y // side + 0.5) * side, srid)
    return map_sheet.sheet_at(x, y, scale, *map_sheet.quadrant_of(float(lon), float(lat)))


@dataclass(frozen=True)
class Square:
    """A sheet with its square in the grid `srid`."""

    sheet: MapSheet
    bounds: SheetBounds
    srid: int

    @cached_property
    def outline(self) -> shapely.Polygon:
        """The square in WGS 84 degrees."""
        b = self.bounds
        xs, ys = [b.min_x, b.max_x, b.max_x, b.min_x], [b.min_y, b.min_y, b.max_y, b.max_y]
        return shapely.Polygon(np.column_stack(measure.to_lonlat(np.array(xs), np.array(ys), self.srid)))


def square_of(text: str) -> Square:
    """The square of a sheet by its name. Errors: Refused ``SHEET``, ``SHEET_OUTSIDE`` beyond the office's ground."""
    sheet = map_sheet.parse_map_sheet(text, "name")
    square = Square(sheet, map_sheet.sheet_bounds(sheet), grid_of(sheet))
    boundary = town_boundary()
    if boundary is not None and not shapely.intersects(boundary, square.outline):
        raise Refused("SHEET_OUTSIDE", f"ระวาง {sheet} อยู่นอกเขตของหน่วยงาน", field="name")
    return square


def town_boundary() -> shapely.Geometry | None:
    """The office's ground in WGS 84 degrees; None where it has no boundary yet."""
    ewkb = office().boundary_ewkb
    return shapely.from_wkb(ewkb) if ewkb else None


def squares_over(area: shapely.Geometry, scale: int) -> list[Square]:
    """The sheets of a scale that cover an area (WGS 84), row by row from the north-west.

    Errors: Refused ``TOO_MANY_SHEETS``.
    """
    srid = measure.UTM_ZONES[measure.office_srid()]
    ground = shapely.transform(area, lambda xy: np.column_stack(measure.from_lonlat(xy[:, 0], xy[:, 1], srid)))
    shapely.prepare(ground)
    squares = map_sheet.squares_over(*ground.bounds, scale)
    if len(squares) > MOST_SHEETS * 10:
        raise _too_many(len(squares))
    meeting = [b for b in squares if _covers_some(ground, shapely.box(*b))]
    if len(meeting) > MOST_SHEETS:
        raise _too_many(len(meeting))
    return [Square(sheet_named(b.min_x + 1, b.min_y + 1, scale, srid), b, srid) for b in meeting]


def _covers_some(ground: shapely.Geometry, box: shapely.Polygon) -> bool:
    return bool(shapely.intersects(ground, box)) and shapely.intersection(ground, box).area >= LEAST_M2


def _too_many(count: int) -> Refused:
    text = f"พื้นที่นี้ใช้ระวาง {count:,} แผ่น เกิน {MOST_SHEETS} แผ่น เลือกพื้นที่เล็กลงหรือมาตราส่วนเล็กลง"
    return Refused("TOO_MANY_SHEETS", text, field="scale")


def town_squares(scale: int) -> list[Square]:
    """The sheets of the whole office. Errors: Refused ``TOO_MANY_SHEETS``, ``NO_BOUNDARY``."""
    boundary = town_boundary()
    if boundary is None:
        raise Refused("NO_BOUNDARY", "หน่วยงานยังไม่มีแนวเขตในระบบ จึงยังทำสารบัญระวางไม่ได้")
    return squares_over(boundary, scale)


def neighbours(square: Square) -> list[str]:
    """Names of the nine sheets round and with this one, row by row from the north-west; each name in two lines."""
    b, size = square.bounds, square.bounds.max_x - square.bounds.min_x
    names = []
    for up in (1, 0, -1):
        for right in (-1, 0, 1):
            x, y = b.min_x + right * size + size / 2, b.min_y + up * size + size / 2
            is_this = not up and not right
            sheet = square.sheet if is_this else sheet_named(x, y, square.sheet.scale, square.srid)
            names.append(two_lines(sheet))
    return names


def two_lines(sheet: MapSheet) -> str:
    """``5136 III`` over ``6818-13``."""
    first, second, rest, _ = str(sheet).split(" ")
    return f"{first} {second}\n{rest}"


def sheet_order(square: Square, paper: str, height_m: float = 0.0) -> SheetOrder:
    """The page of one sheet. Errors: Refused ``PAPER``."""
    made = sheet_layout(paper)
    window = Window.of_sheet(square.bounds, square.srid, sheet_scale(square.sheet, paper), made.frame)
    name = f"ระวาง {square.sheet}"
    return SheetOrder(made, window, TITLE, name, neighbours(square), height_m)


def area_order(area: Any, title: str, paper: str, scale: int, height_m: float = 0.0) -> SheetOrder:
    """One page in the office's own grid round an area (WGS 84), upright or broad as it fits.

    Errors: Refused ``PAPER``, ``AREA_TOO_LARGE`` with the scale or the paper that would do.
    """
    fitting = _fitting(area, paper, scale)
    if fitting is None:
        other = fitting_scale(area, paper)
        advice = f"มาตราส่วนที่พอดีคือ 1:{other:,}" if other else "ใช้กระดาษใหญ่ขึ้น"
        text = f"“{title}” ใหญ่กว่ากระดาษ {paper} ที่มาตราส่วน 1:{scale:,} {advice} หรือพิมพ์เป็นสมุดแผนที่"
        raise Refused("AREA_TOO_LARGE", text, field="scale")
    made, window = fitting
    return SheetOrder(made, window, title, height_m=height_m)


def fitting_scale(area: Any, paper: str) -> int | None:
    """The largest standard scale at which an area (WGS 84) fits on one page; None for none."""
    return next((scale for scale in SCALES if _fitting(area, paper, scale)), None)


def _fitting(area: Any, paper: str, scale: int) -> tuple[Layout, Window] | None:
    west, south, east, north = area.bounds
    for is_landscape in (True, False):
        made = layout(paper, is_landscape)
        window = Window.around((west + east) / 2, (south + north) / 2, scale, made.frame)
        left, bottom, right, top = shapely.transform(area, window.degrees_on_paper).bounds
        frame = made.frame
        if left >= frame.x and bottom >= frame.y and right <= frame.right and top <= frame.top:
            return made, window
    return None
