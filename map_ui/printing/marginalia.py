"""Round the map: lines of the frame, the grid with its numbers, corners in degrees, north arrow and scale bar."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from gis_core.features import measure
from map_ui.printing.canvas import Canvas, Pen
from map_ui.printing.paper import BORDER, Layout
from map_ui.printing.window import Window

NEAT = Pen(0.25, is_round=False)
OUTER = Pen(0.6, is_round=False)
GRID = Pen(0.1, "#4a6a8a", is_round=False)
CROSS_MM = 3.0
TICK_MM = 1.6
#: Letter height of grid numbers, which a larger paper lets be larger.
NUMBER_MM = {"A4": 2.0, "A3": 2.2, "A1": 2.8}
LEAST_PARTS = 3
#: Nearer to a corner its own coordinates stand.
CORNER_MM = 30.0
#: Grid lines lie at least so far apart on paper.
SPACING_MM = {"A4": 40.0, "A3": 50.0, "A1": 100.0}
ROUND_METRES = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)


def grid_spacing(scale: int, paper: str) -> int:
    """Metres between two grid lines."""
    least = SPACING_MM[paper] * scale / 1000
    return next((metres for metres in ROUND_METRES if metres >= least), ROUND_METRES[-1])


def frame(canvas: Canvas, layout: Layout, window: Window) -> None:
    """Both lines, crosses of the grid inside, ticks and numbers between, corners in degrees."""
    box = layout.frame
    step = grid_spacing(window.scale, layout.paper)
    xs = [
        (x, float(window.on_paper(np.array([[x, window.south]]))[0, 0])) for x in _lines(window.west, window.east, step)
    ]
    ys = [
        (y, float(window.on_paper(np.array([[window.west, y]]))[0, 1]))
        for y in _lines(window.south, window.north, step)
    ]
    _crosses(canvas, [at for _, at in xs], [at for _, at in ys])
    canvas.box(box.x, box.y, box.width, box.height, NEAT)
    outer = box.grown(BORDER)
    canvas.box(outer.x, outer.y, outer.width, outer.height, OUTER)
    _numbers_across(canvas, layout, xs)
    _numbers_up(canvas, layout, ys)
    _corners(canvas, layout, window)


def _lines(first: float, last: float, step: int) -> Iterator[int]:
    yield from range(math.ceil(first / step) * step, math.floor(last / step) * step + 1, step)


def _crosses(canvas: Canvas, xs: list[float], ys: list[float]) -> None:
    half = CROSS_MM / 2
    arms = [
        [np.array([[x - half, y], [x + half, y]]), np.array([[x, y - half], [x, y + half]])] for x in xs for y in ys
    ]
    canvas.stroke(arms, GRID)


def _numbers_across(canvas: Canvas, layout: Layout, xs: list[tuple[int, float]]) -> None:
    box = layout.frame
    for metres, x in xs:
        canvas.line(x, box.y, x, box.y - TICK_MM, NEAT)
        canvas.line(x, box.top, x, box.top + TICK_MM, NEAT)
        if box.x + CORNER_MM < x < box.right - CORNER_MM:
            for y in (box.y - TICK_MM - 2.4, box.top + TICK_MM + 1.0):
                canvas.text(x, y, f"{metres:,} E", NUMBER_MM[layout.paper], align="middle", color="#2f4a66")


def _numbers_up(canvas: Canvas, layout: Layout, ys: list[tuple[int, float]]) -> None:
    box = layout.frame
    for metres, y in ys:
        canvas.line(box.x, y, box.x - TICK_MM, y, NEAT)
        canvas.line(box.right, y, box.right + TICK_MM, y, NEAT)
        if box.y + CORNER_MM < y < box.top - CORNER_MM:
            for x in (box.x - TICK_MM - 1.0, box.right + TICK_MM + 2.4):
                canvas.text(
                    x, y, f"{metres:,} N", NUMBER_MM[layout.paper], align="middle", angle=math.pi / 2, color="#2f4a66"
                )


def degrees_text(value: float, letters: str) -> str:
    """100°31′08.4″E from degrees; `letters` are those of the positive and of the negative side."""
    tenths = round(abs(value) * 36_000)
    degrees, rest = divmod(tenths, 36_000)
    minutes, tenths = divmod(rest, 600)
    return f"{degrees}°{minutes:02}′{tenths / 10:04.1f}″{letters[value < 0]}"


def _corners(canvas: Canvas, layout: Layout, window: Window) -> None:
    """Each corner's longitude along its level edge, its latitude along its upright one."""
    box = layout.frame
    for is_east in (False, True):
        for is_north in (False, True):
            lon, lat = window.degrees_of(
                window.east if is_east else window.west, window.north if is_north else window.south
            )
            x, y = (box.right if is_east else box.x), (box.top if is_north else box.y)
            beyond = TICK_MM + 1.0 if is_north else -TICK_MM - 2.4
            canvas.text(
                x, y + beyond, degrees_text(lon, "EW"), NUMBER_MM[layout.paper], align="right" if is_east else "left"
            )
            beside = TICK_MM + 2.4 if is_east else -TICK_MM - 1.0
            canvas.text(
                x + beside,
                y,
                degrees_text(lat, "NS"),
                NUMBER_MM[layout.paper],
                align="right" if is_north else "left",
                angle=math.pi / 2,
            )


def corner_table(window: Window, srid: int) -> list[tuple[str, float, float]]:
    """Name, easting and northing of the four corners in another system."""
    corners = (
        ("ตะวันตกเฉียงเหนือ", window.west, window.north),
        ("ตะวันออกเฉียงเหนือ", window.east, window.north),
        ("ตะวันตกเฉียงใต้", window.west, window.south),
        ("ตะวันออกเฉียงใต้", window.east, window.south),
    )
    return [(name, *map(float, measure.from_lonlat(*window.degrees_of(x, y), srid))) for name, x, y in corners]


# -- north and scale ---------------------------------------------------------------------------------------------------
def north_arrow(canvas: Canvas, x: float, y: float, height: float, convergence_deg: float) -> None:
    """Grid north as a full arrow with its foot at (x, y), true north as a thin line at its real angle."""
    half = height * 0.16
    canvas.polygon([(x, y + height), (x - half, y), (x, y + height * 0.22)], "#000000")
    right = np.array([[x, y + height], [x + half, y], [x, y + height * 0.22], [x, y + height]])
    canvas.stroke([[right]], Pen(0.2, is_round=False))
    canvas.text(x, y + height + 1.0, "น.", height * 0.28, align="middle", weight="bold")
    lean = -math.radians(convergence_deg)
    canvas.line(x, y, x + height * 1.05 * math.sin(lean), y + height * 1.05 * math.cos(lean), Pen(0.12, "#b03a2e"))


def bar_steps(scale: int, room_mm: float) -> tuple[int, int]:
    """Metres of one part of the scale bar and how many parts (3 to 5) fit."""
    for metres in reversed((1, 2, 5, *ROUND_METRES)):
        count = min(5, int(room_mm * scale / 1000 // metres))
        if count >= LEAST_PARTS:
            return metres, count
    return 1, LEAST_PARTS


def scale_bar(canvas: Canvas, x: float, y: float, room: float, scale: int, type_size: float) -> float:
    """Alternating parts from zero, the first divided once more to the left; gives its length in mm."""
    size = 2.2 * type_size
    metres, count = bar_steps(scale, room - 12 * type_size)
    part, height = metres * 1000 / scale, 1.6 * type_size
    pen = Pen(0.15, is_round=False)
    left = x + 3 * type_size
    for number in range(count):
        canvas.box(left + number * part, y, part, height, pen, "#000000" if number % 2 == 0 else "#ffffff")
    for number in range(count + 1):
        canvas.text(left + number * part, y + height + 0.8 * type_size, f"{number * metres:,}", size, align="middle")
    canvas.text(left + count * part + 1.2 * type_size, y, "เมตร", size)
    return count * part
