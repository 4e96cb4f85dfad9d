"""Which of the two numbers is x? In Thailand longitude and latitude, easting and northing can hardly be confused."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

Axis = Literal["xy", "yx"]
Points = np.ndarray[Any, Any]

#: West, south, east, north of the country in degrees, with the sea an office may administer.
THAILAND = (97.2, 5.4, 105.8, 20.6)


def ordered(points: Points, axis: Axis) -> Points:
    """The points as x, y."""
    return points[:, ::-1] if axis == "yx" else points


def are_degrees(points: Points) -> bool:
    """Whether nearly all the numbers could be degrees, in whichever order."""
    if not len(points):
        return False
    return bool((np.abs(points).max(axis=1) <= 180).mean() > 0.9 and (np.abs(points).min(axis=1) <= 90).mean() > 0.9)


def swapped_degrees(points: Points) -> bool:
    """Whether these degrees lie in Thailand only when the first number is the latitude."""
    return _in_thailand(points) < 0.05 and _in_thailand(points[:, ::-1]) > 0.95


def _in_thailand(points: Points) -> float:
    west, south, east, north = THAILAND
    x, y = points[:, 0], points[:, 1]
    return float(np.mean((x >= west) & (x <= east) & (y >= south) & (y <= north))) if len(points) else 0.0
