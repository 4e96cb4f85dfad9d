"""The fabric of parcels: every face of land is divided into lots along its roads and fields behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from gis_core.demo.geometry import (
    GRID_M,
    Floats,
    Ints,
    Shapes,
    long_axis,
    polygon_parts,
    polygonized,
    quads,
    stream,
    without_slivers,
)
from gis_core.demo.lots import GARDEN, HOUSE, SHOP, SITE, Strip
from gis_core.demo.road_net import Network

FIELD, ORCHARD, BACK, SCRAP = "field", "orchard", "back", "scrap"
SMALLEST_M2 = {SHOP: 34.0, HOUSE: 90.0, GARDEN: 220.0, SITE: 100.0}
#: 5 to 30 rai is what a field should have; the mean follows from the land left and the parcels wanted.
FIELD_M2 = (8_400.0, 30_000.0)


@dataclass(frozen=True)
class Fabric:
    """Parcels as columns. `lot` is the index of the frontage lot a parcel comes from, -1 for land behind."""

    shapes: Shapes
    face: Ints
    kinds: Any
    lot: Ints


@dataclass(frozen=True)
class _Face:
    """One face while it is divided: its land, the lots fitted to it and what is left behind them."""

    number: int
    land: Any
    lots: Shapes
    lot_index: Ints
    rest: Shapes


def land_of(network: Network) -> Shapes:
    """Each face less road reserves and water, on the grid."""
    waters = (*network.waters, *network.drains)
    roads = [_widened(way.line, way.reserve_m, "mitre") for way in network.ways]
    taken = np.array([*roads, *(_widened(water.line, water.width_m, "round") for water in waters)], dtype=object)
    tree = shapely.STRtree(taken)
    face, reserve = tree.query(network.faces, predicate="intersects")
    order = np.argsort(face, kind="stable")
    groups = np.split(reserve[order], np.cumsum(np.bincount(face, minlength=len(network.faces)))[:-1])
    boxes = shapely.box(*(shapely.bounds(network.faces) + np.array([-1.0, -1.0, 1.0, 1.0])).T)
    near = [shapely.intersection(taken[np.sort(group)], box) for group, box in zip(groups, boxes, strict=True)]
    unions = np.array([shapely.union_all(parts) for parts in near], dtype=object)
    land: Shapes = shapely.difference(network.faces, unions, grid_size=GRID_M)
    return land


def _widened(line: Any, width_m: float, join: str) -> Any:
    """The area within half the width of a line, cut square at its ends; as the registers draw reserves and water."""
    return shapely.buffer(line, width_m / 2, quad_segs=16, cap_style="flat", join_style=join, mitre_limit=2.0)


def build_fabric(seed: int, network: Network, strip: Strip, parcels: int) -> Fabric:
    """Fits lots to the land, then chooses the size of fields so that the number wanted comes out."""
    faces = _fitted(land_of(network), strip)
    lots = sum(len(face.lots) for face in faces)
    rest = np.array([piece for face in faces for piece in face.rest], dtype=object)
    density = network.settlement.density(shapely.get_coordinates(shapely.point_on_surface(rest)))
    field_m2 = _field_size(shapely.area(rest), density, parcels - lots)
    rng = stream(seed, "fields")
    shapes, owner, kinds, index = [], [], [], []
    start = 0
    for face in faces:
        part = slice(start, start + len(face.rest))
        start = part.stop
        cells, cell_kinds, lot = _divided(face, density[part], strip.kinds, field_m2, rng)
        shapes.append(cells)
        owner.append(np.full(len(cells), face.number))
        kinds.append(cell_kinds)
        index.append(lot)
    return Fabric(*(np.concatenate(column) for column in (shapes, owner, kinds, index)))


def _fitted(land: Shapes, strip: Strip) -> list[_Face]:
    """Lots cut to each face; where two roads meet the lot of the greater road stays whole."""
    tree = shapely.STRtree(strip.shapes)
    face, lot = tree.query(land, predicate="intersects")
    bounds = np.searchsorted(face, np.arange(len(land) + 1))
    fitted = []
    for number in range(len(land)):
        if not land[number].is_empty:
            mine = np.sort(lot[bounds[number] : bounds[number + 1]])
            fitted.append(_fit_face(number, land[number], strip, mine))
    return fitted


def _fit_face(number: int, land: Any, strip: Strip, mine: Ints) -> _Face:
    taken = shapely.Polygon()
    shapes: list[Any] = []
    index: list[int] = []
    order = np.lexsort((mine, strip.way[mine], strip.rank[mine]))
    mine = mine[order]
    bounds = np.flatnonzero(np.diff(strip.way[mine])) + 1
    for group in np.split(mine, bounds):
        if not len(group):
            continue
        parts, source = polygon_parts(shapely.intersection(strip.shapes[group], land, grid_size=GRID_M))
        if not taken.is_empty and len(parts):
            parts, again = polygon_parts(shapely.difference(parts, taken, grid_size=GRID_M))
            source = source[again]
        kept = _usable(parts, source, strip, group)
        if kept.any():
            shapes += list(parts[kept])
            index += list(group[source[kept]])
            taken = shapely.union_all([taken, *parts[kept]], grid_size=GRID_M)
    rest, _ = polygon_parts(shapely.difference(land, taken, grid_size=GRID_M) if shapes else land)
    return _Face(number, land, np.array(shapes, dtype=object), np.array(index, dtype=np.int64), rest)


def _usable(parts: Shapes, source: Ints, strip: Strip, group: Ints) -> Any:
    """Large enough for its kind, still mostly there, and touching its own front."""
    if not len(parts):
        return np.zeros(0, dtype=bool)
    area = shapely.area(parts)
    lots = group[source]
    least = np.array([SMALLEST_M2[kind] for kind in strip.kinds[lots]])
    whole = shapely.area(strip.shapes[lots])
    share = np.where(strip.kinds[lots] == SITE, 0.2, np.where(whole > 1_500, 0.15, 0.45))
    fronts = shapely.points(strip.front[lots])
    return (area >= least) & (area > share * whole) & (shapely.distance(parts, fronts) < 3.0)


def _field_size(area: Floats, density: Floats, wanted: int) -> float:
    """Mean area of a field such that all pieces of land left give the number of parcels wanted."""
    low, high = FIELD_M2
    for _ in range(40):
        middle = (low * high) ** 0.5
        count = np.maximum(1, np.round(area / _cell_m2(density, middle)))[area > 150].sum()
        low, high = (middle, high) if count > wanted else (low, middle)
    return float((low * high) ** 0.5)


def _cell_m2(density: Floats, field_m2: float) -> Floats:
    """Wanted size of a parcel behind the lots: gardens in town, orchards around it, fields beyond."""
    return np.select([density > 0.5, density > 0.3, density > 0.14], [1_000.0, 2_200.0, 5_200.0], field_m2)


def _divided(face: _Face, density: Floats, lot_kinds: Any, field_m2: float, rng: Any) -> tuple[Shapes, Any, Ints]:
    cells = list(face.lots)
    kinds = [str(lot_kinds[i]) for i in face.lot_index]
    lot = list(face.lot_index)
    for piece, thick in zip(face.rest, density, strict=True):
        size = float(_cell_m2(np.array([thick]), field_m2)[0])
        kind = BACK if thick > 0.3 else ORCHARD if thick > 0.14 else FIELD
        parts = _cut_piece(piece, size, rng)
        cells += list(parts)
        kinds += [kind if part.area > 240 else SCRAP for part in parts]
        lot += [-1] * len(parts)
    return _as_coverage(np.array(cells, dtype=object), np.array(kinds, dtype=object), np.array(lot, dtype=np.int64))


def _cut_piece(piece: Any, size_m2: float, rng: np.random.Generator) -> Shapes:
    """A piece of land cut into strips at right angles to its long side, in one to three rows."""
    count = round(piece.area / size_m2)
    if count < 2:
        return np.array([piece], dtype=object)
    corner, long_unit, short_unit, length, width = long_axis(piece)
    depth = 3.4 * (size_m2 / 3.4) ** 0.5
    rows = max(1, min(6, round(width / depth)))
    if width < 130 and size_m2 < 6_000:
        rows = max(1, round(width / (1.6 * size_m2**0.5)))
    columns = max(1, round(count / rows))
    height = _uneven(rows, 0.10, rng) * width
    boxes = []
    for row in range(rows):
        places = _uneven(columns, 0.34, rng) * (length + 2) - 1
        lean = rng.uniform(-0.02, 0.02) * width / rows
        low, high = height[row] - (row == 0), height[row + 1] + (row == rows - 1)
        bottom = corner + np.outer(places - lean, long_unit) + low * short_unit
        top = corner + np.outer(places + lean, long_unit) + high * short_unit
        boxes.append(quads(bottom[:-1], bottom[1:], top[1:], top[:-1]))
    parts, _ = polygon_parts(shapely.intersection(np.concatenate(boxes), piece, grid_size=GRID_M))
    return parts


def _uneven(count: int, spread: float, rng: np.random.Generator) -> Floats:
    """0 to 1 in `count` uneven steps."""
    steps = rng.uniform(1 - spread, 1 + spread, count)
    return np.concatenate([[0.0], np.cumsum(steps) / steps.sum()])


def _as_coverage(cells: Shapes, kinds: Any, lot: Ints) -> tuple[Shapes, Any, Ints]:
    """Cells noded together so that neighbours share every vertex; scraps join a neighbour."""
    faces = polygonized(shapely.boundary(cells))
    inside = shapely.point_on_surface(faces)
    point, cell = shapely.STRtree(cells).query(inside, predicate="within")
    first = np.full(len(faces), -1)
    first[point[::-1]] = cell[::-1]
    covered = first >= 0
    faces, first = faces[covered], first[covered]
    area, around = shapely.area(faces), shapely.length(faces)
    thin = 2 * area / around < np.where(kinds[first] == SHOP, 1.2, 2.6)
    small = (kinds[first] == SCRAP) | thin | (area < np.where(kinds[first] == SHOP, 34.0, 80.0))
    whole, grown_from = without_slivers(faces, small)
    big_enough = shapely.area(whole) >= 30.0
    first = first[grown_from[big_enough]]
    return whole[big_enough], kinds[first], lot[first]
