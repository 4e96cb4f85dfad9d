"""One journey from its recorded points to the line that is offered for review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from importers.tracks import shaping
from importers.tracks.cleaning import Cleaned, clean
from importers.tracks.points import Points
from importers.tracks.stops import Stop, gathered, stops

KMH = 1 / 3.6


@dataclass(frozen=True)
class Limits:
    """What the reviewer sets. A tolerance of 0 keeps every point, `snap_m` of 0 joins nothing."""

    max_speed_kmh: float = 120.0
    max_accuracy_m: float = 30.0
    stop_s: float = 30.0
    stop_radius_m: float = 15.0
    smooth_m: float = 8.0
    tolerance_m: float = 2.0
    snap_m: float = 12.0
    is_reversed: bool = False

    #: Lowest and highest of each, for the page and for what comes from it.
    RANGES = {
        "max_speed_kmh": (3.0, 200.0),
        "max_accuracy_m": (1.0, 500.0),
        "stop_s": (10.0, 3600.0),
        "stop_radius_m": (3.0, 100.0),
        "smooth_m": (0.0, 50.0),
        "tolerance_m": (0.0, 50.0),
        "snap_m": (0.0, 50.0),
    }


@dataclass(frozen=True)
class Journey:
    """What became of a journey; `line` is in metres, `nodes` counts the known nodes it was led through."""

    points: Points
    cleaned: Cleaned
    stops: list[Stop]
    line: Any
    nodes: int

    @property
    def seconds(self) -> float | None:
        known = self.points.t[np.isfinite(self.points.t)]
        return float(np.ptp(known)) if known.size > 1 else None

    @property
    def speed_kmh(self) -> float | None:
        """Mean while moving."""
        total = self.seconds
        moving = total - sum(stop.seconds for stop in self.stops) if total else 0.0
        return self.line.length / moving / KMH if moving > 0 else None


def cleaned_by(points: Points, limits: Limits) -> Cleaned:
    """Every point judged under the limits."""
    return clean(points, limits.max_speed_kmh * KMH, limits.max_accuracy_m)


def travel(
    points: Points,
    limits: Limits,
    nodes: Sequence[Any] = (),
    lines: Sequence[Any] = (),
    cleaned: Cleaned | None = None,
) -> Journey:
    """Clean, rest, smooth, thin, join. `nodes` and `lines` are known roads' in metres; `cleaned` is the judgement of
    who needed it before. Errors: Refused.
    """
    cleaned = cleaned or cleaned_by(points, limits)
    kept = points.only(cleaned.kept)
    rests = stops(kept, limits.stop_s, limits.stop_radius_m)
    line = shaping.shaped(gathered(kept, rests), limits.smooth_m, limits.tolerance_m)
    line, joined = shaping.through(line, nodes, limits.snap_m)
    line = shaping.onto(line, lines, limits.snap_m) if limits.snap_m > 0 else line
    if limits.is_reversed:
        line = line.reverse()
    return Journey(points, cleaned, rests, line, joined)
