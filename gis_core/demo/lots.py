"""Lots along the roads: where a road is built up, both sides are divided at right angles to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from gis_core.demo.geometry import Floats, Ints, Shapes, left_of, quads, stream
from gis_core.demo.road_net import Network
from gis_core.demo.ways import RANK

SHOP, HOUSE, GARDEN, SITE = "shop", "house", "garden", "site"
#: Density of settlement above which a kind of road is lined with lots.
LINED_FROM = {"national": 0.30, "rural": 0.12, "main": 0.11, "local": 0.15, "lane": 0.24, "farm": 0.40}
STRETCH_M = 40.0
#: A piece of road that is not built up: no lot for half a stretch.
OPEN = (HOUSE, STRETCH_M / 2, 0.0, 1)
#: Candidates for each parcel wanted; a quarter of them find no room.
CANDIDATES_A_PARCEL = 0.87


@dataclass(frozen=True)
class Strip:
    """Candidate lots as parallel columns: shape, kind, the way they face, middle of the front and its direction."""

    shapes: Shapes
    kinds: Any
    way: Ints
    rank: Ints
    front: Floats
    direction: Floats  # unit vector along the front; the lot lies to its left


@dataclass(frozen=True)
class _Side:
    """One side of a way divided: distances of the side lines, kind and depth of the lot after each (0: no lot)."""

    way: int
    side: int
    cuts: list[float]
    kinds: list[str]
    depths: list[float]


def frontage(seed: int, network: Network, parcels: int) -> Strip:
    """Candidate lots along every built-up stretch, before they are fitted to the faces.

    How readily a road is built up is set so that the lots make up the usual share of the parcels wanted.
    """
    planner = _Planner(seed, network)
    everything = range(len(network.ways))
    sides = planner.sides(1.0, everything)
    ratio = CANDIDATES_A_PARCEL * parcels / max(1, _count(sides))
    if abs(ratio - 1) >= 0.03:
        sides = planner.sides(_eagerness(planner, len(network.ways), ratio), everything)
    return _drawn(network, sides)


def _count(sides: list[_Side]) -> int:
    return sum(depth > 0 for side in sides for depth in side.depths)


def _eagerness(planner: _Planner, ways: int, ratio: float) -> float:
    """The eagerness that changes the number of candidates by a ratio, found on a few hundred of the ways."""
    some = range(0, ways, max(1, ways // 300))
    wanted = ratio * _count(planner.sides(1.0, some))
    low, high = 0.25, 4.0
    for _ in range(8):
        middle = (low * high) ** 0.5
        low, high = (low, middle) if _count(planner.sides(middle, some)) > wanted else (middle, high)
    return float((low * high) ** 0.5)


def together(strips: list[Strip]) -> Strip:
    """Strips as one, in their order."""
    names = ("shapes", "kinds", "way", "rank", "front", "direction")
    return Strip(*(np.concatenate([getattr(strip, name) for strip in strips]) for name in names))


class _Planner:
    """Knows the density along every way and divides their sides, the same way each time it is asked."""

    def __init__(self, seed: int, network: Network) -> None:
        self.seed, self.ways = seed, network.ways
        counts = [max(2, int(np.ceil(way.line.length / STRETCH_M)) + 1) for way in network.ways]
        self.distances = [np.linspace(0.0, way.line.length, n) for way, n in zip(network.ways, counts, strict=True)]
        lines = np.repeat(np.array([way.line for way in network.ways], dtype=object), counts)
        points = shapely.get_coordinates(shapely.line_interpolate_point(lines, np.concatenate(self.distances)))
        self.density = np.split(network.settlement.density(points), np.cumsum(counts)[:-1])

    def sides(self, eagerness: float, ways: Iterable[int]) -> list[_Side]:
        result = []
        for index in ways:
            way = self.ways[index]
            if way.line.length < 40:
                continue
            rng = stream(self.seed, f"frontage {index}")
            for side in (1, -1):
                if not (way.beside and way.kind != "main" and way.side == -side):  # the canal lies on that side
                    result.append(self._side(index, side, eagerness, rng))
        return result

    def _side(self, index: int, side: int, eagerness: float, rng: np.random.Generator) -> _Side:
        way, distances, density = self.ways[index], self.distances[index], self.density[index]
        ribbon = 0.15 if way.kind in ("rural", "main") else 0.05  # houses strung along the old roads
        wave = ribbon * np.sin(distances / 90.0 + rng.uniform(0, 6.3)) + rng.normal(0, 0.02, len(distances))
        lined = ((density + wave) * eagerness > LINED_FROM[way.kind]).tolist()
        cuts, kinds, depths = _cuts(way.kind, density.tolist(), lined, way.line.length, rng)
        if way.kind == "main" and side == -1:  # down to the river bank
            depths = [140.0 if d > 0 and kind != SHOP else d for d, kind in zip(depths, kinds, strict=True)]
        return _Side(index, side, cuts, kinds, depths)


def _drawn(network: Network, sides: list[_Side]) -> Strip:
    """The lots of all sides as shapes: quads between neighbouring side lines, at right angles to the way."""
    sizes = np.array([len(side.cuts) for side in sides])
    way = np.repeat([side.way for side in sides], sizes)
    hand = np.repeat([side.side for side in sides], sizes)
    lines = np.array([w.line for w in network.ways], dtype=object)[way]
    points, direction = _stations(lines, np.concatenate([side.cuts for side in sides]))
    outwards = left_of(direction) * hand[:, None]
    depths = np.concatenate([[*side.depths, 0.0] for side in sides])
    kinds = np.concatenate([np.array([*side.kinds, HOUSE], dtype=object) for side in sides])
    used = np.flatnonzero(depths > 0)
    reserve = np.array([w.reserve_m / 2 for w in network.ways])[way[used]]
    near, far = points[used], points[used + 1]
    reach = (reserve + depths[used])[:, None]
    shapes = quads(near, far, far + outwards[used + 1] * reach, near + outwards[used] * reach)
    run = far - near
    unit = run / np.maximum(np.hypot(*run.T), 1e-9)[:, None] * hand[used][:, None]
    front = (near + far) / 2 + left_of(unit) * reserve[:, None]
    rank = np.array([RANK[w.kind] for w in network.ways])[way[used]]
    fit = shapely.is_valid(shapes)  # at a sharp bend the side lines of a deep lot cross
    return Strip(shapes[fit], kinds[used][fit], way[used][fit], rank[fit], front[fit], unit[fit])


def _stations(lines: Shapes, distances: Floats) -> tuple[Floats, Floats]:
    """Points and unit directions (over 4 m) at a distance along each of many lines."""
    length = shapely.length(lines)
    at, behind, ahead = (
        shapely.get_coordinates(shapely.line_interpolate_point(lines, np.clip(distances + step, 0.0, length)))
        for step in (0.0, -2.0, 2.0)
    )
    step = ahead - behind
    return at, step / np.maximum(np.hypot(*step.T), 1e-9)[:, None]


def _cuts(
    kind: str, density: list[float], lined: list[bool], length: float, rng: np.random.Generator
) -> tuple[list[float], list[str], list[float]]:
    """Distances of the side lines, and kind and depth of the lot that begins at each (depth 0: no lot)."""
    cuts, at = [0.0], 0.0
    kinds: list[str] = []
    depths: list[float] = []
    while at < length - 6:
        place = min(int(at / length * (len(density) - 1) + 0.5), len(density) - 1)
        lot_kind, width, depth, count = _size(kind, density[place], rng) if lined[place] else OPEN
        for _ in range(count):
            fits = at + width <= length
            at = at + width if fits else length
            cuts.append(at)
            kinds.append(lot_kind if fits else HOUSE)
            depths.append(depth if fits else 0.0)
            if not fits:
                break
    return cuts, kinds, depths


def _size(kind: str, density: float, rng: np.random.Generator) -> tuple[str, float, float, int]:
    """Kind, width, depth and number of equal lots in a run; 50-200 square wah for houses, 4 x 16 m for shophouses."""
    busy = kind in ("rural", "main", "local", "national")
    chance = rng.random()
    if busy and ((density > 0.70 and chance < 0.8) or (density > 0.36 and kind != "main" and chance < 0.07)):
        return SHOP, 4.0, float(rng.choice([16.0, 16.0, 18.0, 20.0])), int(rng.integers(5, 13))
    if density > 0.45:
        depth = float(rng.uniform(20, 30))
        return HOUSE, float(rng.uniform(200, 460) / depth), depth, int(rng.integers(1, 5))
    if density > 0.2:
        depth = float(rng.uniform(24, 38))
        return HOUSE, float(rng.uniform(300, 800) / depth), depth, int(rng.integers(1, 4))
    if rng.random() < 0.22:
        return HOUSE, float(rng.uniform(10, 40)), 0.0, 1
    depth = float(rng.uniform(30, 52))
    return (GARDEN if chance < 0.3 else HOUSE), float(rng.uniform(500, 1_300) / depth), depth, 1
