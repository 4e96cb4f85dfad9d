"""Declaration → legend entries. Pure functions beside `map_style`, so map and legend cannot disagree."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any, NotRequired, TypedDict

from gis_core.pure.thai_area import format_area
from layers.declare import ByRange, ByValue, Circle, Hatch, Layer, Line, Triangle
from layers.map_style import COUNT_OPACITIES, COUNT_STEPS, SUPPRESSED_COLOR, chosen_classes, symbol_color

OTHER = "อื่น ๆ"
MISSING = "ไม่มีข้อมูล"
#: How the name of a column of Buddhist years ends; years are not separated as thousands are.
YEAR = "_be"
#: Discs that tell of a size alone.
SIZE_COLOR = "#8a8f94"


class Entry(TypedDict):
    """One line of a legend. `shape`: circle, triangle, line, fill or hatch; `opacity` as on the map; `edge`: the colour
    of a border by which the class stands out; `radius` of a disc whose size says something.
    """

    label: str
    color: str
    shape: str
    opacity: float
    edge: NotRequired[str]
    dashed: NotRequired[bool]
    radius: NotRequired[float]


def legend(register: Any, theme: str | None = None) -> list[Entry]:
    """Entries of a layer or of one of its themes; [] without a layer or with a hidden one. KeyError: unknown theme."""
    layer = register.layer
    if layer is None or register.level == "hidden":
        return []
    if register.level == "aggregate":
        return _counts(layer)
    classes = chosen_classes(layer, theme)
    pairs = _classes(register, classes) if classes else [(register.thai, symbol_color(layer))]
    entries = [_edged(register, layer, classes, _entry(layer, label, color)) for label, color in pairs]
    if isinstance(layer.symbol, Circle):
        entries += [
            Entry(label=thai, color=SIZE_COLOR, shape="circle", opacity=1.0, radius=radius)
            for thai, radius in layer.symbol.sizes.values()
        ]
    entries += [
        Entry(label=each.thai, color="#ffffff", shape="fill", opacity=0.0, edge=each.color, dashed=bool(each.dash))
        for each in layer.edged
        if each.thai
    ]
    hatched = layer.hatched
    if hatched is None:
        return entries
    # a class that is hatched as a whole is one line of the legend
    standing_out = Entry(label=hatched.thai, color=hatched.color, shape="hatch", opacity=0.0)
    if any(entry["label"] == hatched.thai for entry in entries):
        return [standing_out if entry["label"] == hatched.thai else entry for entry in entries]
    return [*entries, standing_out]


def _edged(register: Any, layer: Layer, classes: ByValue | ByRange | None, entry: Entry) -> Entry:
    for edged in layer.edged if classes else ():
        column = register.by_name.get(edged.column)
        if edged.column == classes.column and entry["label"] in {column.choices.get(value) for value in edged.values}:  # type: ignore[union-attr]
            return entry | {"edge": edged.color, "dashed": bool(edged.dash)}
    return entry


def legend_in_use(
    register: Any,
    classes: ByValue | ByRange | None,
    colors: Collection[str],
    words: Mapping[str, str] | None = None,
) -> list[Entry]:
    """The entries of a layer of records in the colours that were really drawn; `classes` may be a reader's own, and
    `words` what his legend calls each colour.
    """
    own = words or {}
    named = [(label, color) for color, label in own.items()]
    pairs = _classes(register, classes) if classes else [(register.thai, symbol_color(register.layer))]
    pairs = [*named, *((label, color) for label, color in pairs if color not in own)]
    return [_entry(register.layer, label, color) for label, color in pairs if color in colors]


def color_of(classes: ByValue | ByRange | None, value: Any, plain: str) -> str:
    """The colour of one record, as `map_style.color_expression` says it to the browser."""
    if classes is None:
        return plain
    if isinstance(classes, ByValue):
        return classes.colors.get(_as_text(value), classes.other)
    return classes.missing if value is None else classes.colors[bisect_right(classes.breaks, float(value))]


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _classes(register: Any, classes: ByValue | ByRange) -> list[tuple[str, str]]:
    column = register.by_name.get(classes.column)
    if isinstance(classes, ByRange):
        return _ranges(classes, _shown_as(classes.column, column))
    return _values(classes, column.choices if column else {})


def _values(classes: ByValue, choices: Mapping[str, str]) -> list[tuple[str, str]]:
    pairs = [(choices.get(value, value), color) for value, color in classes.colors.items()]
    if not choices or set(choices) - set(classes.colors):
        pairs.append((OTHER, classes.other))
    return pairs


def _ranges(classes: ByRange, shown_as: Callable[[float], str]) -> list[tuple[str, str]]:
    labels = classes.labels or range_labels(classes.breaks, shown_as)
    return [*zip(labels, classes.colors, strict=True), (MISSING, classes.missing)]


def range_labels(breaks: tuple[float, ...], shown_as: Callable[[float], str] | None = None) -> tuple[str, ...]:
    """Thai words for the ranges between lower limits: น้อยกว่า 10, 10 – 20, ตั้งแต่ 20."""
    if not breaks:
        return ("ทุกค่า",)
    shown = [*map(shown_as or number, breaks)]
    between = [f"{low} – {high}" for low, high in pairwise(shown)]
    return (f"น้อยกว่า {shown[0]}", *between, f"ตั้งแต่ {shown[-1]}")


def _shown_as(name: str, column: Any) -> Callable[[float], str]:
    if name.endswith(YEAR):
        return _year
    return _area if column and column.kind == "area" else number


def _year(year: float) -> str:
    return f"{year:g}"


def _area(sqwah: float) -> str:
    return format_area(Decimal(repr(sqwah)))


def number(value: float) -> str:
    """A limit as people read it: thousands separated, no needless decimals."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.10g}"


def _counts(layer: Layer) -> list[Entry]:
    from_to = [f"{low} – {high - 1}" for low, high in pairwise(COUNT_STEPS)]
    labels = [*from_to, f"ตั้งแต่ {COUNT_STEPS[-1]}"]
    shades = [_shade(label, symbol_color(layer), step) for step, label in enumerate(labels)]
    hidden = Entry(label=f"น้อยกว่า {COUNT_STEPS[0]} (ไม่แสดงจำนวน)", color=SUPPRESSED_COLOR, shape="fill", opacity=0.3)
    return [hidden, *shades]


def _shade(label: str, color: str, step: int) -> Entry:
    return Entry(label=label, color=color, shape="fill", opacity=COUNT_OPACITIES[step])


def _entry(layer: Layer, label: str, color: str) -> Entry:
    symbol = layer.symbol
    if isinstance(symbol, Circle):
        return Entry(label=label, color=color, shape="circle", opacity=1.0)
    if isinstance(symbol, Triangle):
        return Entry(label=label, color=color, shape="triangle", opacity=1.0)
    if isinstance(symbol, Line):
        return Entry(label=label, color=color, shape="line", opacity=1.0)
    if isinstance(symbol, Hatch):
        return Entry(label=label, color=color, shape="hatch", opacity=symbol.opacity)
    if symbol.opacity == 0:
        return Entry(label=label, color=symbol.outline, shape="fill", opacity=0.0)
    return Entry(label=label, color=color, shape="fill", opacity=symbol.opacity)
