"""The main lines of the town: highway, rural roads, the road beside the river and those on canal banks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely

from gis_core.demo.geometry import Ints, Shapes, longest, smoothed, snapped, stream, wobbly
from gis_core.demo.terrain import Terrain, Water, frame_point, line_pieces

#: Width between the reserve's edges and carriageway by kind of way, metres.
RESERVE_M = {"national": 60.0, "rural": 20.0, "main": 14.0, "local": 10.0, "lane": 6.0, "farm": 6.0}
CARRIAGEWAY_M = {"national": 14.0, "rural": 7.0, "main": 8.0, "local": 5.0, "lane": 4.0, "farm": 4.0}
RANK = {"national": 0, "rural": 1, "main": 2, "local": 3, "lane": 4, "farm": 5}


@dataclass(frozen=True)
class Way:
    """A road while the network grows. `kind` is a key of RESERVE_M; `beside` the river or canal it accompanies."""

    kind: str
    line: Any
    beside: str = ""
    side: int = 0  # the way lies left (1) or right (-1) of that water

    @property
    def reserve_m(self) -> float:
        return RESERVE_M[self.kind]


def main_ways(seed: int, terrain: Terrain) -> list[Way]:
    """The skeleton, clipped to the boundary, ends resting on the lines they meet."""
    rng = stream(seed, "main ways")
    river_road = _river_road(terrain)
    across = _across(terrain, rng)
    highway = _drawn(terrain, (0.585, 1.06), (0.655, -0.06), 130, rng)
    ways = [Way("national", highway), *(Way("rural", line) for line in across)]
    ways += [Way("rural", line) for line in _upwards(terrain, across, rng)]
    if river_road is not None:
        ways.append(Way("main", river_road, terrain.river.name, 1))
    trunks = [canal for canal in terrain.canals if canal.width_m > 15]
    ways += [_bank_road(canal, -1, [], terrain) for canal in trunks]
    blades = [way.line for way in ways if way.beside]
    ways += [
        _bank_road(canal, 1 if number % 2 else -1, [*blades, terrain.river.line], terrain)
        for number, canal in enumerate(c for c in terrain.canals if c.width_m <= 15)
    ]
    return [way for way in ways if way.line is not None and way.line.length > 80]


def _drawn(terrain: Terrain, start: tuple[float, float], end: tuple[float, float], sway: float, rng: Any) -> Any:
    points = wobbly(
        frame_point(terrain.scale, *start), frame_point(terrain.scale, *end), sway * min(terrain.scale, 2.5), 260, rng
    )
    line = shapely.linestrings(snapped(smoothed(points, 2)))
    return longest(shapely.intersection(line, terrain.boundary))


def _across(terrain: Terrain, rng: np.random.Generator) -> list[Any]:
    """Rural roads from west to east; the first runs through the market town and bridges the river."""
    extra = max(0, round(2 * terrain.scale) - 2)
    heights = [0.525, 0.795] + [0.03 + 0.94 * (i + 0.5) / extra for i in range(extra)]
    lines = [_drawn(terrain, (-0.06, y), (1.06, y - 0.02), 90, rng) for y in heights]
    kept: list[Any] = []
    for line in lines:
        if all(line.hausdorff_distance(other) > 900 and line.distance(other) > 250 for other in kept):
            kept.append(line)
    return kept


def _upwards(terrain: Terrain, across: list[Any], rng: np.random.Generator) -> list[Any]:
    count = max(1, round(1.4 * terrain.scale))
    lines = []
    for number in range(count):
        x = 0.42 if count == 1 else 0.30 + 0.66 * (number + 0.5) / count
        line = _drawn(terrain, (x - 0.03, -0.06), (x, 1.06 if count > 1 else 0.56), 80, rng)
        if count > 1 and abs(x - 0.62) < 0.05:
            continue
        lines.append(line if count > 1 else _resting(line, [across[0]]))
    return lines


def _river_road(terrain: Terrain) -> Any:
    """East of the river, at least 75 m from its middle, cutting across the narrow bends."""
    river = shapely.simplify(terrain.river.line, 4)
    wide = shapely.buffer(shapely.buffer(river, 210, quad_segs=6), -125, quad_segs=6)
    edge = shapely.boundary(max(shapely.get_parts(wide), key=lambda part: part.area))
    east = shapely.buffer(terrain.river.line, 3_000, single_sided=True, cap_style="flat")
    inside = shapely.intersection(shapely.intersection(edge, shapely.buffer(east, 0)), terrain.boundary)
    line = longest(inside)
    if line is None:
        return None
    line = shapely.simplify(line, 6)
    points = smoothed(shapely.get_coordinates(line), 2)
    if points[0, 1] < points[-1, 1]:
        points = points[::-1]
    clipped = longest(shapely.intersection(shapely.linestrings(snapped(points)), terrain.boundary))
    return shapely.simplify(clipped, 0.3)


def _bank_road(canal: Water, side: int, blades: list[Any], terrain: Terrain) -> Way:
    distance = canal.width_m / 2 + RESERVE_M["local"] / 2
    line = longest(shapely.offset_curve(canal.line, side * distance, join_style="round"))
    line = longest(shapely.intersection(shapely.simplify(line, 0.2), terrain.boundary))
    if blades:
        line = _resting(line, blades)
    return Way("local", shapely.set_precision(line, 0.001), canal.name, side)


def _resting(line: Any, blades: list[Any]) -> Any:
    """The longest piece of a line between other lines, its ends moved on to them."""
    return rest_ends(max(line_pieces(line, blades), key=lambda piece: piece.length), blades, 0.5)


def rest_ends(line: Any, others: list[Any], reach_m: float) -> Any:
    """The line with each end that is within reach of another line moved to the nearest point of it."""
    points = shapely.get_coordinates(line).copy()
    union = shapely.union_all(others)
    for index in (0, -1):
        end = shapely.points(points[index])
        if 0 < shapely.distance(end, union) <= reach_m:
            points[index] = shapely.get_coordinates(shapely.shortest_line(end, union))[1]
    return shapely.linestrings(snapped(points))


def noded(lines: Shapes) -> Shapes:
    """The same lines, each with a vertex wherever another one meets or crosses it (equal coordinates in both)."""
    tree = shapely.STRtree(lines)
    one, other = tree.query(lines, predicate="dwithin", distance=0.002)
    pairs = np.flatnonzero(one < other)
    one, other = one[pairs], other[pairs]
    at, points = _meetings(lines, one, other)
    result = list(lines)
    for index in np.unique(at):
        result[index] = _with_vertices(lines[index], points[at == index])
    return np.array(result, dtype=object)


def _meetings(lines: Shapes, one: Ints, other: Ints) -> tuple[Ints, Any]:
    """(line, point) for every crossing, and for every end of a line that rests on another."""
    crossing = shapely.get_parts(shapely.intersection(lines[one], lines[other]), return_index=True)
    is_point = shapely.get_type_id(crossing[0]) == 0
    spots, pair = shapely.get_coordinates(crossing[0][is_point]), crossing[1][is_point]
    at, points = [one[pair], other[pair]], [spots, spots]
    for end in (0, -1):
        tips = shapely.get_point(lines, end)
        for mine, theirs in ((one, other), (other, one)):
            near = shapely.distance(tips[mine], lines[theirs]) < 0.002
            at += [theirs[near]]
            points += [shapely.get_coordinates(tips[mine[near]])]
    return np.concatenate(at), snapped(np.vstack(points))


def _with_vertices(line: Any, points: Any) -> Any:
    own = shapely.get_coordinates(line)
    ends = np.hypot(*(points[:, None, :] - own[None, [0, -1], :]).transpose(2, 0, 1)).min(axis=1) < 0.004
    points = np.unique(points[~ends], axis=0)
    if not len(points):
        return line
    places = np.concatenate([shapely.line_locate_point(line, shapely.points(own)), _located(line, points)])
    places[: len(own)] = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(own, axis=0).T))])
    everything = np.vstack([own, points])[np.argsort(places, kind="stable")]
    step = np.hypot(*np.diff(everything, axis=0).T)
    return shapely.linestrings(everything[np.concatenate([[True], step > 0.0005])])


def _located(line: Any, points: Any) -> Any:
    return shapely.line_locate_point(line, shapely.points(points))


def moved(way: Way, line: Any) -> Way:
    """The same way on another line."""
    return replace(way, line=line)
