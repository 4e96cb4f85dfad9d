"""Sheets of paper and what goes where on them, in millimetres from the lower left corner."""

from __future__ import annotations

from dataclasses import dataclass

from gis_core.pure.map_sheet import MapSheet
from gis_core.pure.refusal import Refused

#: Width and height upright.
PAPERS = {"A4": (210.0, 297.0), "A3": (297.0, 420.0), "A1": (594.0, 841.0)}
SCALES = (500, 1000, 2000, 2500, 4000, 5000, 10_000, 20_000, 25_000)
MARGIN = {"A4": 8.0, "A3": 10.0, "A1": 15.0}
#: Type and symbols around the map grow with the paper, those on the map do not.
TYPE_SIZE = {"A4": 1.0, "A3": 1.2, "A1": 1.8}
#: From the map's edge to the outer line; grid numbers stand between them.
BORDER = 6.0
PANEL_BESIDE = {"A4": 58.0, "A3": 78.0, "A1": 150.0}
PANEL_BELOW = {"A4": 66.0, "A3": 80.0, "A1": 150.0}
SHEET_SIDE = 500.0
#: A sheet of the Land Department is half a metre square: whole on A1, half as large on A3, a quarter on A4.
REDUCED = {"A1": 1, "A3": 2, "A4": 4}


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def top(self) -> float:
        return self.y + self.height

    def grown(self, by: float) -> Box:
        return Box(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)


@dataclass(frozen=True)
class Layout:
    """Where the map and the panel with its title, legend and notes lie on the paper."""

    paper: str
    is_landscape: bool
    width: float
    height: float
    frame: Box
    panel: Box

    @property
    def type_size(self) -> float:
        return TYPE_SIZE[self.paper]


def page_size(paper: str, is_landscape: bool) -> tuple[float, float]:
    """Width and height. Errors: Refused ``PAPER``."""
    if paper not in PAPERS:
        raise Refused("PAPER", f"กระดาษต้องเป็น {', '.join(PAPERS)}", field="paper")
    upright = PAPERS[paper]
    return (upright[1], upright[0]) if is_landscape else upright


def layout(paper: str, is_landscape: bool) -> Layout:
    """The map as large as the paper allows: the panel stands beside it on a broad sheet, below it on a high one."""
    width, height = page_size(paper, is_landscape)
    edge = MARGIN[paper] + BORDER
    beside = PANEL_BESIDE[paper] if is_landscape else 0.0
    below = 0.0 if is_landscape else PANEL_BELOW[paper]
    gap = MARGIN[paper] / 2
    frame = Box(edge, edge + below + (0 if is_landscape else gap), 0, 0)
    frame = Box(
        frame.x, frame.y, width - edge - frame.x - beside - (gap if is_landscape else 0), height - edge - frame.y
    )
    return Layout(paper, is_landscape, width, height, frame, _panel(width, height, paper, frame, is_landscape, gap))


def _panel(width: float, height: float, paper: str, frame: Box, is_landscape: bool, gap: float) -> Box:
    margin = MARGIN[paper]
    outer = frame.grown(BORDER)
    if is_landscape:
        left = outer.right + gap
        return Box(left, margin, width - margin - left, height - 2 * margin)
    return Box(margin, margin, width - 2 * margin, outer.y - gap - margin)


def sheet_layout(paper: str) -> Layout:
    """A Land Department sheet: a square map, the panel beside it. Errors: Refused ``PAPER``."""
    width, height = page_size(paper, True)
    side = SHEET_SIDE / REDUCED[paper]
    gap = MARGIN[paper]
    frame = Box(gap + BORDER, (height - side) / 2, side, side)
    panel = _panel(width, height, paper, frame, True, gap)
    return Layout(paper, True, width, height, frame, panel)


def sheet_scale(sheet: MapSheet, paper: str) -> int:
    """The scale at which a sheet is printed on a paper."""
    return sheet.scale * REDUCED[paper]


def known_scale(value: object) -> int:
    """A standard scale. Errors: Refused ``SCALE``."""
    if isinstance(value, bool) or not isinstance(value, int) or value not in SCALES:
        raise Refused("SCALE", "มาตราส่วนต้องเป็น " + ", ".join(f"1:{s:,}" for s in SCALES), field="scale")
    return value
