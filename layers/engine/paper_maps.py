"""Maps that a printed paper has beside its tables; whoever draws maps on paper registers himself."""

from __future__ import annotations

from collections.abc import Callable

from layers.declare import Kpi
from layers.engine.judging import VillagesKept

#: A figure, its villages, width and height in millimetres of paper; b"" where the office has no village with a shape.
Painter = Callable[[Kpi, VillagesKept, float, float], bytes]
_painters: list[Painter] = []


def drawn_by(painter: Painter) -> None:
    """Register who draws the villages of a figure."""
    _painters.append(painter)


def villages(kpi: Kpi, kept: VillagesKept, width: float, height: float) -> bytes:
    """A PDF of that size with the map, true to scale; b"" where nobody draws or nothing can be drawn."""
    return next((drawn for painter in _painters if (drawn := painter(kpi, kept, width, height))), b"")
