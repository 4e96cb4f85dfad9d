"""How records look on the map: symbol, classes, labels and further themes of the same layer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class Circle:
    """A point drawn as a disc of `radius` pixels; with `radius_by` the value of that column chooses among `sizes`:
    value -> (Thai, radius).
    """

    radius: float = 5
    color: str = "#2f6f9f"
    radius_by: str = ""
    sizes: Mapping[str, tuple[str, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Triangle:
    """A point drawn as an upright triangle, `radius` pixels from its middle to a corner."""

    radius: float = 6
    color: str = "#2f6f9f"


@dataclass(frozen=True)
class Line:
    """A line of `width` pixels; with `width_by` the width follows that column (metres), with `dash` it is broken.

    `widest_m`: how wide the widest of them may be and still be drawn whole across the edges of tiles.
    """

    width: float = 2
    color: str = "#4a4a4a"
    width_by: str = ""
    dash: tuple[float, ...] = ()
    widest_m: float = 0


@dataclass(frozen=True)
class Fill:
    """A polygon with a translucent fill and an outline of `outline_width` pixels."""

    color: str = "#8fb58f"
    opacity: float = 0.45
    outline: str = "#4a4a4a"
    outline_width: float = 0.8


@dataclass(frozen=True)
class Hatch:
    """A polygon marked by its dashed outline and a faint fill, for areas that lie over others."""

    color: str = "#b03a2e"
    opacity: float = 0.12
    outline_width: float = 1.6


PointSymbol = Circle | Triangle
Symbol = PointSymbol | Line | Fill | Hatch


@dataclass(frozen=True)
class ByValue:
    """A colour for each value of a column; other values take `other`."""

    column: str
    colors: dict[str, str]
    other: str = "#9aa0a6"


@dataclass(frozen=True)
class ByRange:
    """A colour for each range of a number: `breaks` are the lower limits of all colours but the first."""

    column: str
    breaks: tuple[float, ...]
    colors: tuple[str, ...]
    labels: tuple[str, ...] = ()
    missing: str = "#c8ccd0"


Classes = ByValue | ByRange


@dataclass(frozen=True)
class Label:
    """Text of a column on the map, from a tile zoom on; `below` is written under it where an area has room for it."""

    column: str
    from_zoom: int = 16
    below: Label | None = None

    @property
    def lines(self) -> tuple[Label, ...]:
        """The label and what is written under it."""
        return (self, *self.below.lines) if self.below else (self,)


@dataclass(frozen=True)
class Theme:
    """Another way to colour the same layer."""

    code: str
    thai: str
    classes: Classes


@dataclass(frozen=True)
class SheetText:
    """A line of text on cadastral sheets of 1:`up_to` and larger; `cut` takes the part of the value that is written."""

    column: str
    up_to: int = 4000
    height_mm: float = 2.0
    color: str = "#000000"
    is_bold: bool = False
    cut: Callable[[str], str] | None = None


@dataclass(frozen=True)
class Hatched:
    """The records of a layer that stand out under thin slanting lines, on the screen and on paper: those with one of
    the `values` in any of the named columns.
    """

    thai: str
    color: str
    values: Mapping[str, tuple[str, ...]]

    def meets(self, record: Mapping[str, Any]) -> bool:
        return any(record.get(column) in wanted for column, wanted in self.values.items())


@dataclass(frozen=True)
class Edged:
    """The areas of a layer that stand out by their border: those with one of the `values` in `column`.

    `thai` names the border in the legend where it is no class of the layer: it may go round areas of any class.
    """

    column: str
    values: tuple[str, ...]
    color: str
    width: float = 2
    dash: tuple[float, ...] = ()
    thai: str = ""


@dataclass(frozen=True)
class OnSheet:
    """How the layer is drawn on printed cadastral sheets of 1:`up_to` and larger, in millimetres of paper.

    `pen_mm` 0 draws no line; `is_filled` keeps the colours of the map; `texts` stand below each other; `lengths_up_to`
    is the smallest scale at which the length of each edge is written. A sheet is printed only for readers of a
    layer that is its `subject`.
    """

    pen_mm: float = 0.2
    color: str = "#000000"
    dash_mm: tuple[float, ...] = ()
    up_to: int = 50_000
    is_filled: bool = False
    texts: tuple[SheetText, ...] = ()
    lengths_up_to: int = 0
    subject: bool = False


@dataclass(frozen=True)
class Layer:
    """A map layer. `zooms` are tile zooms; `columns` go into the tiles beside those that symbology needs.

    level: public, staff, aggregate (counts only) or hidden (no tiles at all). `hatched`: those of its records that
    stand out under thin slanting lines, in every theme; `edged`: those that stand out by their border. `sheet`: its
    part in printed cadastral sheets, None for none.
    """

    symbol: Symbol
    classes: Classes | None = None
    label: Label | None = None
    zooms: tuple[int, int] = (10, 22)
    level: Literal["public", "staff", "aggregate", "hidden"] = "staff"
    columns: tuple[str, ...] = ()
    themes: tuple[Theme, ...] = field(default=())
    shown: bool = True
    order: int = 50
    hatched: Hatched | None = None
    edged: tuple[Edged, ...] = ()
    sheet: OnSheet | None = None

    @property
    def tile_columns(self) -> tuple[str, ...]:
        """Every column the tiles must carry, each once."""
        wanted = [c.column for c in self.all_classes]
        if self.label:
            wanted.extend(line.column for line in self.label.lines)
        if isinstance(self.symbol, Line) and self.symbol.width_by:
            wanted.append(self.symbol.width_by)
        if isinstance(self.symbol, Circle) and self.symbol.radius_by:
            wanted.append(self.symbol.radius_by)
        if self.hatched:
            wanted.extend(self.hatched.values)
        wanted.extend(each.column for each in self.edged)
        return tuple(dict.fromkeys([*wanted, *self.columns]))

    @property
    def all_classes(self) -> tuple[Classes, ...]:
        own = (self.classes,) if self.classes else ()
        return own + tuple(theme.classes for theme in self.themes)
