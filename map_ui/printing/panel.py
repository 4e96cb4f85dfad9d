"""The panel of a sheet: title, office, scale and north, legend, neighbours, notes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from layers.legend import Entry
from map_ui.printing.canvas import Canvas, Pen, lines_of, title_lines
from map_ui.printing.marginalia import north_arrow, scale_bar
from map_ui.printing.paper import Box, Layout
from map_ui.printing.seal import seal
from map_ui.printing.window import Window

RULE = Pen(0.15, "#7a8a94", is_round=False)
EDGE = Pen(0.6, is_round=False)
FINE = Pen(0.2, is_round=False)
INK, GREY = "#000000", "#333333"
PAD = 3.0
LEGEND_COLUMN_MM = 32.0
LEAST_LEGEND_MM = 24.0
TITLE_LINES = 3


@dataclass(frozen=True)
class Sign:
    """One line of the legend; `pen` draws the border or the line as it is on the sheet."""

    label: str
    color: str
    shape: str
    opacity: float
    pen: Pen | None = None

    @classmethod
    def of(cls, entry: Entry, opacity: float = 1.0) -> Sign:
        return cls(entry["label"], entry["color"], entry["shape"], entry["opacity"] * opacity)


@dataclass(frozen=True)
class Facts:
    """What the panel says. `legend`: heading and signs of each layer; `neighbours`: the names of nine sheets row by row
    from the north-west, the fifth this one's, each in one or two lines.
    """

    title: str
    office: str
    place: str
    notes: Sequence[str]
    sheet_name: str = ""
    legend: Sequence[tuple[str, Sequence[Sign]]] = ()
    neighbours: Sequence[str] = ()
    table: Sequence[tuple[str, str, str]] = field(default=())
    table_title: str = ""
    signatures: Sequence[str] = ()


def draw(canvas: Canvas, layout: Layout, window: Window, facts: Facts) -> None:
    """Fill the panel: one column beside the map, three below it."""
    box = layout.panel
    canvas.box(box.x, box.y, box.width, box.height, EDGE)
    writer = _Writer(canvas, layout, window, facts)
    if layout.is_landscape:
        writer.one_column(box)
    else:
        writer.three_columns(box)


class _Writer:
    """Writes the parts from the top of a box downwards."""

    def __init__(self, canvas: Canvas, layout: Layout, window: Window, facts: Facts) -> None:
        self.canvas, self.window, self.facts = canvas, window, facts
        self.t = layout.type_size
        self.pad = PAD * self.t

    # -- arrangement ---------------------------------------------------------------------------------------------------
    def one_column(self, box: Box) -> None:
        top = box.top
        for part in (self._title, self._scale):
            top = self._ruled(box, top, part)
        bottom = box.y
        for part in (self._notes, self._signatures, self._table, self._neighbours):
            bottom = self._from_below(box, bottom, part, most=top - LEAST_LEGEND_MM * self.t)
        self._legend(Box(box.x, bottom, box.width, top - bottom))

    def three_columns(self, box: Box) -> None:
        widths = (0.34 * box.width, 0.36 * box.width, 0.30 * box.width)
        first = Box(box.x, box.y, widths[0], box.height)
        middle = Box(first.right, box.y, widths[1], box.height)
        last = Box(middle.right, box.y, widths[2], box.height)
        for column in (middle, last):
            self.canvas.line(column.x, box.y, column.x, box.top, RULE)
        top = first.top
        for part in (self._title, self._scale):
            top = self._ruled(first, top, part)
        self._legend(middle)
        bottom = last.y
        for part in (self._notes, self._table, self._neighbours):
            bottom = self._from_below(last, bottom, part, most=last.top)

    def _ruled(self, box: Box, top: float, part: Callable[[Box, float], float]) -> float:
        """A part from the top; gives where the next begins, under a rule."""
        below = part(box, top)
        if below < top:
            self.canvas.line(box.x, below, box.right, below, RULE)
        return below

    def _from_below(self, box: Box, bottom: float, part: Callable[[Box, float], float], most: float) -> float:
        """A part whose height is measured first, standing on what is below it; left out where there is no room."""
        silent = _Writer.__new__(_Writer)
        silent.__dict__ = {**self.__dict__, "canvas": Canvas(1, 1)}
        height = box.top - getattr(silent, part.__name__)(box, box.top)
        if height <= 0 or bottom + height > most:
            return bottom
        part(box, bottom + height)
        self.canvas.line(box.x, bottom + height, box.right, bottom + height, RULE)
        return bottom + height

    # -- parts ---------------------------------------------------------------------------------------------------------
    def _title(self, box: Box, top: float) -> float:
        t, facts, y = self.t, self.facts, top - self.pad
        room, left = box.width - 2 * self.pad, box.x + self.pad
        mark = seal()
        if mark:
            side = 13 * t
            width = side * mark.size[0] / mark.size[1]
            self.canvas.picture(left, y - side, width, side, mark.pixels, mark.size, mark.mask)
            left, room = left + width + 2 * t, room - width - 2 * t
        first = y
        size, lines = title_lines(facts.title, room, 4.6 * t, TITLE_LINES)
        for number, line in enumerate(lines):
            # vowels below a line and marks above the next one need room between them
            y -= (1.43 if number else 1.09) * size
            self.canvas.text(left, y + 0.6 * t, line, size, weight="bold")
        if facts.sheet_name:
            y -= 6.6 * t
            self.canvas.fitted(left, y + 0.6 * t, facts.sheet_name, 6.0 * t, room, weight="bold")
        y -= 4.2 * t
        self.canvas.fitted(left, y + 0.6 * t, facts.office, 3.2 * t, room, weight="bold", color=GREY)
        if facts.place:
            y -= 3.6 * t
            self.canvas.fitted(left, y + 0.6 * t, facts.place, 2.7 * t, room, color=GREY)
        return min(y, first - (13 * t if mark else 0)) - self.pad * 0.6

    def _scale(self, box: Box, top: float) -> float:
        t, left = self.t, box.x + self.pad
        y = top - self.pad - 4.2 * t
        self.canvas.text(left, y, f"มาตราส่วน 1:{self.window.scale:,}", 4.4 * t, weight="bold")
        north_arrow(self.canvas, box.right - self.pad - 3 * t, y - 5.6 * t, 9.5 * t, self.window.convergence_deg)
        scale_bar(self.canvas, left, y - 7.0 * t, box.width - 2 * self.pad - 8 * t, self.window.scale, t)
        y -= 11.2 * t
        for line in lines_of(_north_text(self.window.convergence_deg), (box.width - 2 * self.pad) / (2.1 * t)):
            self.canvas.text(left, y, line, 2.1 * t, color=GREY)
            y -= 2.8 * t
        return y + t

    def _legend(self, box: Box) -> None:
        """As many columns as fit; smaller, then cut off with a word, when there is more than room. Layers of one sign
        come first: below a heading with several they would be read as signs of that layer.
        """
        layers = [_legend_rows(heading, entries) for heading, entries in self.facts.legend]
        rows = [row for layer in sorted(layers, key=lambda layer: len(layer) > 1) for row in layer]
        if not rows:
            return
        t = self.t
        self.canvas.text(box.x + self.pad, box.top - self.pad - 2.6 * t, "คำอธิบายสัญลักษณ์", 3.3 * t, weight="bold")
        room = box.height - 2 * self.pad - 4.5 * t
        count = max(1, int((box.width - self.pad) // (LEGEND_COLUMN_MM * t)))
        size = next((s for s in (t, 0.88 * t, 0.78 * t) if count * int(room // (4.3 * s)) >= len(rows)), 0.78 * t)
        a_column = max(1, int(room // (4.3 * size)))
        if len(rows) > count * a_column:
            left_out = len(rows) - count * a_column + 1
            rows = [*rows[: count * a_column - 1], (f"และอีก {left_out} รายการ", None)]
        width = (box.width - self.pad) / count
        for number, row in enumerate(rows):
            column, line = divmod(number, a_column)
            x = box.x + self.pad + column * width
            y = box.top - self.pad - 4.5 * t - (line + 1) * 4.3 * size
            self._legend_row(x, y, width - self.pad, row, size)

    def _legend_row(self, x: float, y: float, room: float, row: tuple[str, Sign | None], t: float) -> None:
        label, entry = row
        if entry is None:
            self.canvas.fitted(x, y + 1.2 * t, label, 2.7 * t, room, weight="bold")
            return
        swatch(self.canvas, Box(x + 0.5 * t, y + 0.7 * t, 6.5 * t, 3.0 * t), entry)
        self.canvas.fitted(x + 8.6 * t, y + 1.2 * t, label, 2.6 * t, room - 8.6 * t)

    def _notes(self, box: Box, top: float) -> float:
        t, y = self.t, top - self.pad * 0.6
        for note in self.facts.notes:
            for line in lines_of(note, (box.width - 2 * self.pad) / (2.1 * t)):
                y -= 2.9 * t
                self.canvas.text(box.x + self.pad, y + 0.5 * t, line, 2.1 * t, color=GREY)
        return y - self.pad * 0.6

    def _table(self, box: Box, top: float) -> float:
        if not self.facts.table:
            return top
        t, y = self.t, top - self.pad * 0.6
        left, right = box.x + self.pad, box.right - self.pad
        middle = left + (right - left) * 0.68
        y -= 3.4 * t
        self.canvas.fitted(left, y + 0.6 * t, self.facts.table_title, 2.4 * t, right - left, weight="bold")
        for name, first, second in self.facts.table:
            y -= 3.2 * t
            self.canvas.text(left, y + 0.6 * t, name, 2.2 * t)
            self.canvas.text(middle, y + 0.6 * t, first, 2.2 * t, align="right")
            self.canvas.text(right, y + 0.6 * t, second, 2.2 * t, align="right")
        return y - self.pad * 0.6

    def _neighbours(self, box: Box, top: float) -> float:
        """This sheet among its eight neighbours."""
        if not self.facts.neighbours:
            return top
        t, y = self.t, top - self.pad
        width = min((box.width - 2 * self.pad) / 3, 26 * t)
        height, left = width * 0.42, box.x + (box.width - 3 * width) / 2
        self.canvas.text(box.x + self.pad, y - 2.2 * t, "สารบัญแผ่นข้างเคียง", 2.4 * t, weight="bold")
        y -= 4.2 * t
        for number, name in enumerate(self.facts.neighbours):
            row, column = divmod(number, 3)
            x, bottom = left + column * width, y - (row + 1) * height
            is_this = number == 4
            self.canvas.box(x, bottom, width, height, FINE, "#d9e4ee" if is_this else "#ffffff")
            weight = "bold" if is_this else "regular"
            size = 2.6 * t
            at = bottom + height / 2 + (0.2 if "\n" in name else -0.3) * size
            for line in name.split("\n"):
                self.canvas.fitted(x + width / 2, at, line, size, width - t, align="middle", weight=weight)
                at -= size * 1.2
        return y - 3 * height - self.pad * 0.6

    def _signatures(self, box: Box, top: float) -> float:
        if not self.facts.signatures:
            return top
        t, y = self.t, top - self.pad * 0.4
        for role in self.facts.signatures:
            y -= 5.6 * t
            self.canvas.text(box.x + self.pad, y + t, role, 2.4 * t)
            line = Pen(0.15, "#000000", (0.3, 0.8), is_round=False)
            self.canvas.line(box.x + self.pad + 18 * t, y + 0.8 * t, box.right - self.pad, y + 0.8 * t, line)
        return y - self.pad * 0.6


def _legend_rows(heading: str, signs: Sequence[Sign]) -> list[tuple[str, Sign | None]]:
    """A heading over its signs; a layer of one sign of the same name needs no heading."""
    if len(signs) == 1 and signs[0].label == heading:
        return [(heading, signs[0])]
    return [(heading, None), *((sign.label, sign) for sign in signs)] if signs else []


def _north_text(convergence_deg: float) -> str:
    side = "ตะวันตก" if convergence_deg >= 0 else "ตะวันออก"
    minutes = abs(convergence_deg) * 60
    degrees, minutes = divmod(minutes, 60)
    return f"ทิศเหนือกริด · ทิศเหนือจริง (เส้นแดง) อยู่ทาง{side} {degrees:.0f}°{minutes:04.1f}′"


def swatch(canvas: Canvas, box: Box, sign: Sign) -> None:
    """The mark of one line of a legend."""
    color, middle = sign.color, box.y + box.height / 2
    if sign.shape == "circle":
        canvas.discs(np.array([[box.x + box.width / 2, middle]]), box.height * 0.42, color, edge=Pen(0.15, "#ffffff"))
    elif sign.shape == "triangle":
        at = np.array([[box.x + box.width / 2, middle - box.height * 0.1]])
        canvas.triangles(at, box.height * 0.5, color, edge=Pen(0.15, "#ffffff"))
    elif sign.shape == "line":
        canvas.line(box.x, middle, box.right, middle, sign.pen or Pen(max(0.6, box.height * 0.25), color))
    else:
        area = [[np.array([[box.x, box.y], [box.right, box.y], [box.right, box.top], [box.x, box.top]])]]
        if sign.opacity > 0:
            canvas.fill(area, color, max(sign.opacity, 0.05))
        if sign.shape == "hatch" and sign.pen:
            canvas.hatch(area, color)
        plain = Pen(0.3, color, (1.0, 0.7)) if sign.shape == "hatch" else Pen(0.2, _edge_of(sign), is_round=False)
        canvas.stroke(area, sign.pen or plain, is_closed=True)


def _edge_of(sign: Sign) -> str:
    return sign.color if sign.opacity == 0 else "#4a4a4a"
