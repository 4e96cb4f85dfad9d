"""The file that is served holds the same ground and colours, in 8 bits, with a mask and overviews."""

from __future__ import annotations

import numpy as np
import pytest
import rasterio
import rasterio.warp
import shapely
from rasterio.enums import MaskFlags
from rasterio.transform import Affine

from gis_core.imagery import reading
from gis_core.pure.refusal import Refused
from tests.gis_core.imagery import rasters_made as made

PLAIN = {"crs": "", "warp_to": 0, "nodata": None, "as_height": False}
INDIAN_47 = "+proj=utm +zone=47 +a=6377276.345 +rf=300.8017 +towgs84=210,814,289,0,0,0,0 +units=m +no_defs"


def convert(path, tmp_path, **order):
    seen = []
    result = reading.convert(path, tmp_path / "cog.tif", PLAIN | order, seen.append)
    assert seen == sorted(seen)
    return result, rasterio.open(tmp_path / "cog.tif")


def test_a_picture_keeps_its_place_and_colours(tmp_path):
    result, cog = convert(made.picture(tmp_path / "a.tif"), tmp_path)
    with cog:
        assert cog.crs.to_epsg() == 32647
        assert tuple(cog.bounds) == (made.EAST, made.NORTH - 150, made.EAST + 200, made.NORTH)
        assert cog.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert MaskFlags.per_dataset not in cog.mask_flag_enums[0]
        red, green = cog.read(1).astype(int), cog.read(2).astype(int)
        assert abs(red[50, 100] - 100) < 12
        assert abs(green[200, 100] - 200) < 12
    assert (result["width_px"], result["resolution_m"]) == (400, 0.5)
    assert result["min_zoom"] < result["max_zoom"] == 18
    assert not (tmp_path / "cog.plain.tif").exists()


def test_pixels_without_data_are_masked_and_left_out_of_the_footprint(tmp_path):
    pixels = np.full((3, 300, 400), 120, dtype=np.uint8)
    pixels[:, :, :200] = 0
    result, cog = convert(made.picture(tmp_path / "a.tif", pixels), tmp_path, nodata=0.0)
    with cog:
        assert MaskFlags.per_dataset in cog.mask_flag_enums[0]
        mask = cog.dataset_mask()
        assert not mask[:, :190].any() and mask[:, 210:].all()
    ground = shapely.from_geojson(str(result["footprint"]).replace("'", '"'))
    whole = 400 * 0.5 * 300 * 0.5
    assert ground.area * 111_320**2 * np.cos(np.radians(16.43)) == pytest.approx(whole / 2, rel=0.03)


def test_a_hole_in_a_late_window_leaves_the_early_ones_whole(tmp_path):
    pixels = np.full((1, 100, 2500), 99, dtype=np.uint8)
    pixels[:, 40:60, 2200:2300] = 0
    _, cog = convert(made.picture(tmp_path / "a.tif", pixels), tmp_path, nodata=0.0)
    with cog:
        mask = cog.dataset_mask()
    assert not mask[45:55, 2210:2290].any()
    assert mask[:, :2190].all() and mask[:30].all()


def test_nothing_but_nodata_is_refused(tmp_path):
    pixels = np.zeros((3, 30, 40), dtype=np.uint8)
    with pytest.raises(Refused) as refused:
        convert(made.picture(tmp_path / "a.tif", pixels), tmp_path, nodata=0.0)
    assert refused.value.code == "IMG_EMPTY"
    assert not list(tmp_path.glob("*plain*"))


def test_deep_colours_are_stretched(tmp_path):
    _, columns = np.mgrid[0:300, 0:400]
    pixels = np.stack([1000 + 20 * columns] * 3).astype(np.uint16)
    _, cog = convert(made.picture(tmp_path / "a.tif", pixels), tmp_path)
    with cog:
        row = cog.read(1)[150].astype(int)
        assert row[4] < 15 and row[395] > 240 and abs(row[200] - 127) < 12


def test_a_turned_picture_is_laid_straight(tmp_path):
    turned = Affine.translation(made.EAST, made.NORTH) @ Affine.rotation(30) @ Affine.scale(0.5, -0.5)
    result, cog = convert(made.picture(tmp_path / "a.tif", transform=turned), tmp_path)
    with cog:
        assert cog.transform.b == 0
        corner = cog.dataset_mask()[0, 0]
    assert corner == 0
    assert result["width_px"] > 400


def test_indian_1975_is_moved_by_the_named_shift(tmp_path):
    """100.5 E 15.0 N lies at 661,611.20 E 1,658,568.77 N (zone 47, Indian 1975) by EPSG:1304."""
    pixels = np.full((1, 21, 21), 10, dtype=np.uint8)
    pixels[0, 10, 10] = 255
    transform = Affine(1, 0, 661_611.20 - 10.5, 0, -1, 1_658_568.77 + 10.5)
    _, cog = convert(
        made.picture(tmp_path / "a.tif", pixels, srid=0, transform=transform), tmp_path, crs=INDIAN_47, warp_to=32647
    )
    with cog:
        row, column = np.unravel_index(np.argmax(cog.read(1).astype(int)), cog.shape)
        x, y = cog.xy(row, column)
    xs, ys = rasterio.warp.transform("EPSG:4326", "EPSG:32647", [100.5], [15.0])
    assert np.hypot(x - xs[0], y - ys[0]) < 1.5


def test_a_height_model_becomes_relief(tmp_path):
    rows, columns = np.mgrid[0:200, 0:200]
    heights = (100 - 0.5 * columns - 0.5 * rows).astype(np.float32)[np.newaxis]
    heights[:, :20, :20] = -9999
    path = made.picture(tmp_path / "dem.tif", heights, cell=1.0, nodata=-9999)
    result, cog = convert(path, tmp_path, as_height=True)
    with cog:
        grey, mask = cog.read(1), cog.dataset_mask()
    assert mask[5, 5] == 0 and mask[100, 100] == 255
    # the slope falls to the south-east, away from the light
    assert grey[100, 100] < 150
    assert result["resolution_m"] == 1.0
