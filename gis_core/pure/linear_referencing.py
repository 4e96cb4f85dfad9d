"""Chainage and distance along a line: surveyed kilometre posts stretch or shrink the line piece by piece."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from gis_core.pure.chainage import format_chainage
from gis_core.pure.refusal import Refused

#: A point up to this far beyond an end of the line counts as lying on that end.
END_TOLERANCE_M = 5.0


class BeyondLine(Exception):
    """A position past an end of the line by more than `END_TOLERANCE_M`; the system that asks words the refusal.

    `chainage_m` is what was asked (negative before the start), `length_m` the line's own.
    """

    def __init__(self, chainage_m: float, length_m: float) -> None:
        super().__init__(chainage_m, length_m)
        self.chainage_m = chainage_m
        self.length_m = length_m


def piecewise(x: float, xs: tuple[float, ...], ys: tuple[float, ...]) -> float:
    """Linear between the knots (xs, ys); the scale of the first and of the last interval holds outside them.

    The SQL twin is `gis_piecewise`. Needs two knots or more, xs growing.
    """
    right = min(max(bisect_right(xs, x), 1), len(xs) - 1)
    left = right - 1
    return ys[left] + (x - xs[left]) * (ys[right] - ys[left]) / (xs[right] - xs[left])


@dataclass(frozen=True)
class Calibration:
    """Knots between metres of drawn line and metres of chainage; the start of the line is km 0+000."""

    line_m: tuple[float, ...] = (0.0, 1.0)
    chainage_m: tuple[float, ...] = (0.0, 1.0)

    @classmethod
    def of(cls, posts: Iterable[tuple[float, float]]) -> Calibration:
        """From surveyed posts (metres along the line, chainage in metres) in any order; none leaves the line as drawn.

        A post of chainage 0 says what the start says already and is passed over.
        Errors: Refused ``KM_POST`` when chainage does not grow with the line.
        """
        line, chainage = [0.0], [0.0]
        for at, km in sorted((float(at), float(km)) for at, km in posts):
            if km == 0:
                continue
            if at <= line[-1] or km <= chainage[-1]:
                post = format_chainage(max(int(km), 0))
                raise Refused("KM_POST", f"หลัก {post} ไม่เรียงตามทิศทางของสายทาง", "", "chainage_m")
            line.append(at)
            chainage.append(km)
        return cls(tuple(line), tuple(chainage)) if len(line) > 1 else cls()

    def to_chainage(self, line_m: float) -> float:
        """Chainage of a place `line_m` metres along the drawn line."""
        return piecewise(line_m, self.line_m, self.chainage_m)

    def to_line(self, chainage_m: float) -> float:
        """Metres along the drawn line of a chainage; the inverse of `to_chainage`."""
        return piecewise(chainage_m, self.chainage_m, self.line_m)


def on_line(chainage_m: float, length_m: float) -> float:
    """The chainage itself, or the end it lies beyond by at most `END_TOLERANCE_M`. Errors: BeyondLine."""
    if chainage_m < -END_TOLERANCE_M or chainage_m > length_m + END_TOLERANCE_M:
        raise BeyondLine(chainage_m, length_m)
    return min(max(chainage_m, 0.0), length_m)
