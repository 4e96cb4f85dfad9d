"""Areas coloured by two shares at once: three classes of each give nine colours. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import pairwise

from gis_core.pure.choropleth import NO_DATA, LegendEntry, Value
from gis_core.pure.figures import written

#: A row for each class of the second share from low to high, in it the classes of the first; told apart by readers who
#: see few colours.
COLORS = (
    ("#e8e8e8", "#ace4e4", "#5ac8c8"),
    ("#dfb0d6", "#a5add3", "#5698b9"),
    ("#be64ac", "#8c62aa", "#3b4994"),
)
CLASSES = 3


def thirds(values: Iterable[Value]) -> tuple[Decimal, ...]:
    """The limits, with both ends, of three classes of as many areas each; fewer where many areas are alike. A limit
    belongs to the class above, the highest to its own.
    """
    known = sorted(value for value in values if value is not None)
    if not known:
        return ()
    cuts = [known[len(known) * n // CLASSES] for n in range(1, CLASSES)]
    above = [cut for cut in dict.fromkeys(cuts) if cut > known[0]] or [value for value in known if value > known[0]][:1]
    return (known[0], *above, known[-1])


def class_of(value: Decimal, edges: Sequence[Decimal]) -> int:
    """0 for the lowest class; where there are only two the upper one is the highest colour."""
    found, last = bisect_right(edges[1:-1], value), len(edges) - 2
    return found if last >= CLASSES - 1 else found * (CLASSES - 1)


def color_of(first: Value, second: Value, edges: tuple[Sequence[Decimal], Sequence[Decimal]]) -> str:
    """Grey where either is unknown."""
    if first is None or second is None:
        return NO_DATA
    return COLORS[class_of(second, edges[1])][class_of(first, edges[0])]


def spans(edges: Sequence[Decimal], unit: str) -> list[tuple[int, str]]:
    """The classes there are, from low to high, with their limits in words."""
    return [
        (class_of(low, edges), f"{written(low, unit)} – {written(high, unit)}" if low != high else written(low, unit))
        for low, high in pairwise(edges)
    ]


def legend(
    edges: tuple[Sequence[Decimal], Sequence[Decimal]], units: tuple[str, str], *, some_missing: bool
) -> list[LegendEntry]:
    """The colours one below the other, as paper lists them: the limits of the first share, then those of the second."""
    entries = [
        LegendEntry(COLORS[row][column], f"{across} · {up}")
        for row, up in spans(edges[1], units[1])
        for column, across in spans(edges[0], units[0])
    ]
    return [*entries, LegendEntry(NO_DATA, "ไม่มีข้อมูล", is_hatched=True)] if some_missing else entries
