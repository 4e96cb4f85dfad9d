"""What was there before people: the frame of the town, the river, the canals cut from it and the boundary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from gis_core.demo.geometry import Floats, longest, smoothed, snapped, stream, wobbly

#: South-west corner of the frame, UTM 47N: open country of the central plain near 15.0 N 100.5 E.
ORIGIN = np.array([661_000.0, 1_659_000.0])
WIDTH_M, HEIGHT_M = 5_000.0, 6_000.0
RIVER_WIDTH_M = 46.0
CANAL_NAMES = (
    "คลองส่งน้ำสายใหญ่สาธิต",
    "คลองซอย 1 ขวา",
    "คลองซอย 2 ขวา",
    "คลองบางสมมุติ",
    "คลองหนองตัวอย่าง",
)


@dataclass(frozen=True)
class Water:
    """A river or canal by its centre line in the direction of flow, with its width between the banks."""

    name: str
    kind: str  # Waterway.Kind
    width_m: float
    line: Any


@dataclass(frozen=True)
class Terrain:
    """Frame, waters and boundary; `scale` enlarges the frame of 6,000 parcels in each direction."""

    scale: float
    boundary: Any
    river: Water
    canals: tuple[Water, ...]

    def place(self, x: float, y: float) -> Floats:
        """A point given by fractions of the frame."""
        return frame_point(self.scale, x, y)


def frame_point(scale: float, x: float, y: float) -> Floats:
    """UTM coordinates of a point given by fractions of the frame's width and height."""
    return ORIGIN + np.array([x * WIDTH_M, y * HEIGHT_M]) * scale


def build_terrain(seed: int, scale: float) -> Terrain:
    """River from north to south, boundary that follows it in the south-west, canals at about every 1.6 km."""
    rng = stream(seed, "terrain")
    river = _river(scale, rng)
    boundary = _boundary(scale, river, rng)
    canals = tuple(_canals(scale, river, boundary, rng))
    inside = shapely.line_merge(shapely.intersection(river, shapely.buffer(boundary, 0.01)))
    return Terrain(scale, boundary, Water("แม่น้ำสาธิต", "river", RIVER_WIDTH_M, longest(inside) or river), canals)


def _river(scale: float, rng: np.random.Generator) -> Any:
    """Meanders about 1.1 km long on a slow bend, from the north edge to the south edge."""
    length = HEIGHT_M * scale * 1.1
    count = int(length / 40)
    down = np.linspace(1.05, -0.05, count)
    metres = (1.05 - down) * HEIGHT_M * scale
    axis = 0.20 + 0.07 * np.sin(metres / (HEIGHT_M * scale) * 4.3 + 0.9)
    phase = 2 * np.pi * metres / 1_150 + np.cumsum(rng.normal(0, 0.05, count)) + rng.uniform(0, 1.0)
    size = 125 + 55 * np.sin(metres / 1_900 + rng.uniform(0, 6))
    x = axis * WIDTH_M * scale + size * np.sin(phase)
    y = down * HEIGHT_M * scale + 0.32 * size * np.sin(2 * phase)
    points = smoothed(ORIGIN + np.stack([x, y], axis=1), 1)
    return shapely.simplify(shapely.linestrings(snapped(points)), 0.6)


def _boundary(scale: float, river: Any, rng: np.random.Generator) -> Any:
    corners = np.array(
        [(0.03, 0.46), (0.02, 0.72), (0.06, 0.95), (0.30, 0.985), (0.55, 0.96), (0.78, 0.99), (0.97, 0.955),
         (0.985, 0.72), (0.95, 0.50), (0.985, 0.27), (0.96, 0.04), (0.70, 0.02), (0.45, 0.045), (0.02, 0.015)]
    )  # fmt: skip
    points = np.array([frame_point(scale, x, y) for x, y in corners])
    points[:-1] += rng.normal(0, 40, (len(points) - 1, 2))
    sides = [wobbly(points[i], points[(i + 1) % len(points)], 45, 160, rng)[:-1] for i in range(len(points))]
    outline = shapely.buffer(shapely.polygons(snapped(np.vstack(sides))), 0)
    return _without_far_bank(outline, scale, river)


def _without_far_bank(outline: Any, scale: float, river: Any) -> Any:
    """The outline less the land west of the river in the southern part: there the boundary is the river itself."""
    water = shapely.get_coordinates(river)
    limit = frame_point(scale, 0, 0.47)[1]
    south = water[np.flatnonzero(water[:, 1] < limit)[0] :]
    west = ORIGIN[0] - 3_000
    far = np.array([[west, south[-1, 1]], [west, south[0, 1] + 60]])
    across = shapely.make_valid(shapely.polygons(np.vstack([south, far])))
    rest = shapely.difference(outline, across)
    return max(shapely.get_parts(rest), key=lambda part: part.area)


def _canals(scale: float, river: Any, boundary: Any, rng: np.random.Generator) -> list[Water]:
    """A main canal down the east side, laterals westwards from it to the river, and a natural khlong."""
    waters = []
    trunks = max(1, round(scale))
    for number in range(trunks):
        x = 0.865 - number / trunks * 0.6
        line = _clipped(_run(scale, (x, 1.05), (x - 0.03, -0.05), 110, rng), boundary)
        waters.append(
            Water(CANAL_NAMES[0] if number == 0 else f"คลองส่งน้ำสายใหญ่ {number + 1}", "irrigation", 18.0, line)
        )
    laterals = max(2, round(2.6 * scale)) if scale > 1.2 else 2
    for number in range(laterals):
        y = 0.86 - 0.62 * (number + 0.35) / laterals
        line = _run(scale, (0.865, y), (0.02, y - 0.05), 70, rng)
        name = CANAL_NAMES[1 + number] if number < 2 else f"คลองซอย {number + 1} ขวา"
        waters.append(Water(name, "irrigation", 10.0, _from_to(line, waters[0].line, river, boundary)))
    khlong = _run(scale, (0.99, 0.155), (0.0, 0.12), 150, rng)
    waters.append(Water(CANAL_NAMES[3], "canal", 14.0, _from_to(khlong, waters[0].line, river, boundary)))
    return [water for water in waters if water.line is not None and water.line.length > 300]


def _run(scale: float, start: tuple[float, float], end: tuple[float, float], sway: float, rng: Any) -> Any:
    points = wobbly(frame_point(scale, *start), frame_point(scale, *end), sway * min(scale, 2), 220, rng)
    return shapely.linestrings(snapped(smoothed(points, 1)))


def _clipped(line: Any, boundary: Any) -> Any:
    return longest(shapely.intersection(line, boundary))


def _from_to(line: Any, source: Any, mouth: Any, boundary: Any) -> Any:
    """The part of a lateral between the canal it leaves and the river it reaches."""
    pieces = line_pieces(line, [source, mouth])
    middle = [piece for piece in pieces if piece.intersects(boundary)]
    return _clipped(max(middle, key=lambda piece: piece.intersection(boundary).length), boundary)


def line_pieces(line: Any, blades: list[Any]) -> list[Any]:
    """The pieces of a line between other lines, in its direction."""
    cut = shapely.difference(line, shapely.buffer(shapely.union_all(blades), 0.001))
    merged = shapely.line_merge(cut)
    return list(shapely.get_parts(merged))
