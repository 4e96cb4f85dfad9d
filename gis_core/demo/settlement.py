"""Where people settled: a market town at the bridge, hamlets along roads, and how dense it is at any point."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from gis_core.demo.geometry import Floats, along, stream
from gis_core.demo.terrain import Terrain
from gis_core.demo.ways import Way

HAMLETS = 11


@dataclass(frozen=True)
class Settlement:
    """Centres (n, 2) with their strength 0-1 and reach in metres; the first is the market town."""

    centres: Floats
    strength: Floats
    reach_m: Floats

    def density(self, points: Floats) -> Floats:
        """How built-up a place is: 1 in the middle of the market town, below 0.05 in the fields. `points` is (n, 2)."""
        result = np.zeros(len(points))
        rows = max(1, 4_000_000 // max(1, len(self.centres)))
        for start in range(0, len(points), rows):
            part = points[start : start + rows]
            square = (part[:, None, 0] - self.centres[None, :, 0]) ** 2 + (
                part[:, None, 1] - self.centres[None, :, 1]
            ) ** 2
            result[start : start + rows] = (self.strength * np.exp(-square / self.reach_m**2)).max(axis=1)
        return result


def market_towns(seed: int, terrain: Terrain, ways: list[Way]) -> Settlement:
    """The market town east of the river on the first rural road; more of them in a larger frame."""
    rng = stream(seed, "market towns")
    first = _at_the_bridge(terrain, ways)
    wanted = max(1, round(terrain.scale**2))
    lines = [way.line for way in ways if way.kind in ("rural", "national")]
    pool = np.vstack([along(line, 150)[1] for line in lines])
    centres = _spread(np.vstack([first, rng.permutation(pool)]), wanted, 3_600 if wanted > 1 else 1.0)
    size = np.concatenate([[1.0], rng.uniform(0.82, 1.0, len(centres) - 1)])
    return Settlement(centres, size, 470 * size * min(1.0, terrain.scale**0.5))


def with_hamlets(seed: int, terrain: Terrain, towns: Settlement, ways: list[Way]) -> Settlement:
    """Adds the hamlets: on local and rural roads, about 850 m apart, thinner than the town."""
    rng = stream(seed, "hamlets")
    near_water = [along(way.line, 130)[1] for way in ways if way.beside and way.kind == "main"]
    others = [along(way.line, 130)[1] for way in ways if way.kind in ("local", "rural", "national")]
    pool = np.vstack([rng.permutation(np.vstack(near_water))[::3], rng.permutation(np.vstack(others))])
    inside = shapely.contains_xy(shapely.buffer(terrain.boundary, -180), pool[:, 0], pool[:, 1])
    pool = pool[inside]
    apart = np.array([np.hypot(*(towns.centres - point).T).min() for point in pool])
    pool = pool[apart > 950]
    chosen = _spread(pool, round(HAMLETS * terrain.scale**2), 880)
    count = len(chosen)
    return Settlement(
        np.vstack([towns.centres, chosen]),
        np.concatenate([towns.strength, rng.uniform(0.42, 0.66, count)]),
        np.concatenate([towns.reach_m, rng.uniform(190, 300, count)]),
    )


def _at_the_bridge(terrain: Terrain, ways: list[Way]) -> Floats:
    road = next(way.line for way in ways if way.kind == "rural")
    crossing = shapely.intersection(road, terrain.river.line)
    if crossing.is_empty:
        return np.atleast_2d(terrain.place(0.3, 0.5))
    point = shapely.get_point(crossing, 0) if crossing.geom_type == "LineString" else shapely.get_parts(crossing)[0]
    distance = road.project(point)
    east = shapely.get_coordinates(road)
    forward = 1 if east[-1, 0] > east[0, 0] else -1
    spot: Floats = shapely.get_coordinates(road.interpolate(distance + forward * 330))
    return spot


def _spread(pool: Floats, wanted: int, apart_m: float) -> Floats:
    """The first points of a list that keep their distance from each other."""
    chosen: list[Floats] = []
    cells: dict[tuple[int, int], list[Floats]] = {}
    for point in pool:
        key = (int(point[0] // apart_m), int(point[1] // apart_m))
        near = [q for i in (-1, 0, 1) for j in (-1, 0, 1) for q in cells.get((key[0] + i, key[1] + j), [])]
        if all(np.hypot(*(q - point)) >= apart_m for q in near):
            chosen.append(point)
            cells.setdefault(key, []).append(point)
        if len(chosen) == wanted:
            break
    return np.array(chosen).reshape(-1, 2)
