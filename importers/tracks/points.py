"""The points of a journey as arrays in metres."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import numpy as np

from gis_core.pure.refusal import Refused

Array = np.ndarray[Any, Any]
#: A day of walking at one point a second.
MAX_POINTS = 100_000


class Recorded(Protocol):
    """What a device wrote down of one place."""

    lon: float
    lat: float
    at: datetime | None
    accuracy_m: float | None


@dataclass(frozen=True)
class Points:
    """`xy` metres of the office's zone, `t` seconds (NaN where no time was written), `accuracy_m` likewise."""

    xy: Array
    t: Array
    accuracy_m: Array

    @property
    def count(self) -> int:
        return len(self.xy)

    @property
    def is_timed(self) -> bool:
        """Whether speeds can be told: nearly every point has a time, and they are not all the same."""
        known = np.isfinite(self.t)
        return bool(known.mean() > 0.9 and np.ptp(self.t[known]) > 0) if self.count else False

    def only(self, chosen: Array) -> Points:
        return Points(self.xy[chosen], self.t[chosen], self.accuracy_m[chosen])


def points_of(recorded: Sequence[Recorded], to_metres: Callable[[Array, Array], tuple[Array, Array]]) -> Points:
    """Arrays of a journey; `to_metres` takes degrees. Errors: Refused ``TRACK_SHORT``, ``TRACK_LONG``,
    ``TRACK_PLACE`` where the office's zone reaches hardly any of them.
    """
    if len(recorded) < 2:
        raise Refused("TRACK_SHORT", "เส้นทางนี้มีจุดไม่ถึงสองจุด จึงไม่เป็นเส้น", "", "file")
    if len(recorded) > MAX_POINTS:
        raise Refused("TRACK_LONG", f"เส้นทางมีเกิน {MAX_POINTS:,} จุด แบ่งเส้นทางก่อนนำเข้า", "", "file")
    x, y = to_metres(np.array([p.lon for p in recorded]), np.array([p.lat for p in recorded]))
    if np.count_nonzero(np.isfinite(x) & np.isfinite(y)) < 2:
        raise Refused("TRACK_PLACE", "เส้นทางนี้อยู่ไกลจากประเทศไทยเกินกว่าจะคำนวณได้ กรุณาตรวจพิกัดในไฟล์", "", "file")
    start = next((p.at for p in recorded if p.at is not None), None)
    seconds = [(p.at - start).total_seconds() if p.at is not None and start is not None else np.nan for p in recorded]
    accuracy = [np.nan if p.accuracy_m is None else p.accuracy_m for p in recorded]
    return Points(np.column_stack([x, y]), np.array(seconds, dtype=float), np.array(accuracy, dtype=float))
