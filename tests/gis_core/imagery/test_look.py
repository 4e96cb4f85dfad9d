"""What comes as a raster is looked at in a process of its own and refused in words."""

from __future__ import annotations

import time

import numpy as np
import pytest

from gis_core.imagery import raster_file, reading
from gis_core.pure.refusal import Refused
from tests.gis_core.imagery import rasters_made as made


def code_of(path):
    with pytest.raises(Refused) as refused:
        reading.look(path)
    assert any("ก" <= c <= "๛" for c in refused.value.thai)
    return refused.value.code


def test_a_picture_is_described(tmp_path):
    facts = reading.look(made.picture(tmp_path / "a.tif"))
    assert (facts["width_px"], facts["height_px"], facts["bands"], facts["srid"]) == (400, 300, 3, 32647)
    assert not facts["is_height"]
    lons, lats = zip(*facts["outline_lonlat"], strict=True)
    assert max(lons) - min(lons) == pytest.approx(200 / 106_800, rel=0.02)
    assert 16.4 < min(lats) < max(lats) < 16.5


def test_a_file_without_a_system_says_so(tmp_path):
    facts = reading.look(made.picture(tmp_path / "a.tif", srid=0))
    assert (facts["srid"], facts["other_crs"], facts["outline_lonlat"]) == (0, "", [])


def test_heights_are_told_from_pictures(tmp_path):
    heights = np.full((1, 50, 60), 120.5, dtype=np.float32)
    facts = reading.look(made.picture(tmp_path / "dem.tif", heights, nodata=-9999))
    assert facts["is_height"]
    assert facts["nodata"] == -9999


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("text.tif", b"hello", "FILE_KIND"),
        ("zip.tif", b"PK\x03\x04" + b"\0" * 100, "FILE_KIND"),
        ("vrt.tif", b'<VRTDataset rasterXSize="1" rasterYSize="1"><SourceFilename>/etc/passwd', "FILE_KIND"),
        ("nul.tif", b"\0" * 4096, "FILE_KIND"),
        ("empty.tif", b"", "FILE_KIND"),
        ("head.tif", b"II*\0", "IMG_DAMAGED"),
        ("loop.tif", b"II*\0\x08\0\0\0\xff\xff" + b"\xff" * 500, "IMG_DAMAGED"),
        ("self.tif", b"II*\0\x08\0\0\0\0\0\x08\0\0\0", "IMG_DAMAGED"),
    ],
)
def test_what_is_no_raster_is_refused(tmp_path, name, content, code):
    path = tmp_path / name
    path.write_bytes(content)
    assert code_of(path) == code


def test_a_picture_without_a_place_is_refused(tmp_path):
    assert code_of(made.plain(tmp_path / "plain.tif")) == "IMG_PLACE"


def test_a_file_cut_short_is_refused(tmp_path):
    whole = made.picture(tmp_path / "whole.tif", compress=None)
    cut = tmp_path / "cut.tif"
    cut.write_bytes(whole.read_bytes()[:100_000])
    assert code_of(cut) == "IMG_DAMAGED"


@pytest.mark.parametrize(
    ("width", "height", "rows", "code"),
    [(390_000, 390_000, 1, "IMG_SIZE"), (2_000_000_000, 2, 1, "IMG_SIZE"), (20_000, 20_000, 20_000, "IMG_DAMAGED")],
)
def test_a_few_bytes_that_claim_a_huge_picture_cost_nothing(tmp_path, width, height, rows, code):
    path = made.claiming(tmp_path / "bomb.tif", width, height, rows)
    began = time.monotonic()
    assert code_of(path) == code
    assert time.monotonic() - began < 30


def test_a_picture_kept_as_one_huge_block_is_refused(tmp_path):
    assert code_of(made.one_block(tmp_path / "block.tif", 17_008)) == "IMG_BLOCK"


@pytest.mark.parametrize(("bands", "dtype", "code"), [(5, "uint8", "IMG_BANDS"), (1, "complex64", "IMG_TYPE")])
def test_bands_and_types_that_are_no_picture_are_refused(tmp_path, bands, dtype, code):
    pixels = np.zeros((bands, 20, 20), dtype=dtype)
    assert code_of(made.picture(tmp_path / "odd.tif", pixels)) == code


def test_limits_are_those_of_the_reader():
    assert raster_file.MAX_BLOCK_BYTES < 3 * 1024**3 / 4
