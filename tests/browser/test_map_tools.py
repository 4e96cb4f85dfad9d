"""The map's tools in a real browser: measuring, selecting, classes, filters, coordinates, position, drawing."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pyproj import Geod

from tests.browser.conftest import PHONE, Site
from tests.browser.map_page import PARCELS, click, ready, spot
from tests.browser.small_town import SOUTH, WEST
from tests.browser.waiting import becomes, settled_text, until

VIEW = f"/#map=18/{SOUTH + 0.0008}/{WEST + 0.0018}&layers={PARCELS}"


def ask_for(page: Page, dialog: str) -> None:
    """Open a layer's dialog as its menu in the tree does."""
    script = "([name, slug]) => window.elocalMap.bus.dispatchEvent(new CustomEvent(name, {detail: {slug}}))"
    page.evaluate(script, [dialog, PARCELS])


def drawn(page: Page) -> dict[str, Any]:
    """The shape in the form's field; empty before one is drawn."""
    return dict(json.loads(page.locator("#id_geom").input_value() or "{}"))


def number_in(text: str, unit: str) -> float:
    """The number before a unit."""
    before = text.split(unit)[0].split()
    return float(before[-1].replace(",", ""))


def test_an_area_is_measured_on_the_ellipsoid(site: Site, open_page: Callable[..., Page]) -> None:
    page = ready(open_page(VIEW, site.town.taxman))
    page.get_by_role("button", name="วัดเนื้อที่").click()
    ring = [(WEST + 0.001, SOUTH + 0.0004), (WEST + 0.0022, SOUTH + 0.0004), (WEST + 0.0022, SOUTH + 0.0011)]
    for lon, lat in ring:
        click(page, (lon, lat))
    page.get_by_role("button", name="เสร็จ").click()
    shown = settled_text(page.get_by_role("region", name="วัดเนื้อที่"))
    area, _ = Geod(ellps="WGS84").polygon_area_perimeter([p[0] for p in ring], [p[1] for p in ring])
    # a click is right to half a pixel, which is a third of a metre here
    assert number_in(shown, "ตร.ม.") == pytest.approx(abs(area), rel=0.01)
    page.keyboard.press("Escape")
    expect(page.get_by_role("region", name="วัดเนื้อที่")).to_have_count(0)
    becomes(page, "window.elocalMap.mode", "see")


def test_a_line_is_measured_by_keyboard_alone(site: Site, open_page: Callable[..., Page]) -> None:
    page = ready(open_page(VIEW, site.town.taxman))
    page.get_by_role("button", name="วัดระยะ").focus()
    page.keyboard.press("Enter")
    strip = page.get_by_role("region", name="วัดระยะ")
    page.keyboard.press("Space")
    for key in ["ArrowRight"] * 4 + ["Space"] + ["ArrowUp"] * 3 + ["Space"]:
        page.keyboard.press(key)
    long = number_in(settled_text(strip), "ม.")
    page.keyboard.press("Backspace")
    page.keyboard.press("Enter")
    expect(strip.get_by_role("button", name="วัดใหม่")).to_be_visible()
    assert 0 < number_in(settled_text(strip), "ม.") < long


def test_a_rectangle_selects_and_offers_files_to_who_may_have_them(site: Site, open_page: Callable[..., Page]) -> None:
    for user, may in ((site.town.taxman, False), (site.town.villager_reader, True)):
        page = ready(open_page(VIEW, user))
        page.get_by_role("button", name="เลือกข้อมูลตามรูป").click()
        page.mouse.move(*spot(page, (WEST + 0.0007, SOUTH + 0.0005)))
        page.mouse.down()
        page.mouse.move(*spot(page, (WEST + 0.0017, SOUTH + 0.0010)), steps=4)
        page.mouse.up()
        result = page.locator(".selection")
        expect(result).to_contain_text("4 รายการ")
        files = page.get_by_role("button", name="GeoJSON")
        expect(files).to_have_count(int(may))
        if may:
            with page.expect_download() as download:
                files.click()
            features = json.loads(download.value.path().read_text(encoding="utf-8"))["features"]
            assert len(features) == 4
        becomes(page, "window.elocalMap.map.dragging.enabled()", False)  # the tool is still on
        page.keyboard.press("Escape")
        becomes(page, "window.elocalMap.map.dragging.enabled()", True)


def test_classes_of_a_column_colour_the_map_and_its_legend(site: Site, open_page: Callable[..., Page]) -> None:
    page = ready(open_page(VIEW, site.town.taxman))
    ask_for(page, "open-theme")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("แบ่งชั้นเองจากคอลัมน์").check()
    dialog.get_by_label("คอลัมน์", exact=True).select_option("moo")
    dialog.get_by_label("วิธีแบ่งชั้น").select_option("unique")
    expect(dialog.locator(".theme-preview li")).to_have_text(["1 (30)", "2 (30)"])
    dialog.get_by_role("button", name="ใช้ชั้นสีนี้").click()
    becomes(page, f"window.elocalMap.gl().getPaintProperty('{PARCELS}:fill', 'fill-color')[0]", "match")
    becomes(page, f"window.elocalMap.layers.get('{PARCELS}').theme", "custom")
    ask_for(page, "open-theme")
    page.get_by_role("button", name="กลับเป็นสีเดิม").click()
    becomes(page, f"window.elocalMap.layers.get('{PARCELS}').theme", None)


def test_a_filter_leaves_the_records_that_meet_it(site: Site, open_page: Callable[..., Page]) -> None:
    page = ready(open_page(VIEW, site.town.taxman))
    ask_for(page, "open-filter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("คอลัมน์", exact=True).select_option("land_use")
    dialog.get_by_label("เกษตรกรรม").check()
    expect(dialog).to_contain_text("การใช้ประโยชน์ เป็น เกษตรกรรม")
    dialog.get_by_role("button", name="ใช้ตัวกรอง").click()
    page.wait_for_function(
        f"""() => {{ const uses = window.elocalMap.gl().queryRenderedFeatures({{layers: ['{PARCELS}:fill']}})
        .map(f => f.properties.land_use); return uses.length && uses.every(use => use === 'agriculture'); }}"""
    )


def test_coordinates_are_shown_in_the_system_chosen_last(site: Site, open_page: Callable[..., Page]) -> None:
    page = ready(open_page(VIEW, site.town.taxman))
    status = page.locator("#coordinates")
    status.get_by_label("ระบบพิกัด").select_option("utm47")
    expect(status).to_contain_text("E 7")
    page.reload()
    ready(page)
    expect(status.get_by_label("ระบบพิกัด")).to_have_value("utm47")


def test_my_position_on_a_phone(site: Site, open_page: Callable[..., Page]) -> None:
    here = {"latitude": SOUTH + 0.001, "longitude": WEST + 0.002, "accuracy": 25}
    page = ready(open_page(VIEW, site.town.taxman, PHONE, geolocation=here, permissions=["geolocation"]))
    page.get_by_role("button", name="ตำแหน่งของฉัน").tap()
    expect(page.get_by_role("button", name="คลาดเคลื่อนราว 25 ม.")).to_be_visible()
    page.wait_for_function(f"Math.abs(window.elocalMap.map.getCenter().lat - {SOUTH + 0.001}) < 0.0002")


def test_a_refused_position_is_explained(site: Site, open_page: Callable[..., Page]) -> None:
    page = ready(open_page(VIEW, site.town.taxman))
    page.get_by_role("button", name="ตำแหน่งของฉัน").click()
    expect(page.locator("#toasts")).to_contain_text("ตำแหน่ง")


def test_a_place_is_drawn_by_typed_coordinates_and_moved_by_a_tap(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page("/r/base_map-named_place/new", site.town.villager_reader, PHONE)
    page.locator(".draw-canvas").wait_for()
    box = page.get_by_label("พิกัดหรือชื่อสถานที่")
    box.fill(f"{SOUTH + 0.001:.6f} {WEST + 0.001:.6f}")
    box.press("Enter")
    page.get_by_role("button", name="วางจุดที่นี่").first.tap()
    typed = pytest.approx([WEST + 0.001, SOUTH + 0.001], abs=1e-7)
    until(lambda: drawn(page), lambda shape: shape.get("coordinates") == typed)
    page.get_by_role("button", name="วางจุดใหม่").tap()
    page.locator(".draw-canvas").tap(position={"x": 60, "y": 60})
    until(lambda: drawn(page)["coordinates"], lambda at: at[0] < WEST + 0.001 and at[1] > SOUTH + 0.001)
    page.get_by_role("button", name="ย้อน").tap()
    until(lambda: drawn(page)["coordinates"], lambda at: at == typed)


def test_a_polygon_is_drawn_by_keyboard(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(f"/r/{PARCELS}/new", site.town.villager_reader)
    page.locator(".draw-canvas").wait_for()
    page.get_by_role("button", name="วาดรูป").focus()
    page.keyboard.press("Enter")
    for key in ["Enter"] + ["ArrowRight"] * 3 + ["Enter"] + ["ArrowDown"] * 3 + ["Enter", "Enter"]:
        page.keyboard.press(key)
    shape = until(lambda: drawn(page))
    assert shape["type"] == "Polygon"
    assert len(shape["coordinates"][0]) == 4
    expect(page.locator(".draw-state")).to_contain_text("ไร่")
    assert page.url.endswith("/new")
