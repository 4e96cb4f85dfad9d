"""The graph of roads or pipes, made from their lines, and distances along it for many points at once.

Lines meet where they cross or where an end lies within `SNAP_M` of another line. A bridge over a road is not told from
a crossing: the lines do not say which lies above.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from django.contrib.gis.geos import GEOSGeometry
from shapely import LineString, Point, STRtree
from shapely.ops import substring

from gis_core.features import measure
from gis_core.networks.models import Road
from gis_core.pure.graph import Edge, Graph

SNAP_M = 0.5


def in_metres(geoms: Sequence[GEOSGeometry], srid: int) -> np.ndarray[Any, Any]:
    """Stored shapes as an array of shapes in metres of the office's zone."""
    shapes = np.array(shapely.from_wkb([bytes(geom.wkb) for geom in geoms]), dtype=object)

    def moved(xy: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        return np.column_stack(measure.from_lonlat(xy[:, 0], xy[:, 1], srid))

    return shapely.transform(shapes, moved)


@dataclass(frozen=True)
class Network:
    """A graph with its shapes in metres: `pieces[n]` is the shape of edge n, `places[n]` the place of node n."""

    graph: Graph
    pieces: np.ndarray[Any, Any]
    places: np.ndarray[Any, Any]
    srid: int

    @cached_property
    def tree(self) -> STRtree:
        return STRtree(self.pieces)

    def covered(self, lines: Sequence[Any]) -> set[int]:
        """Edges that lie on one of the given lines (in metres) over their whole length."""
        found: set[int] = set()
        for line in lines:
            for number in self.tree.query(line, predicate="dwithin", distance=SNAP_M):
                piece = self.pieces[number]
                tries = (piece.interpolate(share, normalized=True) for share in (0.02, 0.5, 0.98))
                if all(line.distance(point) <= SNAP_M for point in tries):
                    found.add(int(number))
        return found

    def nodes_of(self, edges: Iterable[int]) -> set[int]:
        return {node for number in edges for node in (self.graph.edges[number].start, self.graph.edges[number].end)}


def build(lines: Mapping[int, Any], srid: int, cut_at: Iterable[Any] = ()) -> Network:
    """The network of lines (number -> shape in metres), noded at crossings, near ends and the places `cut_at`."""
    numbers, shapes = list(lines), list(lines.values())
    if not shapes:
        return Network(Graph.of(()), np.array([]), np.array([]), srid)
    cuts = _cuts(shapes, list(cut_at))
    nodes = _Nodes()
    edges, pieces = [], []
    for index, shape in enumerate(shapes):
        marks = _marks(cuts[index], shape.length)
        for start, end in pairwise(marks):
            piece = substring(shape, start, end)
            a, b = nodes.at(Point(piece.coords[0])), nodes.at(Point(piece.coords[-1]))
            edges.append(Edge(a, b, end - start, numbers[index], start, end))
            pieces.append(piece)
    return Network(Graph.of(edges), np.array(pieces), np.array(nodes.places), srid)


@dataclass
class _Nodes:
    """Numbers for places; places within the snapping distance get the same number."""

    places: list[Point] = field(default_factory=list)
    cells: dict[tuple[int, int], list[int]] = field(default_factory=lambda: defaultdict(list))

    def at(self, place: Point) -> int:
        column, row = int(place.x // SNAP_M), int(place.y // SNAP_M)
        near = (n for x in (-1, 0, 1) for y in (-1, 0, 1) for n in self.cells.get((column + x, row + y), ()))
        found = min(near, key=lambda n: self.places[n].distance(place), default=None)
        if found is not None and self.places[found].distance(place) <= SNAP_M:
            return found
        self.places.append(place)
        self.cells[column, row].append(len(self.places) - 1)
        return len(self.places) - 1


def _cuts(shapes: list[Any], extra: list[Any]) -> list[set[float]]:
    """For each line the metres along it where it meets another, or where a place asks for a node."""
    tree = STRtree(shapes)
    cuts: list[set[float]] = [set() for _ in shapes]
    ends = [Point(shape.coords[i]) for shape in shapes for i in (0, -1)]
    for point, line in zip(*tree.query([*ends, *extra], predicate="dwithin", distance=SNAP_M), strict=True):
        cuts[line].add(shapes[line].project(([*ends, *extra])[point]))
    for a, b in zip(*tree.query(shapes, predicate="intersects"), strict=True):
        if a < b:
            for place in _meetings(shapes[a].intersection(shapes[b])):
                cuts[a].add(shapes[a].project(place))
                cuts[b].add(shapes[b].project(place))
    return cuts


def _meetings(shape: Any) -> list[Point]:
    """Points of an intersection; of a stretch two lines share, its two ends."""
    if isinstance(shape, Point):
        return [shape]
    if isinstance(shape, LineString):
        return [Point(shape.coords[0]), Point(shape.coords[-1])] if not shape.is_empty else []
    return [place for part in shape.geoms for place in _meetings(part)]


def _marks(cuts: set[float], length: float) -> list[float]:
    """Growing places of the nodes of one line, its ends first and last, none closer than the snapping distance."""
    marks = [0.0]
    for mark in sorted(cuts):
        if mark - marks[-1] > SNAP_M and length - mark > SNAP_M:
            marks.append(mark)
    return [*marks, length]


# -- roads -------------------------------------------------------------------------------------------------------------
def road_network(roads: Iterable[Road] | None = None, cut_at: Iterable[Any] = ()) -> Network:
    """The network of the given roads, or of all; `cut_at` are places in metres that become nodes."""
    srid = measure.office_srid()
    found = list(Road.objects.only("id", "geom") if roads is None else roads)
    shapes = in_metres([road.geom for road in found], srid)
    return build(dict(zip((road.pk for road in found), shapes, strict=True)), srid, cut_at)


def within_network_distance(
    points: Mapping[Any, GEOSGeometry],
    sources: Iterable[GEOSGeometry],
    metres: float,
    roads: Iterable[Road] | None = None,
) -> dict[Any, float]:
    """Which points reach a source along the roads within `metres`, and how far it is.

    Sources are lines (a paved stretch: any place of it will do) or points (a school). The way from a point straight to
    its nearest road counts. Points that reach none are left out. A few thousand points take about a second.
    """
    srid = measure.office_srid()
    goals = list(in_metres(list(sources), srid))
    stretches = [goal for goal in goals if not isinstance(goal, Point)]
    ends = [Point(line.coords[i]) for goal in stretches for line in _lines(goal) for i in (0, -1)]
    network = road_network(roads, ends)
    if not len(network.pieces) or not goals:
        return {}
    free = network.covered(stretches)
    starts = dict.fromkeys(network.nodes_of(free), 0.0)
    places = [goal for goal in goals if isinstance(goal, Point)]
    for edge, leg, along in _nearest(network, places):
        for node, way in _ends(network, edge, along, free):
            starts[node] = min(starts.get(node, float("inf")), leg + way)
    reach = network.graph.distances(starts, metres, free)
    return _reached(network, in_metres(list(points.values()), srid), list(points), reach, free, metres, places)


def _lines(shape: Any) -> list[Any]:
    return list(shape.geoms) if hasattr(shape, "geoms") else [shape]


def _nearest(network: Network, places: Sequence[Any]) -> list[tuple[int, float, float]]:
    """Of each place its nearest edge, the straight way to it and the metres along it."""
    if not len(places):
        return []
    numbers, legs = network.tree.query_nearest(places, return_distance=True, all_matches=False)
    edges = numbers[1]
    along = shapely.line_locate_point(network.pieces[edges], np.asarray(places)[numbers[0]])
    return list(zip(edges.tolist(), legs.tolist(), along.tolist(), strict=True))


def _ends(network: Network, edge: int, along: float, free: set[int]) -> list[tuple[int, float]]:
    piece = network.graph.edges[edge]
    if edge in free:
        return [(piece.start, 0.0), (piece.end, 0.0)]
    return [(piece.start, along), (piece.end, piece.length_m - along)]


def _reached(
    network: Network,
    places: np.ndarray[Any, Any],
    names: list[Any],
    reach: Mapping[int, float],
    free: set[int],
    metres: float,
    goals: list[Any],
) -> dict[Any, float]:
    same_edge = defaultdict(list)
    for edge, leg, along in _nearest(network, goals):
        same_edge[edge].append((leg, along))
    found = {}
    for name, (edge, leg, along) in zip(names, _nearest(network, places), strict=True):
        ways = [reach[node] + way for node, way in _ends(network, edge, along, free) if node in reach]
        ways += [goal_leg + abs(goal_along - along) for goal_leg, goal_along in same_edge.get(edge, ())]
        best = leg + min(ways, default=float("inf"))
        if best <= metres:
            found[name] = best
    return found
