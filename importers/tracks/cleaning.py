"""Which points a receiver cannot have stood at, and why.

The kept points are the longest chain in which each can be reached from the one before it. So one wrong point costs one
point, also when it is the first, and a burst of reflections between houses is left out as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from importers.tracks.points import Array, Points

#: Points a chain may leap over: a minute of nonsense at one point a second.
REACH = 60
#: What two fixes of a standing receiver may differ by; below it no speed is told.
NOISE_M = 10.0
#: Without times: a step longer than this and than eight usual ones is a jump.
JUMP_M, JUMP_TIMES = 100.0, 8.0
#: A detour to a point and back that is this many times longer than the way without it.
SPIKE_TIMES = 6.0

REASONS = {
    "place": "อยู่ไกลเกินกว่าจะคำนวณได้",
    "accuracy": "ความแม่นยำต่ำกว่าที่กำหนด",
    "time": "เวลาย้อนหลัง",
    "repeat": "ซ้ำจุดก่อนหน้า",
    "speed": "เร็วเกินกว่าจะเป็นไปได้",
    "jump": "กระโดดไกลผิดปกติ",
    "spike": "แหลมออกแล้วกลับ",
}


@dataclass(frozen=True)
class Cleaned:
    """`reasons` has a word of `REASONS` for each point left out, "" for the kept ones."""

    reasons: list[str]

    @property
    def kept(self) -> Array:
        """Numbers of the kept points, in order."""
        return np.array([n for n, reason in enumerate(self.reasons) if not reason], dtype=int)


def clean(points: Points, max_speed_ms: float, max_accuracy_m: float) -> Cleaned:
    """Judge every point. `max_accuracy_m` is what the device may claim as its error; points that claim none pass."""
    reasons = [""] * points.count
    _mark(reasons, np.flatnonzero(~np.isfinite(points.xy).all(axis=1)), "place")
    bad = np.nan_to_num(points.accuracy_m, nan=0.0) > max_accuracy_m
    if np.count_nonzero(~bad) >= 2:
        _mark(reasons, np.flatnonzero(bad), "accuracy")
    _mark_order(points, reasons)
    left = np.array([n for n, reason in enumerate(reasons) if not reason], dtype=int)
    chain = _longest_chain(points.only(left), max_speed_ms)
    is_timed = points.only(left).is_timed
    _mark(reasons, np.setdiff1d(left, left[chain]), "speed" if is_timed else "jump")
    _mark_spikes(points, reasons)
    return Cleaned(reasons)


def _mark(reasons: list[str], numbers: Array, reason: str) -> None:
    for number in numbers:
        reasons[int(number)] = reason


def _mark_order(points: Points, reasons: list[str]) -> None:
    """Points earlier than one before them, and points that say again what the last one said."""
    latest, last = -np.inf, None
    for number in range(points.count):
        if reasons[number]:
            continue
        at = points.t[number]
        if np.isfinite(at) and at < latest:
            reasons[number] = "time"
            continue
        same_time = not np.isfinite(at) or at == latest
        if last is not None and same_time and (points.xy[number] == points.xy[last]).all():
            reasons[number] = "repeat"
            continue
        latest, last = max(latest, at) if np.isfinite(at) else latest, number


def _longest_chain(points: Points, max_speed_ms: float) -> Array:
    """Numbers of the longest chain of points that can follow each other."""
    count = points.count
    if count < 2:
        return np.arange(count)
    is_timed = points.is_timed
    steps = np.hypot(*np.diff(points.xy, axis=0).T)
    jump = max(JUMP_M, JUMP_TIMES * float(np.median(steps)))
    length, before = np.ones(count, dtype=int), np.full(count, -1)
    for n in range(1, count):
        first = max(0, n - REACH)
        far = np.hypot(points.xy[first:n, 0] - points.xy[n, 0], points.xy[first:n, 1] - points.xy[n, 1])
        if is_timed:
            seconds = np.nan_to_num(points.t[n] - points.t[first:n], nan=1.0)
            can = far - NOISE_M <= max_speed_ms * np.maximum(seconds, 0)
        else:
            can = far <= jump * np.arange(n - first, 0, -1)
        if can.any():
            # of equal chains the one that ends nearest in the order of the file
            best = len(can) - 1 - int(np.argmax(np.where(can, length[first:n], 0)[::-1]))
            length[n], before[n] = length[first + best] + 1, first + best
    chain = [int(np.argmax(length))]
    while before[chain[-1]] >= 0:
        chain.append(int(before[chain[-1]]))
    return np.array(chain[::-1])


def _mark_spikes(points: Points, reasons: list[str]) -> None:
    """Single points to which the way goes out and back; slow enough for the speed test, yet nobody walks so."""
    kept = np.array([n for n, reason in enumerate(reasons) if not reason], dtype=int)
    if len(kept) < 5:
        return
    xy = points.xy[kept]
    steps = np.hypot(*np.diff(xy, axis=0).T)
    usual = max(float(np.median(steps)), 1.0)
    there, back = steps[:-1], steps[1:]
    direct = np.hypot(*(xy[2:] - xy[:-2]).T)
    both_long = np.minimum(there, back) > np.maximum(2 * NOISE_M, 3 * usual)
    is_spike = both_long & (there + back > SPIKE_TIMES * np.maximum(direct, 1.0))
    # of two neighbours only the one that sticks out farther
    numbers: list[int] = (np.flatnonzero(is_spike) + 1).tolist()
    lonely = [n for n in numbers if not {n - 1, n + 1} & set(numbers) or _sticks_out(xy, n)]
    _mark(reasons, kept[np.array(lonely, dtype=int)], "spike")


def _sticks_out(xy: Array, n: int) -> bool:
    """Whether the point lies farther from the line of its second neighbours than those between lie from it."""
    if n < 2 or n > len(xy) - 3:
        return False
    chord = shapely.LineString([xy[n - 2], xy[n + 2]])
    here, *beside = (chord.distance(shapely.Point(xy[m])) for m in (n, n - 1, n + 1))
    return bool(here > max(beside))
