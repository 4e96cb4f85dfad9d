"""A shapefile in the letters of Thai Windows, ten of its rows wrong, comes in by a real browser, is corrected row by
row and taken back as a whole.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import Page, expect

from gis_core.ground.models import AdminArea
from importers.models import ImportBatch, StagedRow
from map_ui.exporting.geopackage import WGS84_WKT
from tests.browser.conftest import PHONE
from tests.browser.small_town import SOUTH, WEST
from tests.browser.waiting import fits, press
from tests.importers.readers.making import dbf, parts_record, shapefile_zip, shp
from tests.people import user_with

ROOT = Path(__file__).resolve().parents[2]
COUNT, BAD = 30, 10
HEADINGS = ("รหัสพื้นที", "ระดับ", "ชื่อพื้นที", "หมู่ที่")
SIDE = 0.0001


def _rows() -> list[list[str]]:
    rows = [[f"88{n:04}", "หมู่บ้าน", f"บ้านน้ำผึ้งที่ {n}", str(n % 9 + 1)] for n in range(1, COUNT + 1)]
    for n in (3, 6, 9):
        rows[n - 1][1] = "อาณาจักร"
    for n in (12, 15):
        rows[n - 1][2] = ""
    for n in (18, 21):
        rows[n - 1][3] = "สอง"
    for n in (24, 27):
        rows[n - 1][0] = rows[0][0]
    return rows


def _shapes() -> list[bytes]:
    found = []
    for n in range(1, COUNT + 1):
        x, y = WEST + n % 6 * SIDE * 2, SOUTH + n // 6 * SIDE * 2
        ring = [(x, y), (x, y + SIDE), (x + SIDE, y + SIDE), (x + SIDE, y), (x, y)]
        if n == COUNT:
            ring = [(x, y), (x + SIDE, y + SIDE), (x + SIDE, y), (x, y + SIDE), (x, y)]
        found.append(parts_record(5, [ring]))
    return found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    names = [heading.encode("cp874") for heading in HEADINGS]
    table = dbf(names, [[cell.encode("cp874") for cell in row] for row in _rows()], [10, 10, 40, 4])
    shapes, index = shp(_shapes(), 5)
    path = tmp_path / "เขตการปกครอง.zip"
    return shapefile_zip(path, shp=shapes, shx=index, dbf=table, prj=WGS84_WKT.encode(), cpg=b"OEM 874")


def work() -> None:
    """What is queued is done by a worker in a process of its own."""
    environment = os.environ | {"ELOCAL_DB_NAME": connection.settings_dict["NAME"], "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(ROOT / "manage.py"), "work", "--once"]
    subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True, timeout=120)


def send_in(page: Page, file: Path) -> None:
    page.set_input_files("#import-file", file)
    page.locator(".import-drop button[type=submit]").click()
    page.wait_for_url(re.compile(r"/import/[0-9a-f-]{36}/$"))


def test_a_file_with_ten_bad_rows_comes_in_and_goes_back(open_page, file):
    before = AdminArea.objects.count()
    page = open_page("/r/base_map-admin_area/", user=user_with("surveyor", name="importer"))
    page.get_by_role("link", name="นำเข้าไฟล์").click()
    send_in(page, file)
    work()

    green, red = page.locator(".verdict.tone-green strong"), page.locator(".verdict.tone-red strong")
    expect(green).to_have_text(str(COUNT - BAD))
    expect(red).to_have_text(str(BAD))
    expect(page.locator(".import-map")).to_have_attribute("data-shown", str(COUNT), timeout=60_000)
    expect(page.locator(".import-table")).to_contain_text("ไม่มีตัวเลือก “อาณาจักร”")
    assert AdminArea.objects.count() == before

    press(page, page.get_by_role("button", name=f"บันทึก {COUNT - BAD} แถว"))
    work()
    expect(page.locator(".notice-good")).to_contain_text("บันทึกแล้ว")
    assert AdminArea.objects.count() == before + COUNT - BAD
    assert AdminArea.objects.get(code="880001").thai == "บ้านน้ำผึ้งที่ 1"

    page.locator("#row-3").get_by_role("link", name="แก้").click()
    expect(page.locator(".notice-bad")).to_contain_text("อาณาจักร")
    page.locator("select[name=level]").select_option("village")
    press(page, page.get_by_role("button", name="ตรวจแถวนี้ใหม่"))
    press(page, page.get_by_role("button", name="บันทึก 1 แถว"))
    work()
    expect(red).to_have_text(str(BAD - 1))
    assert AdminArea.objects.get(code="880003").level == "village"

    page.get_by_role("link", name="เลิกทำการนำเข้านี้").click()
    press(page, page.get_by_role("button", name="เลิกทำการนำเข้านี้"))
    work()
    expect(page.locator(".notice").first).to_contain_text("เลิกทำแล้ว")
    assert AdminArea.objects.count() == before


def test_a_piece_that_did_not_arrive_is_sent_again(open_page, file):
    page = open_page("/import/to/base_map-admin_area/", user=user_with("surveyor", name="sender"))
    failed: list[str] = []

    def once(route):
        if failed:
            return route.continue_()
        failed.append(route.request.url)
        return route.fulfill(json={"received": 0})

    page.route("**/piece?**", once)
    send_in(page, file)
    assert failed and ImportBatch.objects.latest("pk").size_bytes == file.stat().st_size


def test_every_step_fits_a_phone(open_page, file):
    user = user_with("surveyor", name="walker")
    page = open_page("/import/to/base_map-admin_area/", user=user, size=PHONE)
    fits(page)
    send_in(page, file)
    fits(page)
    work()
    expect(page.locator(".verdict.tone-red strong")).to_have_text(str(BAD))
    fits(page)
    address = page.url
    page.goto(f"{address}columns")
    expect(page.locator("#columns")).to_be_visible()
    fits(page)
    row = StagedRow.objects.filter(batch__owner=user, verdict="refused").first()
    page.goto(f"{address}row/{row.row_no}/")
    expect(page.locator(".notice-bad")).to_be_visible()
    fits(page)
    page.goto(page.url.partition("/import/")[0] + "/import/")
    fits(page)
