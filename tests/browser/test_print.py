"""Printing from the map in a real browser: the frame on the map, the dialog, the PDF that comes, and its measures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from gis_core.features import measure
from tests.browser.conftest import PHONE, Site
from tests.browser.waiting import fits, settled
from tests.map_ui.printing import read_pdf

#: The middle of the small town, close enough to see single lots.
VIEW = "/#map=17/16.4212/101.153"


def ready(page: Page) -> Page:
    page.wait_for_selector("#map[data-ready]")
    return page


def open_dialog(page: Page) -> None:
    page.get_by_role("button", name="พิมพ์แผนที่นี้").click()
    expect(page.get_by_label("ชื่อแผนที่")).to_be_visible()


def save(page: Page, folder: Path) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("button", name="พิมพ์ (PDF)").click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file.read_bytes()


def lots(pdf: bytes) -> list[np.ndarray]:
    return [
        ring for path in read_pdf.paths(pdf) if path.operator == "S" and path.width == 0.2
        for ring in path.rings if len(ring) == 4
    ]  # fmt: skip


def size_in_grid(site: Site) -> tuple[float, float]:
    """Width and height of the known lot in metres of the grid."""
    xy = np.array(site.town.parcel.geom[0][0].coords)
    x, y = measure.from_lonlat(xy[:, 0], xy[:, 1], 32647)
    return float(np.ptp(x)), float(np.ptp(y))


def test_a_map_printed_at_1_to_1000_measures_right(site: Site, open_page: Callable[..., Page], tmp_path: Path) -> None:
    page = ready(open_page(VIEW, site.town.taxman, accept_downloads=True))
    open_dialog(page)
    page.get_by_label("ชื่อแผนที่").fill("แผนที่ทดสอบพิมพ์")
    page.get_by_label("กระดาษ", exact=True).select_option("A3")
    page.get_by_label("มาตราส่วน", exact=True).select_option("1000")
    expect(page.get_by_text("พื้นที่ในกรอบ 305 × 265 เมตร")).to_be_visible()
    pdf = save(page, tmp_path)
    expect(page.get_by_text("พิมพ์เสร็จแล้ว")).to_be_visible()
    assert read_pdf.size_mm(read_pdf.page_of(pdf)) == pytest.approx((420, 297), abs=0.001)
    said = read_pdf.spoken(pdf)
    assert "แผนที่ทดสอบพิมพ์" in said and "มาตราส่วน 1:1,000" in said
    width, height = size_in_grid(site)
    whole = [ring for ring in lots(pdf) if abs(np.ptp(ring[:, 0]) - width) < 2]
    assert len(whole) > 10
    for ring in whole:
        assert np.ptp(ring, axis=0) == pytest.approx([width, height], abs=0.2), "a metre is not a millimetre"


def test_the_frame_is_dragged_and_moved_by_keys(site: Site, open_page: Callable[..., Page]) -> None:
    page = ready(open_page(VIEW, site.town.taxman))
    open_dialog(page)
    handle = page.get_by_role("button", name="กรอบพิมพ์ ลากหรือใช้ปุ่มลูกศรเพื่อเลื่อน")
    before = settled(handle)
    handle.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    moved = settled(handle, lambda box: box["x"] > before["x"] + 5)
    assert abs(moved["y"] - before["y"]) < 3
    page.mouse.move(moved["x"] + 18, moved["y"] + 18)
    page.mouse.down()
    page.mouse.move(moved["x"] + 18, moved["y"] + 78, steps=5)
    page.mouse.up()
    settled(handle, lambda box: box["y"] > moved["y"] + 40)
    page.get_by_role("button", name="วางกรอบกลางจอ").click()
    settled(handle, lambda box: abs(box["x"] - before["x"]) < 3 and abs(box["y"] - before["y"]) < 3)
    page.keyboard.press("Escape")
    expect(page.locator(".print-frame")).to_have_count(0)
    expect(page.get_by_role("button", name="พิมพ์แผนที่นี้")).to_be_focused()


def test_paper_holds_what_the_map_shows(site: Site, open_page: Callable[..., Page], tmp_path: Path) -> None:
    page = ready(open_page(VIEW, site.town.taxman, accept_downloads=True))
    parcels, buildings = "property_register-parcel", "property_register-building"
    page.evaluate(f"() => {{ window.elocalMap.setVisible('{buildings}', false); }}")
    page.evaluate(
        f"""() => {{
            const state = window.elocalMap.layers.get('{parcels}');
            state.conditions = [{{ column: 'land_use', op: 'in', value: ['vacant'] }}];
            window.elocalMap.setFilter('{parcels}', ['==', ['get', 'land_use'], 'vacant']);
        }}"""
    )
    open_dialog(page)
    page.get_by_label("มาตราส่วน", exact=True).select_option("2000")
    said = read_pdf.spoken(save(page, tmp_path))
    assert "แปลงที่ดิน (เฉพาะที่กรอง)" in said
    assert "ทิ้งไว้ว่างเปล่า" in said
    assert "อยู่อาศัย" not in said
    assert "โรงเรือนและสิ่งปลูกสร้าง" not in said


def test_a_stranger_prints_on_a_phone(site: Site, open_page: Callable[..., Page], tmp_path: Path) -> None:
    page = ready(open_page(VIEW, size=PHONE, accept_downloads=True))
    open_dialog(page)
    expect(page.get_by_role("link", name="พิมพ์ระวางตามชื่อ เขต หรือเขตย่อย")).to_have_count(0)
    fits(page)
    said = read_pdf.spoken(save(page, tmp_path))
    assert not any(text.startswith("01A0") for text in said)
    assert any("ผู้เยี่ยมชม" in text for text in said)


def test_a_sheet_is_printed_by_its_name(site: Site, open_page: Callable[..., Page], tmp_path: Path) -> None:
    page = open_page("/r/property_register-parcel/", site.town.taxman, accept_downloads=True)
    page.get_by_role("link", name="พิมพ์ระวาง", exact=True).click()
    name = page.locator(".sheet-index a").first.get_attribute("aria-label")
    assert name
    page.get_by_label("ชื่อระวาง").fill(name.removeprefix("พิมพ์ระวาง "))
    with page.expect_download() as download:
        page.get_by_role("button", name="พิมพ์ระวาง (PDF)").click()
    file = tmp_path / "sheet.pdf"
    download.value.save_as(file)
    pdf = file.read_bytes()
    assert read_pdf.size_mm(read_pdf.page_of(pdf)) == pytest.approx((841, 594), abs=0.001)
    assert name.replace("พิมพ์ระวาง", "ระวาง") in read_pdf.spoken(pdf)


def test_a_wrong_sheet_is_refused_in_thai(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page("/print/sheets/", site.town.taxman, PHONE)
    fits(page)
    page.get_by_label("ชื่อระวาง").fill("5139 III 6261-06 (1:1000)")
    page.get_by_role("button", name="พิมพ์ระวาง (PDF)").click()
    expect(page.get_by_text("ระวางไม่ถูกต้อง")).to_be_visible()
