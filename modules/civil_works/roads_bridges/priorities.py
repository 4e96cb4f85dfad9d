"""Which stretch to repair first: a score of four parts with editable weights, shown part by part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from modules.civil_works.roads_bridges.rules import GRADES

HUNDREDTH = Decimal("0.01")
FULL = Decimal(100)
#: Parts of the score in the order they are shown.
PARTS = {
    "condition": "สภาพทาง",
    "households": "ครัวเรือนในระยะ 300 ม.",
    "traffic": "ปริมาณจราจร",
    "access": "ทางเข้าโรงเรียนหรือสถานพยาบาล",
}


@dataclass(frozen=True)
class Facts:
    """What is known of a stretch. `serves`: it leads to a school or a clinic."""

    grade: str
    households: int
    vehicles_per_day: int
    serves: bool


@dataclass(frozen=True)
class Line:
    """One part of the score: its mark (0 to 100), weight in percent and points; the points add up to the score."""

    part: str
    thai: str
    mark: Decimal
    weight: Decimal
    points: Decimal


@dataclass(frozen=True)
class Score:
    lines: tuple[Line, ...]
    total: Decimal


def priority(facts: Facts, weights: Mapping[str, Decimal], full: Mapping[str, Decimal]) -> Score:
    """The score from 0 to 100. `full` is the number of households and of vehicles a day that earns the whole mark.

    Weights that do not add up to 100 are scaled. A stretch never surveyed has the mark 0 for its condition.
    """
    total = sum(weights.values(), Decimal(0))
    marks = {
        "condition": _condition(facts.grade),
        "households": _share(facts.households, full["households"]),
        "traffic": _share(facts.vehicles_per_day, full["traffic"]),
        "access": FULL if facts.serves else Decimal(0),
    }
    lines = tuple(_line(part, marks[part], weights[part] * FULL / total) for part in PARTS)
    return Score(lines, sum((line.points for line in lines), Decimal(0)))


def _line(part: str, mark: Decimal, weight: Decimal) -> Line:
    points = (mark * weight / FULL).quantize(HUNDREDTH, ROUND_HALF_UP)
    return Line(part, PARTS[part], mark.quantize(HUNDREDTH, ROUND_HALF_UP), weight, points)


def _condition(grade: str) -> Decimal:
    """Evenly from 0 (ดีมาก) to 100 (เสียหายมาก)."""
    return FULL * GRADES.index(grade) / (len(GRADES) - 1) if grade else Decimal(0)


def _share(count: int, full: Decimal) -> Decimal:
    return min(FULL, FULL * count / full)
