"""Where a journey stood still."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from importers.tracks.points import Array, Points


@dataclass(frozen=True)
class Stop:
    """A rest from point `first` to point `last`, at its middle place in metres."""

    first: int
    last: int
    x: float
    y: float
    seconds: float


def stops(points: Points, at_least_s: float, radius_m: float) -> list[Stop]:
    """Rests of at least so long within so small a circle, in order. Journeys without times have none."""
    if not points.is_timed:
        return []
    found, n = [], 0
    while n < points.count:
        last = _rest_from(points, n, radius_m)
        seconds = points.t[last] - points.t[n]
        if np.isfinite(seconds) and seconds >= at_least_s and last > n:
            x, y = np.median(points.xy[n : last + 1], axis=0)
            found.append(Stop(n, last, float(x), float(y), float(seconds)))
            n = last + 1
        else:
            n += 1
    return found


def _rest_from(points: Points, n: int, radius_m: float) -> int:
    """The last point of a run from `n` that stays within the radius of the run's running middle."""
    middle, count = points.xy[n].astype(float), 1
    last = n
    for m in range(n + 1, points.count):
        if np.hypot(*(points.xy[m] - middle)) > radius_m:
            break
        count += 1
        middle += (points.xy[m] - middle) / count
        last = m
    return last


def gathered(points: Points, found: list[Stop]) -> Array:
    """The places of a journey with each rest as one place: a standing receiver scribbles."""
    pieces, n = [], 0
    for stop in found:
        pieces += [points.xy[n : stop.first], np.array([[stop.x, stop.y]])]
        n = stop.last + 1
    return np.concatenate([*pieces, points.xy[n:]])
