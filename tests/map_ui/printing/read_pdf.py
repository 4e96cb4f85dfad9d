"""Reads back what stands on a printed page: every drawn path in millimetres, every text, every font."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import numpy as np
from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream

POINTS_PER_MM = 72 / 25.4


@dataclass
class Path:
    """A stroked or filled path: how, with which pen, and its points in mm from the lower left corner of the page."""

    operator: str
    width: float
    stroke: tuple[float, ...]
    fill: tuple[float, ...]
    rings: list[np.ndarray]


@dataclass
class _State:
    matrix: np.ndarray = field(default_factory=lambda: np.eye(3))
    width: float = 0.0
    stroke: tuple[float, ...] = ()
    fill: tuple[float, ...] = ()

    def copy(self) -> _State:
        return _State(self.matrix, self.width, self.stroke, self.fill)


def page_of(pdf: bytes, number: int = 0) -> PageObject:
    return PdfReader(BytesIO(pdf)).pages[number]


def size_mm(page: PageObject) -> tuple[float, float]:
    return float(page.mediabox.width) / POINTS_PER_MM, float(page.mediabox.height) / POINTS_PER_MM


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def spoken(pdf: bytes) -> list[str]:
    """Every ActualText of the first page: what a reader copies or hears, word by word as it was written."""
    found = []
    for operands, operator in _operations(page_of(pdf)):
        if operator == b"BDC" and "/ActualText" in operands[1]:
            found.append(str(operands[1]["/ActualText"]))
    return [text for text in found if text]


def fonts(page: PageObject) -> list[Any]:
    """The fonts of a page with their descriptors."""
    made = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    return [font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object() for font in made]


def _operations(page: PageObject) -> Any:
    return ContentStream(page.get_contents(), page.pdf).operations


def paths(pdf: bytes, number: int = 0) -> list[Path]:
    """All paths of a page. Curves are kept by their end points."""
    reader = _Reader()
    for operands, operator in _operations(page_of(pdf, number)):
        reader.take(operator.decode(), operands)
    return reader.found


class _Reader:
    def __init__(self) -> None:
        self.state, self.stack, self.found = _State(), [], []
        self.rings: list[list[tuple[float, float]]] = []

    def take(self, operator: str, operands: Any) -> None:
        if operator in ("S", "f", "b"):
            rings = [_mm(ring, self.state) for ring in self.rings]
            self.found.append(Path(operator, self.state.width, self.state.stroke, self.state.fill, rings))
        if operator in ("S", "f", "b", "n"):
            self.rings = []
        elif operator in _TAKEN:
            _TAKEN[operator](self, *(float(value) for value in operands))

    def save(self) -> None:
        self.stack.append(self.state.copy())

    def restore(self) -> None:
        self.state = self.stack.pop()

    def matrix(self, a: float, b: float, c: float, d: float, e: float, f: float) -> None:
        self.state.matrix = np.array([[a, b, 0], [c, d, 0], [e, f, 1]]) @ self.state.matrix

    def width(self, width: float) -> None:
        self.state.width = width

    def stroke(self, *color: float) -> None:
        self.state.stroke = color

    def fill(self, *color: float) -> None:
        self.state.fill = color

    def move(self, x: float, y: float) -> None:
        self.rings.append([(x, y)])

    def line(self, *points: float) -> None:
        self.rings[-1].append((points[-2], points[-1]))

    def box(self, x: float, y: float, w: float, h: float) -> None:
        self.rings.append([(x, y), (x + w, y), (x + w, y + h), (x, y + h)])


_TAKEN = {
    "q": _Reader.save,
    "Q": _Reader.restore,
    "cm": _Reader.matrix,
    "w": _Reader.width,
    "RG": _Reader.stroke,
    "rg": _Reader.fill,
    "m": _Reader.move,
    "l": _Reader.line,
    "c": _Reader.line,
    "re": _Reader.box,
}


def _mm(ring: list[tuple[float, float]], state: _State) -> np.ndarray:
    points = np.column_stack([np.array(ring), np.ones(len(ring))]) @ state.matrix
    return points[:, :2] / POINTS_PER_MM
