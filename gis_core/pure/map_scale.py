"""The scale of a map on the screen, as its tile zoom and as 1:n. Pure."""

from __future__ import annotations

from math import log2

#: Scale 1:n of a tile of 512 pixels of 0.28 mm at zoom 0, 14 degrees north.
SCALE_AT_0 = 40_075_016.686 * 0.97 / 512 / 0.000_28
#: Areas are drawn one by one from this scale on, and from a smaller one villages stand in the place of records.
FEATURES_FROM, VILLAGES_BELOW = 10_000, 50_000


def zoom_of(scale: float) -> float:
    """The tile zoom of a scale 1:n."""
    return log2(SCALE_AT_0 / scale)


def scale_of(zoom: float) -> float:
    """The n of the scale 1:n of a tile zoom."""
    return float(SCALE_AT_0 / 2**zoom)
