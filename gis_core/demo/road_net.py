"""The road network grows: large faces between the main lines are cut by local roads, then by lanes and farm tracks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from gis_core.demo.geometry import (
    Shapes,
    along,
    left_of,
    long_axis,
    longest,
    polygonized,
    snapped,
    stream,
    wobbly,
)
from gis_core.demo.settlement import Settlement, market_towns, with_hamlets
from gis_core.demo.terrain import RIVER_WIDTH_M, Terrain, Water
from gis_core.demo.ways import RANK, Way, main_ways, moved, noded

LOCAL_FACE_M2 = 900_000.0
#: Largest face by how built-up its densest corner is.
FACE_M2 = ((0.72, 16_000.0), (0.5, 32_000.0), (0.33, 75_000.0), (0.14, 230_000.0), (0.0, 420_000.0))
THIN_M = 42.0


@dataclass(frozen=True)
class Network:
    """Noded ways and waters, the faces between them (they tile the boundary) and the density of settlement."""

    ways: tuple[Way, ...]
    waters: tuple[Water, ...]
    drains: tuple[Water, ...]
    faces: Shapes
    boundary: Any
    settlement: Settlement


def build_network(seed: int, terrain: Terrain) -> Network:
    """Main lines, local roads, hamlets, then lanes, tracks, dead ends and drains; all noded together at the end."""
    ways = main_ways(seed, terrain)
    towns = market_towns(seed, terrain, ways)
    waters = [terrain.river, *terrain.canals]
    grower = _Grower(seed, terrain, waters)
    faces = grower.faces(ways)
    local, faces = grower.cut(faces, lambda face: ("local", LOCAL_FACE_M2))
    ways += local
    settlement = with_hamlets(seed, terrain, towns, ways)
    small, faces = grower.cut(faces, lambda face: _wanted(face, settlement))
    ways += small
    ways += _dead_ends(seed, faces, settlement, grower)
    ways = _over_canals(seed, ways, terrain)
    drains = _drains(seed, terrain, faces, settlement)
    return _finished(terrain, ways, waters, drains, settlement)


def _wanted(face: Any, settlement: Settlement) -> tuple[str, float]:
    ring = shapely.get_coordinates(shapely.segmentize(face, 60))
    density = float(np.quantile(settlement.density(ring), 0.8))
    area = next(area for least, area in FACE_M2 if density >= least)
    return ("lane" if density >= 0.33 else "farm", area)


class _Grower:
    """Cuts faces by roads until each is small enough; keeps the random stream and the water roads must not end in."""

    def __init__(self, seed: int, terrain: Terrain, waters: list[Water]) -> None:
        self.rng = stream(seed, "cuts")
        self.terrain = terrain
        self.waters = waters
        self.banks = shapely.STRtree([shapely.buffer(w.line, w.width_m / 2, cap_style="flat") for w in waters])

    def faces(self, ways: list[Way]) -> list[Any]:
        lines = [self.terrain.boundary.boundary, *(w.line for w in self.waters), *(way.line for way in ways)]
        return list(polygonized([*lines]))

    def cut(self, faces: list[Any], wanted: Any) -> tuple[list[Way], list[Any]]:
        """Ways that cut the faces to the size `wanted(face) -> (kind, area)` gives, and the faces left."""
        ways: list[Way] = []
        done: list[Any] = []
        waiting = list(faces)[::-1]
        while waiting:
            face = waiting.pop()
            kind, area = wanted(face)
            cut = None if face.area <= area or _is_thin(face) else self._one_cut(face, kind)
            if cut is None:
                done.append(face)
                continue
            way, parts = cut
            if way is not None:
                ways.append(way)
            waiting.extend(parts[::-1])
        return ways, done

    def _one_cut(self, face: Any, kind: str) -> tuple[Way | None, Shapes] | None:
        for attempt in range(4):
            piece = longest(shapely.intersection(self._cut_line(face, attempt), face))
            if piece is None:
                continue
            piece = shapely.linestrings(snapped(shapely.get_coordinates(piece)))
            parts = polygonized([face.boundary, piece])
            if len(parts) >= 2 and np.sort(shapely.area(parts))[-2] > 0.16 * face.area:
                return self._off_water(Way(kind, piece)), parts
        return None

    def _cut_line(self, face: Any, attempt: int) -> Any:
        corner, along_axis, across_axis, length, width = long_axis(face)
        middle = 0.5 + self.rng.uniform(-0.08, 0.08) * (1 + attempt)
        lean = self.rng.uniform(-0.05, 0.05) * width
        start = corner + along_axis * (middle * length - lean) - across_axis * 0.15 * width
        end = corner + along_axis * (middle * length + lean) + across_axis * 1.15 * width
        sway = min(22.0, 0.022 * width)
        return shapely.linestrings(wobbly(start, end, sway, max(25.0, min(90.0, width / 6)), self.rng))

    def _off_water(self, way: Way) -> Way | None:
        """The way without the parts that lie in a river or canal: it ends at the bank."""
        near = self.banks.query(way.line, predicate="intersects")
        if not len(near):
            return way
        dry = longest(shapely.difference(way.line, shapely.union_all(self.banks.geometries[near])))
        if dry is None or dry.length < 35:
            return None
        return moved(way, shapely.linestrings(snapped(shapely.get_coordinates(dry))))


def _is_thin(face: Any) -> bool:
    return bool(2 * face.area / face.length < THIN_M)


def _dead_ends(seed: int, faces: list[Any], settlement: Settlement, grower: _Grower) -> list[Way]:
    """Short lanes that end inside a built-up face, from its longest side to two thirds of its depth."""
    rng = stream(seed, "dead ends")
    found = []
    for face in faces:
        density = settlement.density(shapely.get_coordinates(face.centroid))[0]
        if not (0.2 < density < 0.95 and 14_000 < face.area < 200_000) or rng.random() > 0.75:
            continue
        corner, along_axis, across_axis, length, width = long_axis(face)
        if width < 110:
            continue
        middle = rng.uniform(0.4, 0.6)
        start = corner + along_axis * middle * length - across_axis * 0.2 * width
        line = shapely.linestrings([start, start + across_axis * 1.4 * width])
        inside = longest(shapely.intersection(line, face))
        if inside is None or inside.length < 90:
            continue
        end = inside.interpolate(min(inside.length * 0.62, rng.uniform(110, 170)))
        piece = shapely.linestrings(snapped([inside.coords[0], end.coords[0]]))
        way = grower._off_water(Way("lane", piece))
        if way is not None and way.line.length > 50:
            found.append(way)
    return found


def _drains(seed: int, terrain: Terrain, faces: list[Any], settlement: Settlement) -> list[Water]:
    """Field ditches from the canals into the paddies; a road that meets one has a culvert."""
    rng = stream(seed, "drains")
    drains: list[Water] = []
    for canal in terrain.canals:
        _, points, direction = along(canal.line, 760)
        for point, left in zip(points[1:-1], left_of(direction[1:-1]), strict=True):
            side = 1 if rng.random() < 0.5 else -1
            length = rng.uniform(420, 760)
            end = point + left * side * length
            stops = np.linspace(point, end, 6)
            if settlement.density(stops).max() > 0.3 or not terrain.boundary.contains(shapely.points(end)):
                continue
            points_on = wobbly(point + left * side * canal.width_m / 2, end, 8, 60, rng)
            drains.append(Water(f"ลำราง {len(drains) + 1}", "drain", 3.0, shapely.linestrings(snapped(points_on))))
    river = shapely.buffer(terrain.river.line, RIVER_WIDTH_M)
    blades = [canal.line for canal in terrain.canals]
    return [d for d in drains if not d.line.intersects(river) and sum(d.line.intersects(b) for b in blades) == 0]


def _over_canals(seed: int, ways: list[Way], terrain: Terrain) -> list[Way]:
    """Half of the roads that end at a canal go on over a bridge to the road on the other bank."""
    rng = stream(seed, "over canals")
    canals = {canal.name: canal for canal in terrain.canals}
    banks = [way for way in ways if way.beside in canals]
    tree = shapely.STRtree([canals[way.beside].line for way in banks])
    result = list(ways)
    for index, way in enumerate(ways):
        if way.beside or way.kind in ("national", "rural"):
            continue
        for end in (0, -1):
            tip = shapely.get_point(result[index].line, end)
            for number in tree.query(tip, predicate="dwithin", distance=10.0).tolist():
                half = canals[banks[number].beside].width_m / 2
                at_bank = abs(tip.distance(tree.geometries[number]) - half) < 0.2
                if at_bank and tip.distance(banks[number].line) > 2 * half and rng.random() < 0.5:
                    result[index] = _reaching(result[index], end, tip, banks[number].line)
                    break
    return result


def _reaching(way: Way, end: int, tip: Any, goal: Any) -> Way:
    """The way with one end drawn out to the nearest point of another line."""
    over = shapely.get_coordinates(shapely.shortest_line(tip, goal))[1:]
    points = shapely.get_coordinates(way.line)
    longer = np.vstack([over, points] if end == 0 else [points, over])
    line = shapely.linestrings(snapped(longer))
    return moved(way, line) if line.is_simple and len(over) and over.shape[1] == 2 else way


def _starting_at_the_greater(ways: list[Way], lines: Shapes) -> Shapes:
    """Lines turned so that a road begins where it leaves the more important one, which is its kilometre 0."""
    tree = shapely.STRtree(lines)
    best = np.full((2, len(lines)), 9)
    for row, end in enumerate((0, -1)):
        at, touched = tree.query(shapely.get_point(lines, end), predicate="dwithin", distance=0.002)
        other = at != touched
        np.minimum.at(best[row], at[other], np.array([RANK[ways[i].kind] for i in touched[other]], dtype=np.int64))
    free = np.array([not way.beside and way.kind not in ("national", "rural") for way in ways])
    turn = free & (best[1] < best[0])
    return np.where(turn, shapely.reverse(lines), lines)


def _finished(
    terrain: Terrain, ways: list[Way], waters: list[Water], drains: list[Water], settlement: Settlement
) -> Network:
    """All lines with common vertices, and the faces between roads, canals, river and boundary."""
    count = len(ways)
    lines = np.array([*(w.line for w in ways), *(w.line for w in waters)], dtype=object)
    lines = noded(lines)
    faces = polygonized([terrain.boundary.boundary, *lines])
    boundary = shapely.coverage_union_all(faces)
    turned = _starting_at_the_greater(ways, lines[:count])
    return Network(
        tuple(moved(way, line) for way, line in zip(ways, turned, strict=True)),
        tuple(Water(w.name, w.kind, w.width_m, line) for w, line in zip(waters, lines[count:], strict=True)),
        tuple(drains),
        faces,
        boundary,
        settlement,
    )
