"""Which words a layer wants on paper: those of its label on the map, or those declared for cadastral sheets."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import shapely

from layers.bound import BoundRegister
from layers.declare import Line as LineSymbol
from layers.declare import OnSheet, PointSymbol, SheetText
from map_ui.display import text_of
from map_ui.printing.content import Content
from map_ui.printing.labels import Line, Wish
from map_ui.printing.painting import LINES, MM_A_PIXEL, POLYGONS, rings_of
from map_ui.printing.window import Window

LABEL_MM = 2.5
POINT_RADIUS_MM = 1.4
#: Names of areas at least so high are written broad and pale under everything else.
BACKGROUND_MM = 4.0
#: Shorter edges have no room for their length.
SHORTEST_EDGE_MM = 9.0
LENGTH_MM = 2.1
EQUATOR_M = 40_075_016.686
TILE_PIXELS = 512


def map_zoom(window: Window) -> float:
    """The tile zoom at which the screen shows the ground as large as paper does, and one more: paper is finer."""
    latitude = window.degrees_of(*window.middle)[1]
    metres_a_pixel = window.scale * MM_A_PIXEL / 1000
    return 1 + math.log2(EQUATOR_M * math.cos(math.radians(latitude)) / TILE_PIXELS / metres_a_pixel)


def kind_of(shape: shapely.Geometry) -> str:
    number = shapely.get_type_id(shape)
    return "area" if number in POLYGONS else "line" if number in LINES else "point"


# -- of the map --------------------------------------------------------------------------------------------------------
def map_wishes(content: Content, zoom: float) -> Iterator[Wish]:
    """The labels of one layer as the map writes them; areas with counts say their number."""
    label = content.register.layer.label
    rank = -content.register.layer.order
    if content.is_counts:
        for record, shape in zip(content.records, content.shapes, strict=True):
            yield Wish((Line(f"{record['count']:,}", LABEL_MM),), shape, "area", rank)
        return
    if label is None or zoom < label.from_zoom:
        return
    yield from _named(content, label.column, Line("", LABEL_MM), rank)


def _named(content: Content, column: str, look: Line, rank: float) -> Iterator[Wish]:
    symbol = content.register.layer.symbol
    radius = symbol.radius * MM_A_PIXEL if isinstance(symbol, PointSymbol) else POINT_RADIUS_MM
    lines: dict[str, list[Any]] = defaultdict(list)
    for record, shape in zip(content.records, content.shapes, strict=True):
        text = written(content.register, column, record.get(column))
        kind = kind_of(shape)
        if not text:
            continue
        if kind == "line" or (kind == "area" and isinstance(symbol, LineSymbol)):
            lines[text].append(shape)
        else:
            yield Wish((Line(text, look.size, look.color, look.weight),), shape, kind, rank, radius)
    for text, shapes in lines.items():
        yield Wish((Line(text, look.size, look.color, look.weight),), _joined(shapes), "line", rank)


def _joined(shapes: list[Any]) -> shapely.Geometry:
    """Pieces of one name as long lines."""
    parts = shapely.get_parts(np.array(shapes, dtype=object))
    lines = parts[shapely.get_type_id(parts) == 1]
    return shapely.line_merge(shapely.MultiLineString(list(lines))) if len(lines) else shapely.LineString()


def written(register: BoundRegister, column: str, value: Any) -> str:
    """A value as the map writes it, words of a choice in Thai."""
    if value is None or value == "":
        return ""
    known = register.by_name.get(column)
    return text_of(known, value) if known is not None and known.choices else str(value)


# -- of cadastral sheets -----------------------------------------------------------------------------------------------
def sheet_columns(sheet: OnSheet, scale: int) -> list[str]:
    """The columns whose values are written at a scale."""
    return list(dict.fromkeys(text.column for text in sheet.texts if scale <= text.up_to))


def sheet_wishes(content: Content, sheet: OnSheet, scale: int) -> Iterator[Wish]:
    """The words of one layer on a cadastral sheet, without the broad ones of the background."""
    texts = [text for text in sheet.texts if scale <= text.up_to and text.height_mm < BACKGROUND_MM]
    rank = 0.0 if sheet.subject else 100.0 - content.register.layer.order
    wanted: Iterator[Wish] = iter(())
    if texts and sheet.pen_mm and not isinstance(content.register.layer.symbol, LineSymbol):
        wanted = _in_areas(content, texts, rank)
    elif texts:
        wanted = _named(content, texts[0].column, _look(texts[0], ""), rank)
    yield from wanted if sheet.subject else (replace(wish, beside=True, keeps_off=True) for wish in wanted)
    if scale <= sheet.lengths_up_to:
        yield from _edge_lengths(content, scale, rank + 0.5)


def background(content: Content, sheet: OnSheet, scale: int) -> Iterator[Wish]:
    """The broad names of areas, one in or beside the middle of each."""
    for text in sheet.texts:
        if scale <= text.up_to and text.height_mm >= BACKGROUND_MM:
            for record, shape in zip(content.records, content.shapes, strict=True):
                words = _cut(text, record)
                if words:
                    yield Wish((_look(text, words),), shape, "area", halo=0.0, beside=True)


def _in_areas(content: Content, texts: list[SheetText], rank: float) -> Iterator[Wish]:
    for record, shape in zip(content.records, content.shapes, strict=True):
        lines = tuple(_look(text, words) for text in texts if (words := _cut(text, record)))
        if lines:
            yield Wish(lines, shape, kind_of(shape), rank, halo=0.0)


def _cut(text: SheetText, record: dict[str, Any]) -> str:
    value = record.get(text.column)
    words = "" if value is None else str(value)
    return text.cut(words) if text.cut and words else words


def _look(text: SheetText, words: str) -> Line:
    # the declared height is that of a figure, a letter's whole body is half as high again
    return Line(words, text.height_mm * 1.45, text.color, "bold" if text.is_bold else "regular")


def _edge_lengths(content: Content, scale: int, rank: float) -> Iterator[Wish]:
    """The length of each edge in metres of the grid, once for an edge that two areas share."""
    seen = set()
    for rings in rings_of(content.shapes):
        for ring in rings:
            ends = np.vstack([ring, ring[:1]])
            for (x0, y0), (x1, y1) in pairwise(ends):
                key = (round(x0 + x1, 1), round(y0 + y1, 1))
                length = math.hypot(x1 - x0, y1 - y0)
                if length >= SHORTEST_EDGE_MM and key not in seen:
                    seen.add(key)
                    text = f"{length * scale / 1000:.2f}"
                    edge = shapely.LineString([(x0, y0), (x1, y1)])
                    yield Wish((Line(text, LENGTH_MM, "#444444"),), edge, "line", rank)
