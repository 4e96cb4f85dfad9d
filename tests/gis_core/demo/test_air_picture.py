"""The painted picture of the demo town: the same from the same seed, with the town's own shapes in it."""

from __future__ import annotations

import numpy as np
import shapely

from gis_core.demo.air_picture import ROOFS, WATER, Scene, paint

SCENE = Scene(
    bounds=(0, 0, 1200, 900),
    lots=[(shapely.box(0, 0, 600, 400), "agriculture"), (shapely.box(600, 0, 1200, 400), "vacant")],
    waters=[shapely.box(0, 500, 1200, 560)],
    roofs=[shapely.box(700, 100, 730, 120)],
)


def test_the_same_seed_gives_the_same_picture() -> None:
    first, place = paint(7, SCENE, 2.0)
    assert first.shape == (3, 450, 600) and first.dtype == np.uint8
    assert (place * (0, 0), place * (600, 450)) == ((0, 900), (1200, 0))
    assert np.array_equal(first, paint(7, SCENE, 2.0)[0])
    assert not np.array_equal(first, paint(8, SCENE, 2.0)[0])


def test_land_water_and_roofs_stand_where_they_are() -> None:
    pixels = paint(7, SCENE, 2.0)[0].astype(int)
    green = pixels[:, 300:400, 20:280].mean(axis=(1, 2))
    assert green[1] > green[0] > green[2]
    assert np.abs(pixels[:, 170:200, :].mean(axis=(1, 2)) - WATER).max() < 25
    assert tuple(pixels[:, 450 - 55, 357]) == ROOFS[0]


def test_it_says_that_it_is_no_photograph() -> None:
    """Bright letters, where without them the ground is dark."""
    pixels = paint(7, SCENE, 2.0)[0]
    assert (pixels[:, 255:300].min(axis=0) > 165).sum() > 100


def test_a_town_without_houses_or_water_is_painted_too() -> None:
    assert paint(7, Scene((0, 0, 600, 600), [], [], []), 10.0)[0].shape == (3, 60, 60)
