"""From the places of a journey to a line fit to be kept: smoothed, thinned, joined to what is there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from shapely.ops import substring

from gis_core.pure.refusal import Refused
from importers.tracks.points import Array

#: Shorter is no road.
SHORTEST_M = 5.0


def shaped(xy: Array, smooth_m: float, tolerance_m: float) -> Any:
    """A line in metres through the places: noise averaged over `smooth_m` along the way, then thinned so that no place
    of the smoothed way lies farther than `tolerance_m` from it. Errors: Refused ``TRACK_SHORT``.
    """
    moved = np.concatenate([[True], (np.diff(xy, axis=0) != 0).any(axis=1)])
    places = smoothed(xy[moved], smooth_m)
    line = shapely.LineString(places) if len(places) > 1 else None
    if line is None or line.length < SHORTEST_M:
        raise Refused("TRACK_SHORT", f"เส้นทางที่เหลือสั้นกว่า {SHORTEST_M:.0f} เมตร ตรวจเกณฑ์การกรอง", "", "file")
    return line.simplify(tolerance_m) if tolerance_m > 0 else line


def smoothed(xy: Array, smooth_m: float) -> Array:
    """Gaussian means along the way; towards the ends, which stay where they are, over less and less of it."""
    if smooth_m <= 0 or len(xy) < 3:
        return xy
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
    width = np.minimum(smooth_m, np.minimum(along, along[-1] - along) / 2)
    first = np.searchsorted(along, along - 3 * width)
    last = np.searchsorted(along, along + 3 * width, side="right")
    found = xy.astype(float).copy()
    for n in range(1, len(xy) - 1):
        if width[n] <= 0:
            continue
        part = slice(first[n], last[n])
        weights = np.exp(-0.5 * ((along[part] - along[n]) / width[n]) ** 2)
        found[n] = weights @ xy[part] / weights.sum()
    return found


def through(line: Any, nodes: Sequence[Any], snap_m: float) -> tuple[Any, int]:
    """The line led exactly through every node within `snap_m` of it, and how many those are.

    The vertices beside a node, as near along the line as the node was to it, give way to it. An end within reach of a
    node ends there.
    """
    if snap_m <= 0 or not len(nodes):
        return line, 0
    near = sorted(
        ((line.project(node), node) for node in nodes if line.distance(node) <= snap_m), key=lambda each: each[0]
    )
    near = _apart(near, snap_m)
    if not near:
        return line, 0
    marks = [(0.0, line.coords[0]), *((line.project(shapely.Point(c)), c) for c in line.coords[1:-1])]
    marks.append((line.length, line.coords[-1]))
    places = [at for at, _ in near]
    kept = [(at, c[:2]) for at, c in marks if min(abs(at - place) for place in places) > snap_m]
    ends_near_start, ends_near_end = places[0] <= snap_m, line.length - places[-1] <= snap_m
    if not ends_near_start and (not kept or kept[0][0] > 0):
        kept.insert(0, (0.0, line.coords[0][:2]))
    if not ends_near_end and kept[-1][0] < line.length:
        kept.append((line.length, line.coords[-1][:2]))
    whole = sorted([*kept, *((at, node.coords[0][:2]) for at, node in near)], key=lambda each: each[0])
    corners = [corner for n, (_, corner) in enumerate(whole) if n == 0 or corner != whole[n - 1][1]]
    return (shapely.LineString(corners), len(near)) if len(corners) > 1 else (line, 0)


def _apart(near: list[tuple[float, Any]], snap_m: float) -> list[tuple[float, Any]]:
    """Nodes closer together along the line than half the reach: the first stands for them."""
    found: list[tuple[float, Any]] = []
    for at, node in near:
        if not found or at - found[-1][0] > snap_m / 2:
            found.append((at, node))
    return found


def onto(line: Any, others: Sequence[Any], snap_m: float) -> Any:
    """The line with its ends moved onto the nearest other line within `snap_m`, where they do not touch one yet."""
    coords = list(line.coords)
    for end in (0, -1):
        here = shapely.Point(coords[end])
        nearest = min(others, key=here.distance, default=None)
        if nearest is not None and 0 < here.distance(nearest) <= snap_m:
            coords[end] = nearest.interpolate(nearest.project(here)).coords[0]
    return shapely.LineString(coords)


def part_of(line: Any, start_m: float, end_m: float) -> Any:
    """The stretch of a line from one distance to another."""
    return substring(line, max(start_m, 0.0), min(end_m, line.length))
