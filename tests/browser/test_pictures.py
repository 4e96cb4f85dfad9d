"""Pictures brought in by a real browser: a GeoTIFF seen on the map, photographs placed by what the camera wrote."""

from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect
from rasterio.transform import Affine

from gis_core.features import measure
from gis_core.files.models import Attachment
from gis_core.ground.models import NamedPlace
from gis_core.imagery.models import Imagery
from tests.browser.conftest import PHONE
from tests.browser.small_town import COLUMNS, HIGH, ROWS, SOUTH, WEST, WIDE
from tests.browser.test_import_wizard import work
from tests.browser.waiting import fits, press
from tests.gis_core.imagery import rasters_made
from tests.map_ui.test_photos import photo
from tests.people import user_with

CENTRE = (WEST + COLUMNS * WIDE / 2, SOUTH + ROWS * HIGH / 2)


@pytest.fixture(scope="module")
def engineer(site):
    return user_with("engineer", name="picture_engineer")


@pytest.fixture
def flown(site, tmp_path: Path) -> Path:
    """A red picture of 400 x 300 m over the middle of the town."""
    x, y = measure.from_lonlat(*CENTRE, 32647)
    pixels = np.zeros((3, 300, 400), dtype=np.uint8)
    pixels[0] = 210
    return rasters_made.picture(tmp_path / "บิน.tif", pixels, transform=Affine(1, 0, x - 200, 0, -1, y + 150))


def test_a_geotiff_of_an_engineer_is_seen_on_the_map(open_page, site, engineer, flown):
    page = open_page("/import/imagery/", engineer)
    page.set_input_files("#file", str(flown))
    page.get_by_role("button", name="ส่งไฟล์").click()
    page.fill("#title", "ภาพโดรนกลางเมือง")
    press(page, page.get_by_role("button", name="นำเข้า", exact=True))
    work()
    page.get_by_role("link", name="เปิดระเบียนของภาพ").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("ภาพโดรนกลางเมือง")
    picture = Imagery.objects.get()
    page.goto(f"{site.url}/#map=17/{CENTRE[1]}/{CENTRE[0]}")
    box = page.locator(f"#imagery-{picture.uid}")
    tiles = re.compile(rf"/tiles/raster/{picture.uid}/\d+/")
    with page.expect_response(
        lambda answer: bool(tiles.search(answer.url)) and answer.status == 200, timeout=90_000
    ) as answered:
        box.check()
    tile = page.locator(".leaflet-imagery-pane img.leaflet-tile-loaded").first
    expect(tile).to_be_visible()
    drawn = np.asarray(Image.open(io.BytesIO(answered.value.body())).convert("RGB"))
    red = drawn[drawn[..., 0] > 180]
    # the first tile to come may be one at the edge
    assert len(red) and np.median(red, axis=0)[2] < 90


def test_photographs_are_placed_by_the_camera_and_strangers_get_them_without_it(open_page, site, engineer, tmp_path):
    temple = NamedPlace.objects.get(kind="temple")
    files = []
    for number, lon in enumerate((temple.geom.x + 0.0001, None)):
        path = tmp_path / f"ภาพ{number}.jpg"
        path.write_bytes(photo(lon, temple.geom.y, colour=(10 + number, 90, 40), taken="2026:11:20 09:30:00"))
        files.append(str(path))
    page = open_page("/import/photos/", engineer, size=PHONE)
    page.set_input_files("#file", files)
    page.get_by_role("button", name="ส่งภาพ").click()
    first = page.locator("#photo0")
    expect(first).to_be_visible()
    # the street, ten metres from the camera
    expect(first.locator("option:checked")).to_contain_text("10 ม.")
    at_temple = first.locator("option", has_text=temple.thai)
    first.select_option(at_temple.first.get_attribute("value"))
    expect(page.locator("#photo-1 .error").first).to_be_visible()
    fits(page)
    press(page, page.get_by_role("button", name="บันทึกทั้งหมด"))
    expect(page.locator("body")).not_to_contain_text("ตรวจภาพถ่ายก่อนบันทึก")
    kept = Attachment.objects.get(record_id=temple.uid)
    assert kept.taken_place.x == pytest.approx(temple.geom.x + 0.0001, abs=1e-6)
    address = f"{site.url}/files/{kept.uid}"
    keeper = open_page("/", user_with("surveyor", name="picture_keeper"))
    reader = open_page("/", user_with("auditor", name="picture_reader"))
    whole, bare = (each.request.get(address).body() for each in (keeper, reader))
    assert Image.open(io.BytesIO(whole)).getexif().get_ifd(0x8825)
    shown = Image.open(io.BytesIO(bare))
    assert shown.size == (64, 48) and not shown.getexif() and b"Exif" not in bare
