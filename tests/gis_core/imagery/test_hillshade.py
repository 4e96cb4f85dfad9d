"""Relief shading against the formula for planes."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gis_core.imagery.hillshade import hillshade


def plane(to_east, to_north, size=9):
    rows, columns = np.mgrid[0:size, 0:size].astype(float)
    return to_east * columns * 2.0 - to_north * rows * 2.0


def expected(to_east, to_north):
    slope = math.atan(math.hypot(to_east, to_north))
    aspect = math.atan2(-to_east, -to_north)
    sun, up = math.radians(315), math.radians(45)
    lit = math.sin(up) * math.cos(slope) + math.cos(up) * math.sin(slope) * math.cos(sun - aspect)
    return round(1 + 254 * max(lit, 0))


@pytest.mark.parametrize(
    ("to_east", "to_north"), [(0, 0), (0.5, 0), (-0.5, 0), (0, 0.5), (0, -0.5), (0.3, -0.3), (-1, 1), (3, -3)]
)
def test_a_plane_has_one_shade(to_east, to_north):
    shade = hillshade(plane(to_east, to_north), (2.0, 2.0))
    assert set(np.unique(shade)) == {expected(to_east, to_north)}


def test_unknown_heights_are_zero_and_throw_no_shadow():
    height = plane(0, 0)
    height[3:5, 3:5] = np.nan
    shade = hillshade(height, (2.0, 2.0))
    assert (shade[2:4, 2:4] == 0).all()
    assert set(np.unique(shade)) == {0, expected(0, 0)}


def test_exaggeration_is_that_of_the_heights():
    assert (hillshade(plane(0.1, 0), (2.0, 2.0), 5) == hillshade(plane(0.5, 0), (2.0, 2.0))).all()
