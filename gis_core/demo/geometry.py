"""Plane geometry the generator is made of: wobbly lines, cuts, noding, coverages. All coordinates are metres."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

#: Every coordinate lies on this grid, so that shared borders are equal to the last bit.
GRID_M = 0.001
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Shapes = NDArray[Any]


def stream(seed: int, topic: str) -> np.random.Generator:
    """A random stream of its own for each topic, so that a change in one part of the town leaves the others alone."""
    return np.random.default_rng([seed, zlib.crc32(topic.encode())])


def snapped(values: Any) -> Any:
    """Coordinates rounded to the grid."""
    return np.round(values, 3)


def wobbly(start: Floats, end: Floats, amplitude_m: float, step_m: float, rng: np.random.Generator) -> Floats:
    """Points from start to end that stray sideways by slow waves; the ends stay where they are."""
    length = float(np.hypot(*(end - start)))
    count = max(2, round(length / step_m) + 1)
    along = np.linspace(0.0, 1.0, count)
    phase = rng.uniform(0, 2 * np.pi, 3)
    waves = np.array([1.0, 2.0, 3.0]) + rng.uniform(-0.2, 0.2, 3)
    weights = np.array([1.0, 0.5, 0.25]) * rng.uniform(0.4, 1.0, 3)
    sway = (weights * np.sin(2 * np.pi * np.outer(along, waves) + phase)).sum(axis=1)
    sway -= sway[0] + (sway[-1] - sway[0]) * along
    unit = (end - start) / max(length, 1e-9)
    normal = np.array([-unit[1], unit[0]])
    return start + np.outer(along, end - start) + np.outer(sway * amplitude_m, normal)


def smoothed(points: Floats, rounds: int = 2) -> Floats:
    """Corner cutting (Chaikin) that keeps both ends."""
    for _ in range(rounds):
        first = points[:-1] * 0.75 + points[1:] * 0.25
        second = points[:-1] * 0.25 + points[1:] * 0.75
        inner = np.stack([first, second], axis=1).reshape(-1, 2)
        points = np.vstack([points[:1], inner[1:-1], points[-1:]])
    return points


def line_parts(shape: Any) -> list[Any]:
    """The LineStrings of a geometry of any type."""
    parts = shapely.get_parts(shapely.line_merge(shape)) if shape.geom_type == "MultiLineString" else [shape]
    flat = [piece for part in parts for piece in shapely.get_parts(part)]
    return [piece for piece in flat if piece.geom_type == "LineString" and piece.length > 0]


def longest(shape: Any) -> Any | None:
    """The longest LineString in a geometry, None when it has none."""
    return max(line_parts(shape), key=lambda piece: piece.length, default=None)


def polygon_parts(shapes: Any) -> tuple[Shapes, Ints]:
    """All single polygons of an array of geometries, and the index of the geometry each came from."""
    parts, index = shapely.get_parts(np.atleast_1d(shapes), return_index=True)
    nested = shapely.get_type_id(parts) > 3
    if nested.any():
        inner, inner_index = shapely.get_parts(parts, return_index=True)
        parts, index = inner, index[inner_index]
    keep = (shapely.get_type_id(parts) == 3) & ~shapely.is_empty(parts)
    return parts[keep], index[keep]


def polygonized(lines: Sequence[Any]) -> Shapes:
    """The faces between lines, after noding on the grid; in a fixed order (by the south-west corner of their box)."""
    noded = shapely.union_all(np.asarray(lines, dtype=object), grid_size=GRID_M)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    return in_order(shapely.normalize(faces))


def in_order(shapes: Shapes) -> Shapes:
    """Geometries sorted by box, then area: an order that does not depend on how they were found."""
    boxes = shapely.bounds(shapes)
    keys = (shapely.area(shapes), boxes[:, 3], boxes[:, 2], boxes[:, 1], boxes[:, 0])
    ordered: Shapes = shapes[np.lexsort(keys)]
    return ordered


def along(line: Any, step_m: float) -> tuple[Floats, Floats, Floats]:
    """Stations of a line: distances, points (n, 2) and unit directions (n, 2), evenly about `step_m` apart."""
    count = max(2, int(np.ceil(line.length / step_m)) + 1)
    return at_distances(line, np.linspace(0.0, line.length, count))


def at_distances(line: Any, distances: Floats) -> tuple[Floats, Floats, Floats]:
    """Points and unit directions of a line at given distances from its start; the direction is that over 4 m."""
    points = shapely.get_coordinates(shapely.line_interpolate_point(line, distances))
    ahead = shapely.get_coordinates(shapely.line_interpolate_point(line, np.minimum(distances + 2, line.length)))
    behind = shapely.get_coordinates(shapely.line_interpolate_point(line, np.maximum(distances - 2, 0)))
    step = ahead - behind
    return distances, points, step / np.maximum(np.hypot(step[:, 0], step[:, 1]), 1e-9)[:, None]


def left_of(directions: Floats) -> Floats:
    """Unit vectors to the left of unit directions."""
    return np.stack([-directions[:, 1], directions[:, 0]], axis=1)


def long_axis(shape: Any) -> tuple[Floats, Floats, Floats, float, float]:
    """The narrowest turned box of a polygon: a corner, unit vectors along its long and short side, both lengths."""
    ring = shapely.get_coordinates(shapely.oriented_envelope(shape))
    if len(ring) < 5:
        west, south, east, north = shape.bounds
        ring = np.array([[west, south], [east, south], [east, north], [west, north], [west, south]])
    a, b = ring[1] - ring[0], ring[3] - ring[0]
    length_a, length_b = float(np.hypot(*a)), float(np.hypot(*b))
    a, b = a / max(length_a, 1e-9), b / max(length_b, 1e-9)
    if length_a >= length_b:
        return ring[0], a, b, length_a, length_b
    return ring[0], b, a, length_b, length_a


def quads(first: Floats, second: Floats, third: Floats, fourth: Floats) -> Shapes:
    """Four-cornered polygons from four arrays of corners (n, 2)."""
    rings = np.stack([first, second, third, fourth, first], axis=1)
    shapes: Shapes = shapely.polygons(snapped(rings))
    return shapes


def without_slivers(cells: Shapes, small: NDArray[np.bool_]) -> tuple[Shapes, Ints]:
    """Cells after each small one has joined the neighbour it shares the longest border with.

    Returns the remaining cells and, for each, the index of the cell it grew from. A small cell without neighbours goes.
    """
    if not small.any():
        return cells, np.arange(len(cells))
    grown: list[Any] = list(cells)
    alive = np.ones(len(cells), dtype=bool)
    tree = shapely.STRtree(cells)
    target = np.arange(len(cells))
    area = shapely.area(cells).tolist()
    for index in sorted(np.flatnonzero(small).tolist(), key=lambda i: (area[i], i)):
        alive[index] = False
        home = _best_neighbour(index, cells, tree, target, alive)
        if home is not None:
            grown[home] = shapely.coverage_union_all([grown[home], grown[index]])
            target[target == index] = home
    left = np.flatnonzero(alive)
    keep = [i for i in left if grown[i].geom_type == "Polygon"]
    return np.array([grown[i] for i in keep], dtype=object), np.array(keep, dtype=np.int64)


def _best_neighbour(index: int, cells: Shapes, tree: Any, target: Ints, alive: NDArray[np.bool_]) -> int | None:
    best: tuple[float, int] = (0.05, -1)
    for member in np.flatnonzero(target == index):
        near = tree.query(cells[member], predicate="intersects")
        shared = shapely.length(shapely.intersection(cells[member].boundary, shapely.boundary(cells[near])))
        for other, length in zip(near, shared, strict=True):
            home = int(target[other])
            if alive[home] and home != index and (length, -home) > (best[0], -best[1]):
                best = (float(length), home)
    return best[1] if best[1] >= 0 else None
