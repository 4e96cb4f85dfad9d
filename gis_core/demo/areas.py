"""Faces put together: blocks and zones of the tax map, and the villages. All of them tile the boundary."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from gis_core.demo.geometry import Floats, Ints, Shapes
from gis_core.demo.road_net import Network
from gis_core.demo.ways import RANK

BLOCK_PARCELS = 170
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
RIVER_RANK, CANAL_RANK, NO_LINE = -1, 0, 9
#: How much farther a village thinks the other side of a line is.
BARRIER = {RIVER_RANK: 3.0, CANAL_RANK: 1.7, 1: 1.5, 2: 1.2}
VILLAGES = 12


@dataclass(frozen=True)
class Areas:
    """Village and block of each face; zone of each block; blocks and zones are numbered from 0 in their final order."""

    village: Ints
    block: Ints
    zone_of_block: Ints
    village_shapes: Shapes
    block_shapes: Shapes
    zone_shapes: Shapes


@dataclass(frozen=True)
class _Borders:
    """Pairs of neighbouring faces and the rank of the line between them (small is a stronger line)."""

    one: Ints
    other: Ints
    rank: Ints


def build_areas(network: Network, parcels_in_face: Ints) -> Areas:
    """Blocks of about 170 lots bounded by the strongest lines, zones of at most 26 of them, twelve villages."""
    borders = _borders(network)
    block = _blocks(borders, parcels_in_face)
    zone_of_block = _zones(borders, block, np.bincount(block, weights=parcels_in_face).astype(np.int64))
    block, zone_of_block = _in_reading_order(network.faces, block, zone_of_block)
    village = _villages(network, borders)
    zone = zone_of_block[block]
    return Areas(
        village,
        block,
        zone_of_block,
        _united(network.faces, village),
        _united(network.faces, block),
        _united(network.faces, zone),
    )


def _united(faces: Shapes, group: Ints) -> Shapes:
    order = np.argsort(group, kind="stable")
    parts = np.split(faces[order], np.cumsum(np.bincount(group))[:-1])
    return np.array([shapely.normalize(shapely.coverage_union_all(part)) for part in parts], dtype=object)


def _borders(network: Network) -> _Borders:
    tree = shapely.STRtree(network.faces)
    one, other = tree.query(network.faces, predicate="intersects")
    keep = one < other
    one, other = one[keep], other[keep]
    edges = shapely.boundary(network.faces)
    shared = shapely.line_merge(shapely.intersection(edges[one], edges[other]))
    keep = shapely.length(shared) > 0.0
    one, other, shared = one[keep], other[keep], shared[keep]
    middle = shapely.line_interpolate_point(_longest_parts(shared), 0.5, normalized=True)
    lines = [way.line for way in network.ways] + [water.line for water in network.waters]
    ranks = [RANK[way.kind] + 1 for way in network.ways]
    ranks += [RIVER_RANK if water.kind == "river" else CANAL_RANK for water in network.waters]
    at, line = shapely.STRtree(lines).query(middle, predicate="dwithin", distance=0.05)
    rank = np.full(len(one), NO_LINE)
    np.minimum.at(rank, at, np.array(ranks)[line])
    return _Borders(one, other, rank)


def _longest_parts(lines: Shapes) -> Shapes:
    parts, index = shapely.get_parts(lines, return_index=True)
    order = np.lexsort((shapely.length(parts), index))
    last = np.append(np.flatnonzero(np.diff(index[order])), len(order) - 1)
    longest: Shapes = parts[order[last]]
    return longest


class _Groups:
    """Union-find with a weight and a number of members for each group."""

    def __init__(self, weights: Ints) -> None:
        self.parent = list(range(len(weights)))
        self.weight = [int(w) for w in weights]
        self.members = [1] * len(weights)

    def find(self, item: int) -> int:
        while self.parent[item] != item:
            self.parent[item] = self.parent[self.parent[item]]
            item = self.parent[item]
        return item

    def join(self, a: int, b: int) -> None:
        a, b = self.find(a), self.find(b)
        if a != b:
            a, b = min(a, b), max(a, b)
            self.parent[b] = a
            self.weight[a] += self.weight[b]
            self.members[a] += self.members[b]

    def numbers(self) -> Ints:
        roots = [self.find(i) for i in range(len(self.parent))]
        return np.unique(np.array(roots), return_inverse=True)[1]


def _merge(groups: _Groups, borders: _Borders, weight_cap: int, member_cap: int) -> None:
    """Joins across the weakest lines first while a group stays within its caps."""
    sums = np.array(groups.weight)[borders.one] + np.array(groups.weight)[borders.other]
    for edge in np.lexsort((borders.other, borders.one, sums, -borders.rank)):
        a, b = groups.find(int(borders.one[edge])), groups.find(int(borders.other[edge]))
        fits = groups.weight[a] + groups.weight[b] <= weight_cap and groups.members[a] + groups.members[b] <= member_cap
        if a != b and fits:
            groups.join(a, b)


def _absorb(groups: _Groups, borders: _Borders, least: int, weight_cap: int, member_cap: int) -> None:
    """Each group below the least weight joins its lightest neighbour that has room, lightest first."""
    for _ in range(6):
        neighbours: dict[int, set[int]] = {}
        for a, b in zip(borders.one.tolist(), borders.other.tolist(), strict=True):
            a, b = groups.find(a), groups.find(b)
            if a != b:
                neighbours.setdefault(a, set()).add(b)
                neighbours.setdefault(b, set()).add(a)
        small = sorted((groups.weight[g], g) for g in neighbours if groups.weight[g] < least)
        if not small:
            return
        for _, group in small:
            root = groups.find(group)
            if groups.weight[root] >= least:
                continue
            room = [
                (groups.weight[n], n)
                for n in {groups.find(n) for n in neighbours[group]} - {root}
                if groups.weight[n] + groups.weight[root] <= weight_cap
                and groups.members[n] + groups.members[root] <= member_cap
            ]
            if room:
                groups.join(root, min(room)[1])


def _blocks(borders: _Borders, parcels: Ints) -> Ints:
    groups = _Groups(parcels)
    everything = len(parcels)
    _merge(groups, borders, BLOCK_PARCELS, everything)
    _absorb(groups, borders, 45, 320, everything)
    _absorb(groups, borders, 1, 900, everything)
    return groups.numbers()


def _zones(borders: _Borders, block: Ints, parcels: Ints) -> Ints:
    total = int(parcels.sum())
    one, other = block[borders.one], block[borders.other]
    across = one != other
    between = _Borders(one[across], other[across], borders.rank[across])
    groups = _Groups(parcels)
    cap = max(total // 5, 300) if total < 15_000 else max(3_400, total // 45)
    _merge(groups, between, cap, len(LETTERS))
    _absorb(groups, between, cap // 2, 2 * cap, len(LETTERS))
    return groups.numbers()


def _in_reading_order(faces: Shapes, block: Ints, zone_of_block: Ints) -> tuple[Ints, Ints]:
    """Zones and the blocks in them renumbered from the north-west, as they are read on the index sheet."""
    centre = shapely.get_coordinates(shapely.centroid(faces))
    area = shapely.area(faces)
    middle = _middles(centre, area, block)
    zone_middle = _middles(centre, area, zone_of_block[block])
    zone_order = np.lexsort((zone_middle[:, 0], -np.floor(zone_middle[:, 1] / 1_500)))
    new_zone = np.argsort(zone_order)[zone_of_block]
    block_order = np.lexsort((middle[:, 0], -np.floor(middle[:, 1] / 700), new_zone))
    return np.argsort(block_order)[block], new_zone[block_order]


def _middles(centre: Floats, area: Floats, group: Ints) -> Floats:
    total = np.bincount(group, weights=area)
    return np.stack([np.bincount(group, weights=area * centre[:, i]) / total for i in (0, 1)], axis=1)


def _villages(network: Network, borders: _Borders) -> Ints:
    """Each face goes to the village whose centre is nearest, a river or canal making the way longer."""
    centre = shapely.get_coordinates(shapely.point_on_surface(network.faces))
    length = np.hypot(*(centre[borders.one] - centre[borders.other]).T)
    length = length * np.array([BARRIER.get(int(rank), 1.0) for rank in borders.rank])
    neighbours: list[list[tuple[int, float]]] = [[] for _ in centre]
    for a, b, far in zip(borders.one.tolist(), borders.other.tolist(), length.tolist(), strict=True):
        neighbours[a].append((b, far))
        neighbours[b].append((a, far))
    queue: list[tuple[float, int, int]] = [
        (0.0, number, seed) for number, seed in enumerate(_village_seeds(network, centre))
    ]
    village = np.full(len(centre), -1)
    while queue:
        far, number, face = heapq.heappop(queue)
        if village[face] >= 0:
            continue
        village[face] = number
        for neighbour, step in neighbours[face]:
            if village[neighbour] < 0:
                heapq.heappush(queue, (far + step, number, neighbour))
    lost = np.flatnonzero(village < 0)
    if len(lost):  # a face that touches others only in points goes with the nearest
        found = np.flatnonzero(village >= 0)
        near, other = shapely.STRtree(network.faces[found]).query_nearest(network.faces[lost], all_matches=False)
        village[lost[near]] = village[found[other]]
    return village


def _village_seeds(network: Network, centre: Floats) -> list[int]:
    """Twelve faces: the market town, then the settlement farthest from those chosen so far, in turn around the town."""
    settled = network.settlement.centres
    chosen = [settled[0]]
    while len(chosen) < VILLAGES:
        pool = settled if len(settled) >= VILLAGES else centre
        away = np.min([np.hypot(*(pool - point).T) for point in chosen], axis=0)
        chosen.append(pool[int(np.argmax(away))])
    rest = sorted(chosen[1:], key=lambda p: float(np.arctan2(*(p - chosen[0]))))
    tree = shapely.STRtree(network.faces)
    seeds: list[int] = []
    for point in [chosen[0], *rest]:
        order: Any = np.argsort(np.hypot(*(centre - point).T), kind="stable")
        inside = tree.query(shapely.points(point), predicate="intersects").tolist()
        seeds.append(next(face for face in [*sorted(inside), *order.tolist()] if face not in seeds))
    return seeds
