"""Charts as numbers a template draws: lines and bars over the months of a year. Pure.

The plot is a box of 100 by 100 that is stretched to the page; words stand beside it, so that they stay readable on a
phone and on paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby, pairwise, zip_longest

from gis_core.pure.figures import written
from gis_core.pure.thai_calendar import MONTHS_SHORT

Values = Sequence[Decimal | None]
STEPS = 4
NICE = tuple(Decimal(text) for text in ("1", "1.5", "2", "2.5", "3", "4", "5", "8", "10"))
BAR_SHARE = 0.76
UNITS = ((Decimal(1_000_000), "ล้าน"), (Decimal(1_000), "พัน"))


@dataclass(frozen=True)
class Mark:
    """A point or a bar with its words; a bar stands on the ground line."""

    x: float
    y: float
    width: float
    height: float
    text: str


@dataclass(frozen=True)
class Series:
    """One line or one set of bars. A line is drawn through each of its `runs`; between them nothing is known, or it is
    defined otherwise.
    """

    thai: str
    tone: str
    marks: tuple[Mark, ...]
    runs: tuple[tuple[Mark, ...], ...] = ()

    @property
    def path(self) -> str:
        """The line as SVG draws it."""
        return " ".join("M" + " L".join(f"{mark.x} {mark.y}" for mark in run) for run in self.runs)


@dataclass(frozen=True)
class Break:
    """Between which points a line ends because what follows is defined otherwise, and the words for it."""

    x: float
    thai: str


@dataclass(frozen=True)
class Chart:
    """`ticks` from the top down, `columns` below the plot; `unit` is what the ticks are counted in. `breaks` are the
    marks of changed definitions.
    """

    ticks: tuple[str, ...]
    columns: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    breaks: tuple[Break, ...] = ()

    @property
    def grid(self) -> tuple[float, ...]:
        """Heights of the lines across the plot."""
        return tuple(round(100 * n / (len(self.ticks) - 1), 2) for n in range(len(self.ticks)))


def ceiling(values: Values) -> Decimal:
    """The top of the scale: a round number at or above all values."""
    most = max((value for value in values if value is not None), default=Decimal(0))
    if most <= 0:
        return Decimal(STEPS)
    power = Decimal(1).scaleb(most.adjusted())
    return next(power * nice for nice in NICE if power * nice >= most)


def lines(
    columns: Sequence[str],
    named: Sequence[tuple[str, str, Values]],
    unit: str,
    versions: Sequence[Sequence[int | None]] = (),
) -> Chart:
    """Lines by (name, tone, values); all begin at nought. `versions`: by which definition each value of each line was
    reckoned; no line joins two.
    """
    top, ticks, counted = _scale([value for _, _, values in named for value in values], unit)
    series: list[Series] = []
    breaks: list[Break] = []
    for (thai, tone, values), of in zip_longest(named, versions, fillvalue=()):
        spots = [_spot(n, value, len(columns), top, unit) for n, value in enumerate(values)]
        known = [(n, spot, of[n] if of else None) for n, spot in enumerate(spots) if spot]
        series.append(Series(thai, tone, tuple(spot for _, spot, _ in known), _runs(known)))
        breaks += [
            Break((last.x + first.x) / 2, f"{thai}: นิยามเปลี่ยนเป็นสูตรรุ่นที่ {new} ตั้งแต่ {columns[n]} เส้นจึงไม่ต่อกัน")
            for (_, last, old), (n, first, new) in pairwise(known)
            if old != new
        ]
    return Chart(ticks, tuple(columns), tuple(series), counted, tuple(breaks))


def bars(columns: Sequence[str], named: Sequence[tuple[str, str, Values]], unit: str) -> Chart:
    """Bars side by side in each column."""
    top, ticks, counted = _scale([value for _, _, values in named for value in values], unit)
    slot = 100 / len(columns)
    width = slot * BAR_SHARE / len(named)
    series = []
    for place, (thai, tone, values) in enumerate(named):
        left = slot * (1 - BAR_SHARE) / 2 + width * place
        marks = [_bar(slot * n + left, width, value, top, unit) for n, value in enumerate(values) if value is not None]
        series.append(Series(thai, tone, tuple(marks)))
    return Chart(ticks, tuple(columns), tuple(series), counted)


def months_short(months: Sequence[int]) -> list[str]:
    """Thai short names of calendar months."""
    return [MONTHS_SHORT[month - 1] for month in months]


def _scale(values: Values, unit: str) -> tuple[Decimal, tuple[str, ...], str]:
    top = ceiling(values)
    by, word = next(((by, word) for by, word in UNITS if top >= 10 * by), (Decimal(1), ""))
    ticks = tuple(written(top * n / STEPS / by) for n in range(STEPS, -1, -1))
    return top, ticks, f"{word}{unit}"


def _spot(column: int, value: Decimal | None, columns: int, top: Decimal, unit: str) -> Mark | None:
    if value is None:
        return None
    y = min(100.0, max(0.0, float(100 - 100 * value / top)))
    return Mark(round((column + 0.5) * 100 / columns, 3), round(y, 3), 0, 0, written(value, unit))


def _bar(x: float, width: float, value: Decimal, top: Decimal, unit: str) -> Mark:
    height = max(0.0, float(100 * value / top))
    return Mark(round(x, 3), round(100 - height, 3), round(width, 3), round(height, 3), written(value, unit))


def _runs(known: Sequence[tuple[int, Mark, int | None]]) -> tuple[tuple[Mark, ...], ...]:
    """The points of neighbouring columns under one definition."""
    runs = groupby(enumerate(known), key=lambda each: (each[1][0] - each[0], each[1][2]))
    return tuple(tuple(mark for _, (_, mark, _) in run) for _, run in runs)
