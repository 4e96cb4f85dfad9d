"""Lots along the roads: where a road is built up, both sides are divided at right angles to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from gis_core.demo.geometry import Floats, Ints, Shapes, at_distances, left_of, quads, stream
from gis_core.demo.road_net import Network, density_along
from gis_core.demo.ways import RANK

SHOP, HOUSE, GARDEN, SITE = "shop", "house", "garden", "site"
#: Density of settlement above which a kind of road is lined with lots.
LINED_FROM = {"national": 0.30, "rural": 0.12, "main": 0.11, "local": 0.15, "lane": 0.24, "farm": 0.40}
STRETCH_M = 40.0
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


def frontage(seed: int, network: Network, parcels: int) -> Strip:
    """Candidate lots along every built-up stretch, before they are fitted to the faces.

    How readily a road is built up is set so that the lots make up the usual share of the parcels wanted.
    """
    eagerness, wanted = 1.0, CANDIDATES_A_PARCEL * parcels
    for _ in range(5):
        strip = _candidates(seed, network, eagerness)
        ratio = wanted / max(1, len(strip.kinds))
        if abs(ratio - 1) < 0.04:
            break
        eagerness *= min(1.6, max(0.5, ratio**0.9))
    return strip


def _candidates(seed: int, network: Network, eagerness: float) -> Strip:
    rng = stream(seed, "frontage")
    rows: list[Strip] = []
    for index, way in enumerate(network.ways):
        for side in (1, -1):
            if not (way.beside and way.kind != "main" and way.side == -side):  # the canal lies on that side
                rows += _one_side(network, index, side, rng, eagerness)
    return together(rows)


def together(strips: list[Strip]) -> Strip:
    """Strips as one, in their order."""
    names = ("shapes", "kinds", "way", "rank", "front", "direction")
    return Strip(*(np.concatenate([getattr(strip, name) for strip in strips]) for name in names))


def _one_side(network: Network, index: int, side: int, rng: np.random.Generator, eagerness: float) -> list[Strip]:
    way = network.ways[index]
    if way.line.length < 40:
        return []
    distances, density = density_along(way, network.settlement, STRETCH_M)
    ribbon = 0.15 if way.kind in ("rural", "main") else 0.05  # houses strung along the old roads, far from any hamlet
    wave = ribbon * np.sin(distances / 90.0 + rng.uniform(0, 6.3)) + rng.normal(0, 0.02, len(distances))
    lined = (density + wave) * eagerness > LINED_FROM[way.kind]
    cuts, kinds, depths = _cuts(way.kind, distances, density, lined, way.line.length, rng)
    if len(cuts) < 2:
        return []
    if way.kind == "main" and side == -1:
        depths = np.where((depths > 0) & (kinds != SHOP), 140.0, depths)  # down to the river bank
    _, points, direction = at_distances(way.line, cuts)
    outwards = left_of(direction) * side
    used = np.flatnonzero(depths > 0)
    near, far = points[used], points[used + 1]
    reach = (way.reserve_m / 2 + depths[used])[:, None]
    shapes = quads(near, far, far + outwards[used + 1] * reach, near + outwards[used] * reach)
    run = far - near
    unit = run / np.maximum(np.hypot(*run.T), 1e-9)[:, None] * side
    front = (near + far) / 2 + left_of(unit) * (way.reserve_m / 2)
    fit = shapely.is_valid(shapes)  # at a sharp bend the side lines of a deep lot cross
    count = int(fit.sum())
    rank = np.full(count, RANK[way.kind])
    return [Strip(shapes[fit], kinds[used][fit], np.full(count, index), rank, front[fit], unit[fit])]


def _cuts(
    kind: str, distances: Floats, density: Floats, lined: Any, length: float, rng: np.random.Generator
) -> tuple[Floats, Any, Floats]:
    """Distances of the side lines, and kind and depth of the lot that begins at each (depth 0: no lot)."""
    cuts = [0.0]
    kinds: list[str] = []
    depths: list[float] = []
    at = 0.0
    while at < length - 6:
        place = min(int(at / length * (len(distances) - 1) + 0.5), len(distances) - 1)
        if not lined[place]:
            at = min(length, at + STRETCH_M / 2)
            cuts, kinds, depths = [*cuts, at], [*kinds, HOUSE], [*depths, 0.0]
            continue
        lot_kind, width, depth, count = _size(kind, density[place], rng)
        for _ in range(count):
            if at + width > length:
                break
            at += width
            cuts, kinds, depths = [*cuts, at], [*kinds, lot_kind], [*depths, depth]
        else:
            continue
        at = length
        cuts, kinds, depths = [*cuts, at], [*kinds, HOUSE], [*depths, 0.0]
    return np.array(cuts), np.array(kinds, dtype=object), np.array(depths)


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
