"""Footprints: rectangles and L-shapes aligned with their lot, set back from the road, wholly inside the parcel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from gis_core.demo.geometry import Floats, Ints, Shapes, left_of, long_axis, snapped

SHRINK = (1.0, 0.82, 0.64, 0.48)
SMALLEST_M = 2.4


@dataclass(frozen=True)
class Frames:
    """A lot's own axes: `origin` in the middle of its front, `unit` along the front, the lot to the left of it.

    `low`, `high` bound the lot along the front and `depth` away from it, metres from the origin.
    """

    origin: Floats
    unit: Floats
    low: Floats
    high: Floats
    depth: Floats


def frames(shapes: Shapes, front: Floats, direction: Floats, has_front: Any) -> Frames:
    """Frames of lots on a road from its front; of land behind from its narrowest box, as seen from a short side."""
    origin, unit = front.copy(), direction.copy()
    for i in np.flatnonzero(~has_front).tolist():
        corner, long_unit, short_unit, _, width = long_axis(shapes[i])
        left = long_unit[0] * -short_unit[1] + long_unit[1] * short_unit[0] < 0
        unit[i] = short_unit if left else -short_unit
        origin[i] = corner + short_unit * width / 2
        if (left_of(unit[i : i + 1])[0] * long_unit).sum() < 0:
            unit[i] = -unit[i]
    coords, index = shapely.get_coordinates(shapes, return_index=True)
    away = coords - origin[index]
    across = (away * unit[index]).sum(axis=1)
    deep = (away * left_of(unit)[index]).sum(axis=1)
    count = len(shapes)
    low, high, depth = np.full(count, np.inf), np.full(count, -np.inf), np.full(count, -np.inf)
    np.minimum.at(low, index, across)
    np.maximum.at(high, index, across)
    np.maximum.at(depth, index, deep)
    return Frames(origin, unit, low, high, depth)


@dataclass(frozen=True)
class Wish:
    """Footprints wanted, one a row: the lot, middle across and distance from the front, size, whether L-shaped."""

    lot: Ints
    across: Floats
    setback: Floats
    width: Floats
    depth: Floats
    is_l: Any


def built(shapes: Shapes, frame: Frames, wish: Wish) -> tuple[Shapes, Ints]:
    """The wishes that fit, shrunk if need be, and the row each came from."""
    result = np.full(len(wish.lot), None, dtype=object)
    open_rows = np.arange(len(wish.lot))
    parcels = shapes[wish.lot]
    shapely.prepare(parcels)
    for factor in SHRINK:
        width, depth = wish.width[open_rows] * factor, wish.depth[open_rows] * factor
        drawn = _drawn(frame, wish, open_rows, width, depth)
        fits = shapely.contains(parcels[open_rows], drawn) & (width >= SMALLEST_M) & (depth >= SMALLEST_M)
        result[open_rows[fits]] = drawn[fits]
        open_rows = open_rows[~fits]
    rows = np.flatnonzero(result != None)  # noqa: E711 - compared element by element
    return result[rows], rows


def _drawn(frame: Frames, wish: Wish, rows: Ints, width: Floats, depth: Floats) -> Shapes:
    lot = wish.lot[rows]
    left, near = wish.across[rows] - width / 2, wish.setback[rows]
    right, far = left + width, near + depth
    notch_x, notch_y = left + 0.55 * width, near + 0.52 * depth
    step_x = np.where(wish.is_l[rows], notch_x, right)
    step_y = np.where(wish.is_l[rows], notch_y, far)
    ring = np.stack(
        [
            np.stack([left, right, right, step_x, step_x, left, left], axis=1),
            np.stack([near, near, step_y, step_y, far, far, near], axis=1),
        ],
        axis=2,
    )
    away = left_of(frame.unit)[lot]
    points = (
        frame.origin[lot][:, None, :] + ring[:, :, :1] * frame.unit[lot][:, None, :] + ring[:, :, 1:] * away[:, None, :]
    )
    plain = ~wish.is_l[rows]
    result = np.empty(len(rows), dtype=object)
    result[~plain] = shapely.polygons(snapped(points[~plain]))
    result[plain] = shapely.polygons(snapped(points[plain][:, [0, 1, 2, 5, 0]]))
    return result
