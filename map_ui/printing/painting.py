"""Layers onto paper: fills, hatches, lines and discs of the declared symbols, a pixel of the screen being 1/96 inch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import shapely

from layers.declare import Circle, Fill, Hatch, Hatched, Line, OnSheet, PointSymbol
from map_ui.printing.canvas import Canvas, Pen, Ring
from map_ui.printing.content import Content

MM_A_PIXEL = 25.4 / 96
#: As on the screen.
BLANK = "#8a8a8a"
THINNEST_MM = 0.1
#: A fainter mark is a mere border round other things: lines across it would hide them.
LEAST_HATCHED = 0.08
#: Fills of cadastral sheets are pale, because lots and numbers are read through them.
SHEET_STRENGTH = 0.45
POLYGONS, LINES, POINTS = (3, 6), (1, 5), (0, 4)


def rings_of(shapes: np.ndarray) -> list[Sequence[Ring]]:
    """The rings of each polygon among the shapes, shells one way round and holes the other."""
    parts = _parts(shapes, POLYGONS)
    if not len(parts):
        return []
    rings, owner = shapely.get_rings(shapely.orient_polygons(parts), return_index=True)
    lines = _coordinates(rings)
    groups: list[list[Ring]] = [[] for _ in parts]
    for number, line in zip(owner, lines, strict=True):
        groups[number].append(line[:-1])
    return groups


def lines_of(shapes: np.ndarray) -> list[Sequence[Ring]]:
    """Each line among the shapes."""
    return [[line] for line in _coordinates(_parts(shapes, LINES))]


def borders_once(shapes: np.ndarray) -> np.ndarray:
    """The borders of areas, those of two neighbours as one line: dashes drawn twice would fill each other's gaps."""
    parts = _parts(shapes, POLYGONS)
    if not len(parts):
        return parts
    return np.array([shapely.line_merge(shapely.union_all(shapely.boundary(shapely.set_precision(parts, 0.01))))])


def points_of(shapes: np.ndarray) -> np.ndarray:
    """Every point among the shapes."""
    return shapely.get_coordinates(_parts(shapes, POINTS))


def _parts(shapes: np.ndarray, kinds: tuple[int, int]) -> np.ndarray:
    parts = shapely.get_parts(shapely.get_parts(np.asarray(shapes, dtype=object)))
    parts = parts[np.isin(shapely.get_type_id(parts), kinds)] if len(parts) else parts
    return parts[~shapely.is_empty(parts)] if len(parts) else parts


def _coordinates(lines: np.ndarray) -> list[Ring]:
    if not len(lines):
        return []
    xy, owner = shapely.get_coordinates(lines, return_index=True)
    return np.split(xy, np.flatnonzero(np.diff(owner)) + 1)


def by_look(content: Content, keys: Iterable[Any]) -> list[tuple[Any, np.ndarray]]:
    """The shapes of each look, in the order in which looks first appear."""
    groups: dict[Any, list[int]] = defaultdict(list)
    for number, key in enumerate(keys):
        groups[key].append(number)
    return [(key, content.shapes[numbers]) for key, numbers in groups.items()]


# -- as the map looks --------------------------------------------------------------------------------------------------
def paint(canvas: Canvas, content: Content, scale: int) -> None:
    """One layer as the map shows it."""
    symbol = content.register.layer.symbol
    if content.is_counts:
        _paint_counts(canvas, content)
    elif isinstance(symbol, PointSymbol):
        _paint_marks(canvas, content, symbol)
    elif isinstance(symbol, Line):
        _paint_lines(canvas, content, symbol, scale)
    elif isinstance(symbol, Hatch):
        _paint_hatch(canvas, content, symbol)
    else:
        _paint_fill(canvas, content, symbol)
    if blank := blank_of(content):
        canvas.hatch(rings_of(content.shapes[blank]), BLANK)


def _paint_counts(canvas: Canvas, content: Content) -> None:
    for (color, shade), shapes in by_look(content, zip(content.colors, content.opacities, strict=True)):
        canvas.fill(rings_of(shapes), color, shade * content.shown.opacity)
        canvas.stroke(rings_of(shapes), Pen(MM_A_PIXEL, color, opacity=content.shown.opacity), is_closed=True)


def _paint_marks(canvas: Canvas, content: Content, symbol: PointSymbol) -> None:
    edge = Pen(0.2, "#ffffff")
    draw = canvas.discs if isinstance(symbol, Circle) else canvas.triangles
    for color, shapes in by_look(content, content.colors):
        draw(points_of(shapes), symbol.radius * MM_A_PIXEL, color, content.shown.opacity, edge)


def _paint_lines(canvas: Canvas, content: Content, symbol: Line, scale: int) -> None:
    widths = [line_width(symbol, record, scale) for record in content.records]
    for (color, width), shapes in by_look(content, zip(content.colors, widths, strict=True)):
        dash = tuple(part * width for part in symbol.dash)
        canvas.stroke(lines_of(shapes), Pen(width, color, dash, content.shown.opacity))
        if len(rings := rings_of(shapes)):
            canvas.stroke(rings, Pen(width, color, dash, content.shown.opacity), is_closed=True)


def line_width(symbol: Line, record: dict[str, Any], scale: int) -> float:
    """Millimetres; with `width_by` as wide as the thing itself once that is more than the least width."""
    least = symbol.width * MM_A_PIXEL
    if not symbol.width_by:
        return least
    return round(max(least, float(record.get(symbol.width_by) or 0) * 1000 / scale), 2)


def _paint_hatch(canvas: Canvas, content: Content, symbol: Hatch) -> None:
    width = max(THINNEST_MM, symbol.outline_width * MM_A_PIXEL)
    opacity = content.shown.opacity
    for color, shapes in by_look(content, content.colors):
        rings = rings_of(shapes)
        canvas.fill(rings, color, symbol.opacity * opacity)
        if symbol.opacity >= LEAST_HATCHED:
            canvas.hatch(rings, color)
        canvas.stroke(lines_of(borders_once(shapes)), Pen(width, color, (3 * width, 2 * width), opacity))


def _paint_fill(canvas: Canvas, content: Content, symbol: Fill) -> None:
    opacity = content.shown.opacity
    strength = fill_strength(content, symbol.opacity)
    if strength > 0:
        for color, shapes in by_look(content, content.colors):
            canvas.fill(rings_of(shapes), color, strength * opacity)
    _paint_hatched(canvas, content)
    sheet = content.register.layer.sheet
    width = sheet.pen_mm if sheet and sheet.pen_mm else max(THINNEST_MM, symbol.outline_width * MM_A_PIXEL)
    canvas.stroke(rings_of(content.shapes), Pen(width, symbol.outline, opacity=opacity), is_closed=True)


def fill_strength(content: Content, declared: float) -> float:
    """How strong areas are filled, on the map and in its legend."""
    return max(declared, 0.75) if _has_own_classes(content) else declared


def _has_own_classes(content: Content) -> bool:
    """Whether a reader made the classes himself; the map then shows them stronger, also on areas without a fill."""
    layer = content.register.layer
    return content.shown.classes is not None and content.shown.classes not in layer.all_classes


def blank_of(content: Content) -> list[int]:
    """The records without a value of the column that a reader made classes of; areas lie under slanting lines."""
    classes = content.shown.classes
    if classes is None or not _has_own_classes(content):
        return []
    return [n for n, record in enumerate(content.records) if record.get(classes.column) in (None, "")]


def blank_color(content: Content) -> str:
    """The colour in which areas without a value, and nothing else, are drawn; "" where none is."""
    blank = blank_of(content)
    areas = len(rings_of(content.shapes[blank])) if blank else 0
    color = content.colors[blank[0]] if areas else ""
    return color if sum(each == color for each in content.colors) == len(blank) else ""


# -- as a cadastral sheet looks ----------------------------------------------------------------------------------------
def paint_on_sheet(canvas: Canvas, content: Content, sheet: OnSheet, scale: int) -> None:
    """One layer as it is declared for cadastral sheets."""
    symbol = content.register.layer.symbol
    if sheet.is_filled and isinstance(symbol, PointSymbol):
        _paint_marks(canvas, content, symbol)
    elif sheet.is_filled and isinstance(symbol, Line):
        _paint_bands(canvas, content, symbol, sheet, scale)
    elif sheet.is_filled:
        for color, shapes in by_look(content, content.colors):
            canvas.fill(rings_of(shapes), color, SHEET_STRENGTH)
    if isinstance(symbol, Hatch) and symbol.opacity >= LEAST_HATCHED:
        canvas.hatch(rings_of(content.shapes), sheet.color)
    _paint_hatched(canvas, content)
    if sheet.pen_mm and not (sheet.is_filled and isinstance(symbol, Line)):
        pen = Pen(sheet.pen_mm, sheet.color, sheet.dash_mm)
        if sheet.dash_mm:
            canvas.stroke(lines_of(borders_once(content.shapes)), pen)
        else:
            canvas.stroke(rings_of(content.shapes), pen, is_closed=True)
        canvas.stroke(lines_of(content.shapes), pen)


def _paint_hatched(canvas: Canvas, content: Content) -> None:
    hatched = content.register.layer.hatched
    if hatched:
        canvas.hatch(rings_of(hatched_of(content, hatched)), hatched.color)


def hatched_of(content: Content, hatched: Hatched) -> np.ndarray:
    """The shapes of the records that stand out."""
    return content.shapes[[n for n, record in enumerate(content.records) if hatched.meets(record)]]


def _paint_bands(canvas: Canvas, content: Content, symbol: Line, sheet: OnSheet, scale: int) -> None:
    """Canals and the like in their width between two banks."""
    widths = [line_width(symbol, record, scale) for record in content.records]
    looks = by_look(content, zip(content.colors, widths, strict=True))
    for (_, width), shapes in looks:
        canvas.stroke(lines_of(shapes), Pen(width + 2 * sheet.pen_mm, sheet.color))
    for (color, width), shapes in looks:
        canvas.stroke(lines_of(shapes), Pen(width, pale(color)))


def pale(color: str) -> str:
    """The colour halfway to white."""
    parts = (int(color[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{(part + 2 * 255) // 3:02x}" for part in parts)
