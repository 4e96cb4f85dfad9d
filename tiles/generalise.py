"""Thinner shapes for zooms below 15. Pure functions over arrays of shapes in EPSG:3857.

Neighbours are thinned together, so that they keep their common border; the outer edge of a group stays as it is,
because the neighbours beyond it are thinned in another group.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

#: Metres of EPSG:3857 by which an edge may move at zooms 13 and 14, and below.
TOLERANCE = 4.0
#: At zoom 13, for shapes merged by class: about a pixel.
MERGED_TOLERANCE = 10.0
LOW_TOLERANCE = 15.0
#: Groups of parcels smaller than six pixels of zoom 13 a side on average: there they are drawn merged by class, and at
#: zoom 14 without the words that only a single record is asked for.
DENSE_BELOW_M2 = 60.0**2

Shapes = Any


@dataclass(frozen=True)
class Piece:
    """A shape to draw and the places of its members in the arrays it was made from."""

    shape: Any
    members: tuple[int, ...]


def simplified(shapes: Shapes, tolerance: float) -> Shapes:
    """Polygons thinned as one coverage; anything else by itself."""
    shapes = np.array(shapes, dtype=object)
    areal = shapely.get_dimensions(shapes) == 2
    if areal.any():
        valid = shapely.make_valid(shapes[areal], method="structure", keep_collapsed=False)
        shapes[areal] = shapely.coverage_simplify(valid, tolerance, simplify_boundary=False)
    shapes[~areal] = shapely.simplify(shapes[~areal], tolerance)
    return shapes


def is_dense(shapes: Shapes) -> bool:
    """Whether single shapes of the group are too small to tell apart at zoom 13."""
    areal = shapely.get_dimensions(shapes) == 2
    return bool(areal.any()) and float(shapely.area(shapes[areal]).mean()) < DENSE_BELOW_M2


def merged_areas(shapes: Shapes, classes: Sequence[Hashable]) -> list[Piece]:
    """Shapes of one class as one shape; the classes keep their common borders."""
    groups = _by_class(classes)
    merged = simplified([_union(shapes[members]) for members in groups], MERGED_TOLERANCE)
    return [Piece(shape, tuple(members)) for shape, members in zip(merged, groups, strict=True)]


def merged_lines(shapes: Shapes, classes: Sequence[Hashable], tolerance: float = LOW_TOLERANCE) -> list[Piece]:
    """Lines of one class, joined where they meet and thinned."""
    pieces = []
    for members in _by_class(classes):
        parts = shapely.get_parts(shapes[members])
        joined = shapely.line_merge(shapely.multilinestrings(parts)) if _all_lines(parts) else shapely.union_all(parts)
        pieces.append(Piece(shapely.simplify(joined, tolerance), tuple(members)))
    return pieces


def _all_lines(parts: Shapes) -> bool:
    return bool((shapely.get_dimensions(parts) == 1).all())


def _union(shapes: Shapes) -> Any:
    areal = shapely.get_dimensions(shapes) == 2
    if areal.all() and shapely.coverage_is_valid(shapes):
        return shapely.coverage_union_all(shapes)
    return shapely.union_all(shapely.make_valid(shapes))


def _by_class(classes: Sequence[Hashable]) -> list[list[int]]:
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for index, value in enumerate(classes):
        groups[value].append(index)
    return list(groups.values())
