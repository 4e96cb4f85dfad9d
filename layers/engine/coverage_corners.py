"""Which corners of shapes side by side lie at their neighbours' edges without being corners there, and how they come to
be: arrays over all pairs at once, where a database would take each pair apart anew. Pure; degrees throughout.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import shapely

#: A tenth of a millimetre: what lies so near an edge lies on it.
ON_EDGE = 1e-9
#: Pairs looked at at once.
PIECE = 20_000


@dataclass(frozen=True)
class Fabric:
    """Areas as arrays. `xy` (n, 2) are the corners of all rings, each closed; ring r holds those from `rings[r]` up to
    `rings[r + 1]`, polygon and shape likewise by `polygons` and `shapes`.
    """

    xy: Any
    rings: Any
    polygons: Any
    shapes: Any

    @classmethod
    def of(cls, areas: Any) -> Fabric:
        """The fabric of an array of polygons and multipolygons, none of them empty."""
        kinds = shapely.get_type_id(areas)
        if (kinds != shapely.GeometryType.MULTIPOLYGON).any():
            parts, shape = shapely.get_parts(areas, return_index=True)
            areas = shapely.multipolygons(parts, indices=shape)
        _kind, xy, offsets = shapely.to_ragged_array(areas, include_z=False)
        return cls(xy, *offsets)

    @classmethod
    def joined(cls, pieces: list[Fabric]) -> Fabric:
        """Several fabrics as one."""
        levels = [_chained([getattr(piece, level) for piece in pieces]) for level in ("rings", "polygons", "shapes")]
        return cls(np.concatenate([piece.xy for piece in pieces]), *levels)

    def __len__(self) -> int:
        return len(self.shapes) - 1

    def bare(self) -> Fabric:
        """The same without what was worked out of it, which takes more room than itself."""
        return Fabric(self.xy, self.rings, self.polygons, self.shapes)

    @cached_property
    def first(self) -> Any:
        """Where the corners of each shape begin, and where those of the last one end."""
        return self.rings[self.polygons[self.shapes]]

    @cached_property
    def closes(self) -> Any:
        """Whether a corner is the last of its ring, which says the first again and begins no edge."""
        last = np.zeros(len(self.xy), dtype=bool)
        last[self.rings[1:] - 1] = True
        return last

    @cached_property
    def opens(self) -> Any:
        """For each corner itself, for the last of a ring the first."""
        corners = np.arange(len(self.xy))
        corners[self.rings[1:] - 1] = self.rings[:-1]
        return corners

    @cached_property
    def boxes(self) -> Any:
        """West, south, east, north of each shape."""
        starts = self.first[:-1]
        return np.hstack((np.minimum.reduceat(self.xy, starts), np.maximum.reduceat(self.xy, starts)))

    @cached_property
    def places(self) -> Any:
        """A number for each corner, the same for corners at one place."""
        return np.unique(self.xy[:, 0] + 1j * self.xy[:, 1], return_inverse=True)[1]

    @cached_property
    def shape_of(self) -> Any:
        """The shape each corner belongs to."""
        return np.repeat(np.arange(len(self)), np.diff(self.first))

    @cached_property
    def corners(self) -> Any:
        """Sorted numbers that say which shape has a corner at which place."""
        return np.sort(self.shape_of * len(self.xy) + self.places)

    def has_corner(self, shape: Any, corner: Any) -> Any:
        """Whether each shape has a corner where that corner lies."""
        asked = shape * len(self.xy) + self.places[corner]
        at = np.minimum(np.searchsorted(self.corners, asked), len(self.corners) - 1)
        return self.corners[at] == asked

    def only(self, which: Any) -> Fabric:
        """Some of the shapes, in the order they are named."""
        polygons, shapes = _taken(self.shapes, which)
        rings, polygon_ends = _taken(self.polygons, polygons)
        corners, ring_ends = _taken(self.rings, rings)
        return Fabric(self.xy[corners], ring_ends, polygon_ends, shapes)

    def areas(self, which: Any) -> Any:
        """Some of the shapes as multipolygons."""
        some = self.only(which)
        offsets = (some.rings, some.polygons, some.shapes)
        return shapely.from_ragged_array(shapely.GeometryType.MULTIPOLYGON, some.xy, offsets)

    def with_areas(self, which: Any, wkb: Any) -> Fabric:
        """The fabric with other shapes (WKB) at some places."""
        if not len(which):
            return self
        order = np.arange(len(self))
        order[which] = len(self) + np.arange(len(which))
        starts = range(0, len(wkb), PIECE)
        others = (Fabric.of(shapely.from_wkb(wkb[start : start + PIECE])) for start in starts)
        return Fabric.joined([self, *others]).only(order)

    def differs(self, other: Fabric) -> Any:
        """Which shapes have other corners than those of another fabric of as many shapes."""
        differs = np.diff(self.first) != np.diff(other.first)
        same = np.flatnonzero(~differs)
        (mine, ends), (theirs, _) = _taken(self.first, same), _taken(other.first, same)
        moved = (self.xy[mine] != other.xy[theirs]).any(axis=1)
        differs[same] = np.logical_or.reduceat(moved, ends[:-1]) if len(same) else False
        return differs

    def noded(self, edge: Any, xy: Any) -> Fabric:
        """The fabric with more corners: each `xy` in the edge that begins at that corner."""
        if not len(edge):
            return self
        order = np.lexsort((np.hypot(*(xy - self.xy[edge]).T), edge))
        edge, xy = edge[order], xy[order]
        first = np.r_[True, (edge[1:] != edge[:-1]) | (xy[1:] != xy[:-1]).any(axis=1)]
        edge, xy = edge[first], xy[first]
        more = np.concatenate(([0], np.cumsum(np.bincount(edge, minlength=len(self.xy)))))
        rings = self.rings + more[self.rings]
        return Fabric(np.insert(self.xy, edge + 1, xy, axis=0), rings, self.polygons, self.shapes)


class Loose(NamedTuple):
    """Corners at an edge of another shape that has no corner there, one entry for each such edge.

    pair: the pair they belong to. corner: its number in the fabric. edge: the corner at which the edge begins. foot:
    the place on the edge nearest to it. away: how far from there, and near_end: from the nearer end, in degrees. end:
    the corner at that end.
    """

    pair: Any
    corner: Any
    edge: Any
    foot: Any
    away: Any
    near_end: Any
    end: Any

    def only(self, which: Any) -> Loose:
        """Some of them."""
        return Loose(*(column[which] for column in self))

    @property
    def is_on(self) -> Any:
        """Those that lie on the edge, and only have to become corners of it."""
        return (self.away <= ON_EDGE) & (self.near_end > ON_EDGE)

    def is_apart(self, fabric: Fabric, one: Any, reach: float) -> Any:
        """Those that lie beside the edge or beside one of its ends, so that `one` of the pair must give way. Not a
        corner of its own beside another that it shares already: the two are an edge as short as that.
        """
        beside = self.near_end <= reach
        mine = fabric.shape_of[self.corner]
        short = beside & (mine == one[self.pair]) & fabric.has_corner(mine, self.end)
        return (beside | (self.away > ON_EDGE)) & ~short


def compare(fabric: Fabric, one: Any, other: Any, reach: float) -> tuple[Any, Loose]:
    """Whether the shapes of each pair touch (share a corner, or have a loose one), and their loose corners."""
    touch = np.zeros(len(one), dtype=bool)
    found = [_loose(fabric, *(np.empty(0, dtype=int),) * 3, reach)]
    for start in range(0, len(one), PIECE):
        pairs = np.arange(start, min(start + PIECE, len(one)))
        for mine, theirs in ((one, other), (other, one)):
            pair, corner = _near_box(fabric, pairs, mine[pairs], theirs[pairs], reach)
            shared = fabric.has_corner(theirs[pair], corner)
            touch[pair[shared]] = True
            found.append(_loose(fabric, pair[~shared], corner[~shared], theirs, reach))
    loose = Loose(*map(np.concatenate, zip(*found, strict=True)))
    touch[loose.pair] = True
    return touch, loose


def _near_box(fabric: Fabric, pairs: Any, mine: Any, theirs: Any, reach: float) -> tuple[Any, Any]:
    """(pair, corner) of the corners of one shape that lie in the other's box or within reach of it."""
    corner, ends = _taken(fabric.first, mine)
    which = np.repeat(np.arange(len(mine)), np.diff(ends))
    boxes, xy = fabric.boxes[theirs[which]], fabric.xy[corner]
    inside = ((xy >= boxes[:, :2] - reach) & (xy <= boxes[:, 2:] + reach)).all(axis=1) & ~fabric.closes[corner]
    return pairs[which[inside]], corner[inside]


def _loose(fabric: Fabric, pair: Any, corner: Any, theirs: Any, reach: float) -> Loose:
    edge, ends = _taken(fabric.first, theirs[pair])
    which = np.repeat(np.arange(len(pair)), np.diff(ends))
    begins = ~fabric.closes[edge]
    edge, which = edge[begins], which[begins]
    start, end, at = fabric.xy[edge], fabric.xy[edge + 1], fabric.xy[corner[which]]
    along, way = end - start, at - start
    length2 = np.maximum((along**2).sum(axis=1), np.finfo(float).tiny)
    share = np.clip((way * along).sum(axis=1) / length2, 0, 1)
    foot = start + share[:, None] * along
    away = np.hypot(*(at - foot).T)
    ends = np.stack((np.hypot(*way.T), np.hypot(*(at - end).T)))
    nearer = ends.argmin(axis=0)
    found = Loose(pair[which], corner[which], edge, foot, away, ends.min(axis=0), fabric.opens[edge + nearer])
    return found.only(away <= reach)


# -- giving way --------------------------------------------------------------------------------------------------------
def give_way(fabric: Fabric, one: Any, other: Any, is_open: Any, reach: float, join_m: float) -> Fabric:
    """The fabric after each `one` of a pair has taken the corners of the `other` within `join_m` metres and lies on its
    edges, if their border is open or the other has moved so itself. `one` is the later of the two everywhere, and who
    is never `one` stays. What would not be a sound shape stays as it is.
    """
    # what has moved stays as WKB: shapes take ten times the room of their corners
    latest, moved = np.full(len(fabric), None, dtype=object), np.zeros(len(fabric), dtype=bool)
    for pairs in _by_turn(one, other):
        asked = pairs[is_open[pairs] | moved[other[pairs]]]
        pairs = pairs[np.isin(one[pairs], one[asked])]
        if not len(pairs):
            continue
        which, places = np.unique(np.concatenate((one[pairs], other[pairs])), return_inverse=True)
        again = np.flatnonzero(moved[which])
        some = fabric.only(which).with_areas(again, latest[which[again]])
        takers, shapes, joined = _joined(some, places[: len(pairs)], places[len(pairs) :], reach, join_m)
        sound = shapely.is_valid(joined) & ~shapely.is_empty(joined) & ~shapely.equals_exact(joined, shapes, 0)
        which = which[takers[sound]]
        latest[which], moved[which] = shapely.to_wkb(joined[sound]), True
    which = np.flatnonzero(moved)
    return fabric.with_areas(which, latest[which])


def _by_turn(one: Any, other: Any) -> Iterator[Any]:
    """The pairs turn by turn, all of one shape together, so many at once as memory is meant to hold."""
    turn = turns(one, other)
    order = np.lexsort((one, turn))
    ends = np.flatnonzero(np.diff(turn[order])) + 1
    for of_turn in np.split(order, ends):
        shape_ends = np.flatnonzero(np.diff(one[of_turn])) + 1
        yield from np.split(of_turn, shape_ends[np.flatnonzero(np.diff(shape_ends // PIECE))])


def turns(one: Any, other: Any) -> Any:
    """The turn of each pair's `one`: after all those it gives way to have had theirs."""
    found: dict[int, int] = {}
    order = np.argsort(one, kind="stable")
    for mine, theirs in zip(one[order].tolist(), other[order].tolist(), strict=True):
        found[mine] = max(found.get(mine, 1), found.get(theirs, 0) + 1)
    return np.array([found[mine] for mine in one.tolist()], dtype=int)


def _joined(fabric: Fabric, one: Any, other: Any, reach: float, join_m: float) -> tuple[Any, Any, Any]:
    """(which, their shapes, new shapes) of those of `one` that have something to snap to."""
    given, joints = _joints(fabric, one, other, reach, join_m)
    takers, places, counts = np.unique(given, return_inverse=True, return_counts=True)
    offsets = np.concatenate(([0], np.cumsum(counts)))
    order = np.argsort(places, kind="stable")
    points = shapely.from_ragged_array(shapely.GeometryType.MULTIPOINT, joints[order], (offsets,))
    shapes = fabric.areas(takers)
    return takers, shapes, shapely.remove_repeated_points(shapely.snap(shapes, points, reach))


def _joints(fabric: Fabric, mine: Any, theirs: Any, reach: float, join_m: float) -> tuple[Any, Any]:
    """(shape, place) of what shapes take: corners of others at their edges, also those they have already, and for their
    own corners that have none so near, the foot on the nearest edge of another.
    """
    pairs = np.arange(len(mine))
    near = _loose(fabric, *_near_box(fabric, pairs, theirs, mine, reach), mine, reach)
    near = near.only(metres(fabric.xy[near.corner], near.foot) <= join_m)
    settled = np.zeros(len(fabric.xy), dtype=bool)
    for end in (near.edge, fabric.opens[near.edge + 1]):
        settled[end[metres(fabric.xy[near.corner], fabric.xy[end]) <= join_m]] = True
    pair, corner = _near_box(fabric, pairs, mine, theirs, reach)
    free = ~settled[corner]
    feet = _loose(fabric, pair[free], corner[free], theirs, reach)
    feet = feet.only(metres(fabric.xy[feet.corner], feet.foot) <= join_m)
    feet = feet.only(np.lexsort((feet.away, feet.corner)))
    feet = feet.only(np.unique(feet.corner, return_index=True)[1])
    return np.concatenate((mine[near.pair], mine[feet.pair])), np.concatenate((fabric.xy[near.corner], feet.foot))


def metres(one: Any, other: Any) -> Any:
    """How far places (n, 2) lie apart, for distances of a few metres."""
    latitude = np.radians(one[:, 1])
    by_x = (other[:, 0] - one[:, 0]) * 111_320.0 * np.cos(latitude)
    by_y = (other[:, 1] - one[:, 1]) * (111_133.0 - 560.0 * np.cos(2 * latitude))
    return np.hypot(by_x, by_y)


# -- offsets -----------------------------------------------------------------------------------------------------------
def _taken(offsets: Any, which: Any) -> tuple[Any, Any]:
    """What some of the runs that `offsets` bound hold, one run after the other, and the offsets of these runs."""
    counts = offsets[which + 1] - offsets[which]
    ends = np.concatenate(([0], np.cumsum(counts)))
    return np.repeat(offsets[which] - ends[:-1], counts) + np.arange(ends[-1]), ends


def _chained(levels: list[Any]) -> Any:
    """Offsets of several arrays, one behind the other."""
    ends = np.cumsum([0, *(level[-1] for level in levels)])
    return np.concatenate(([0], *(level[1:] + end for level, end in zip(levels, ends[:-1], strict=True))))
