"""Corners of shapes side by side: found at their neighbours' edges, taken over, and made corners of these edges."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.engine import coverage_corners
from layers.engine.coverage_corners import Fabric, compare, give_way, metres

#: A centimetre in degrees, as the register's statements have it.
REACH, JOIN_M = 0.01 / 111_320.0 / 0.93, 0.01
#: About a metre, and a millimetre, in degrees.
M, MM = 9e-6, 9e-9
WEST, SOUTH = 101.0, 16.0


def box(west, south, east, north):
    """A rectangle by metres east and north of a corner."""
    return shapely.box(WEST + west * M, SOUTH + south * M, WEST + east * M, SOUTH + north * M)


def pairs_of(shapes):
    """(one, other) of all that lie near each other, the later one first."""
    a, b = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=2 * REACH)
    return a[a > b], b[a > b]


def joined(shapes):
    """What an import makes of shapes written in this order."""
    shapes = shapely.multipolygons([[shape] for shape in shapes])
    one, other = pairs_of(shapes)
    fabric = Fabric.of(shapes)
    touch, loose = compare(fabric, one, other, REACH)
    is_open = np.isin(np.arange(len(one)), loose.pair[loose.is_apart(fabric, one, REACH)])
    fabric = give_way(fabric, one[touch], other[touch], is_open[touch], REACH, JOIN_M)
    _touch, loose = compare(fabric, one, other, REACH)
    on = loose.is_on
    return fabric.noded(loose.edge[on], fabric.xy[loose.corner[on]])


def loose_of(fabric):
    one, other = pairs_of(fabric.areas(np.arange(len(fabric))))
    return compare(fabric, one, other, REACH)[1]


def test_a_fabric_gives_back_what_it_was_made_of():
    ring = [(0, 0), (9, 0), (9, 9), (0, 9), (0, 0)]
    hole = [(3, 3), (6, 3), (6, 6), (3, 6), (3, 3)]
    far = shapely.box(20, 0, 30, 10)
    shapes = np.array([shapely.MultiPolygon([shapely.Polygon(ring, [hole]), far]), shapely.box(40, 0, 50, 10)])
    fabric = Fabric.joined([Fabric.of(shapes[:1]), Fabric.of(shapes[1:])])
    assert len(fabric) == 2
    back = fabric.areas(np.array([1, 0]))
    assert shapely.equals_exact(back[1], shapes[0])
    assert shapely.equals(back[0], shapes[1])
    assert not fabric.differs(Fabric.of(shapes)).any()


def test_a_corner_on_an_edge_becomes_a_corner_of_it_and_no_area_changes():
    shapes = [box(0, 0, 10, 20), box(10, 0, 20, 7), box(10, 7, 20, 20)]
    before = Fabric.of(np.array(shapes))
    assert len(loose_of(before).pair) == 2, "the corner of two lots at the edge of the third"
    after = joined(shapes)
    assert len(loose_of(after).pair) == 0
    assert after.differs(before).tolist() == [True, False, False]
    first = after.areas(np.array([0]))[0]
    assert shapely.area(first) == pytest.approx(shapely.area(shapes[0]), rel=1e-12)
    assert shapely.get_num_coordinates(first) == 6
    assert shapely.is_valid(first)


def test_corners_on_a_hole_and_many_on_one_edge_come_in_order():
    pond = shapely.Polygon(box(0, 0, 30, 30).exterior, [box(10, 10, 20, 20).exterior])
    strips = [box(10, 10 + n, 20, 11 + n) for n in range(10)]
    after = joined([pond, *strips])
    assert len(loose_of(after).pair) == 0
    ring = after.areas(np.array([0]))[0].geoms[0].interiors[0]
    assert len(ring.coords) == 5 + 18
    assert ring.is_simple


def test_later_shapes_give_way_by_millimetres_and_earlier_ones_stay():
    first = box(0, 0, 10, 10)
    beside = box(10 + 4e-3, 0, 20, 10)
    after = joined([first, beside])
    shapes = after.areas(np.arange(2))
    assert shapely.equals(shapes[0], first)
    assert shapes[1].bounds[0] == first.bounds[2]
    assert len(loose_of(after).pair) == 0


def test_two_centimetres_are_left():
    shapes = [box(0, 0, 10, 10), box(10.02, 0, 20, 10)]
    assert not joined(shapes).differs(Fabric.of(np.array(shapes))).any()


def test_an_edge_of_a_millimetre_of_its_own_is_no_open_border():
    first = box(0, 0, 10, 10)
    _west, south, east, north = first.bounds
    far, top = east + 9 * M, north + MM
    short = shapely.Polygon([(east, south), (far, south), (far, top), (east, top), (east, north)])
    shapes = np.array([first, short])
    fabric, (one, other) = Fabric.of(shapes), pairs_of(shapes)
    _touch, loose = compare(fabric, one, other, REACH)
    assert len(loose.pair) == 2, "beside both edges that end there"
    assert not loose.is_apart(fabric, one, REACH).any()


@given(st.lists(st.floats(-4e-3, 4e-3), min_size=32, max_size=32), st.permutations(range(9)))
def test_streets_drawn_to_a_few_millimetres_end_joined(off, order):
    """Nine lots, each corner off by its own rounding, in any order."""
    dice = iter(off)
    shift = [[(next(dice) / 2, next(dice) / 2) for _ in range(4)] for _ in range(4)]
    lots = []
    for k in order:
        i, j = divmod(k, 3)
        at = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1)]
        corners = [(20 * a + shift[a][b][0] * (1 + 0.1 * k), 20 * b + shift[a][b][1] * (1 + 0.1 * k)) for a, b in at]
        lots.append(shapely.Polygon([(WEST + x * M, SOUTH + y * M) for x, y in corners]))
    after = joined(lots)
    assert len(loose_of(after).pair) == 0
    assert len(np.unique(after.places)) == 16
    shapes = after.areas(np.arange(9))
    assert shapely.is_valid(shapes).all()
    assert np.abs(shapely.area(shapes) / shapely.area(np.array(lots)) - 1).max() < 1e-2


def test_pieces_of_any_size_say_the_same(monkeypatch):
    dice = np.random.default_rng(2569)
    lots = [
        box(20 * i + x, 20 * j + y, 20 * i + 20 + z, 20 * j + 20 + w)
        for i in range(6)
        for j in range(6)
        for x, y, z, w in [dice.uniform(-4e-3, 4e-3, 4)]
    ]
    whole = joined(lots)
    monkeypatch.setattr(coverage_corners, "PIECE", 3)
    in_pieces = joined(lots)
    assert not in_pieces.differs(whole).any()
    assert whole.differs(Fabric.of(np.array(lots))).sum() > 20


def test_metres_are_those_of_the_ellipsoid():
    one = np.array([[101.0, 16.0], [101.0, 16.0]])
    other = np.array([[101.0001, 16.0], [101.0, 16.0001]])
    assert metres(one, other) == pytest.approx([10.70, 11.07], abs=0.02)
