"""Areas coloured by a figure: breaks, colours and the legend. Pure but for the shapes it is given."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

Value = Decimal | None

#: Light to dark in one hue, told apart by readers who see few colours and by a printer with one.
COLORS = ("#d7ece8", "#9fd0c8", "#63aea6", "#2f837f", "#12545a")
NO_DATA = "#d5d5d5"
#: Where all percentages have their limits; what lies in fewer than three of the classes is cut evenly instead.
PERCENT = (Decimal(50), Decimal(70), Decimal(80), Decimal(90))
LEAST_CLASSES = 3


@dataclass(frozen=True)
class LegendEntry:
    """One colour and what it means."""

    color: str
    thai: str


def breaks_of(values: Iterable[Value], *, is_percent: bool) -> tuple[Decimal, ...]:
    """The inner limits of the classes, rising; none when all values are equal. A limit belongs to the class above."""
    known = sorted({value for value in values if value is not None})
    if len(known) < 2:
        return ()
    if is_percent and len({bisect_right(PERCENT, value) for value in known}) >= LEAST_CLASSES:
        return PERCENT
    step = (known[-1] - known[0]) / len(COLORS)
    return tuple(dict.fromkeys((known[0] + step * n).quantize(Decimal("0.01")) for n in range(1, len(COLORS))))


def color_of(value: Value, breaks: Sequence[Decimal]) -> str:
    """The colour of a value's class; grey for no data, which is not nought."""
    return NO_DATA if value is None else COLORS[bisect_right(breaks, value)] if breaks else COLORS[2]


def legend(values: Mapping[str, Value], breaks: Sequence[Decimal]) -> list[LegendEntry]:
    """Classes from low to high, then no data where there is some."""
    known = [value for value in values.values() if value is not None]
    entries = []
    if known:
        edges = (min(known), *breaks, max(known))
        texts = [f"{low:,.2f} – {high:,.2f}" for low, high in pairwise(edges)] if breaks else [f"{known[0]:,.2f}"]
        colors = COLORS if breaks else COLORS[2:3]
        entries = [LegendEntry(color, text) for color, text in zip(colors, texts, strict=False)]
    if len(known) < len(values):
        entries.append(LegendEntry(NO_DATA, "ไม่มีข้อมูล"))
    return entries
