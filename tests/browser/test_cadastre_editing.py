"""Drawing and correcting on the map in a real browser: snapping, refusals, keys, fingers, two people, a reload."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from math import hypot

import pytest
from playwright.sync_api import Locator, Page, expect

from gis_core.features import measure
from tests.browser.cadastre import bring_together, corner, drag, handle_at, open_editor, parcel, surveyor, take, view
from tests.browser.conftest import PHONE, Site
from tests.browser.map_page import PARCELS, click, ready, spot
from tests.browser.waiting import fits, meets_the_pointer, no_finger_misses, settled, settled_text
from tests.people import user_with

CENTIMETRE = 0.01
MILLIMETRE = 0.001


def dock(page: Page):
    return page.get_by_role("region", name="แก้ไขแผนที่ภาษี")


def outlines(page: Page, colour: str) -> Locator:
    return page.locator(f'.leaflet-overlay-pane path[stroke="{colour}"]')


def save(page: Page) -> dict:
    with page.expect_response(lambda answer: answer.url.endswith("/save")) as answered:
        dock(page).get_by_role("button", name="บันทึก", exact=True).click()
    return answered.value.json()


def nodes_m(number: int) -> list[tuple[float, float]]:
    return list(measure.to_utm(parcel(number).geom)[0][0].coords)


def test_a_parcel_drawn_over_another_is_refused_with_the_overlap(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_editor(open_page(view(24), surveyor("drawer")))
    page.get_by_role("button", name="วาดรูป").click()
    for place in (corner(24, 0.3, 0.3), corner(25, 0.5, 0.3), corner(25, 0.5, 0.7), corner(24, 0.3, 0.7)):
        click(page, place)
    with page.expect_response(lambda answer: answer.url.endswith("/check")):
        page.keyboard.press("Enter")
    refusals = dock(page).locator(".complaint-refusal[data-code=OVERLAP]")
    expect(refusals.first).to_contain_text("01A025")
    expect(outlines(page, "#b3261e")).not_to_have_count(0)
    zoom = page.evaluate("window.elocalMap.map.getZoom()")
    refusals.first.get_by_role("button").click()
    assert page.evaluate("window.elocalMap.map.getZoom()") >= zoom
    meets_the_pointer(dock(page).get_by_role("button", name="เลิกแก้ไขแผนที่"))


def test_a_drawing_goes_on_to_the_form_of_a_new_record_which_refuses_it_too(
    site: Site, open_page: Callable[..., Page]
) -> None:
    page = open_editor(open_page(view(40), surveyor("drawer")))
    page.get_by_role("button", name="วาดรูป").click()
    for place in (corner(40, 0.3, 0.3), corner(41, 0.5, 0.3), corner(41, 0.5, 0.7)):
        click(page, place)
    page.keyboard.press("Enter")
    dock(page).get_by_role("button", name="กรอกข้อมูลและบันทึก").click()
    page.wait_for_url("**/new?drawn=*")
    page.locator(".draw-canvas").wait_for()
    expect(page.locator("#id_geom")).not_to_have_value("")
    page.locator("[name=parcel_code]").fill("01A099")
    page.locator("[name=area_sqwah]").fill("1-0-0")
    page.locator("[name=block]").first.evaluate("(node) => { node.value = '01A'; }")
    page.get_by_role("button", name="บันทึก", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("OVERLAP")
    assert not type(parcel(40)).objects.filter(parcel_code="01A099").exists()


def test_a_corner_snaps_to_the_very_node_of_the_neighbour(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_editor(open_page(view(12, 20), surveyor("snapper")))
    take(page, 12)
    for north in (1.0, 0.0):
        aim = corner(13, 0.0, north)
        # let go a few pixels beside the node: the pointer need not hit it
        drag(page, corner(12, 1.0, north), aim, beside=5)
        expect(handle_at(page, aim)).to_be_visible()
    expect(dock(page).locator(".complaint-refusal")).to_have_count(0)
    answer = save(page)
    assert "batch_id" in answer, answer
    neighbour = set(parcel(13).geom[0][0].coords)
    mine = parcel(12).geom[0][0].coords
    for north in (1.0, 0.0):
        node = min(
            neighbour, key=lambda each: hypot(each[0] - corner(13, 0, north)[0], each[1] - corner(13, 0, north)[1])
        )
        gap = min(hypot(node[0] - each[0], node[1] - each[1]) for each in mine) * 111_000
        assert gap < CENTIMETRE
    expect(page.locator("#toasts")).to_contain_text("แก้แนวเขต 01A013")


def test_a_new_shape_snaps_to_corners_and_to_an_edge_that_gets_the_missing_node(
    site: Site, open_page: Callable[..., Page]
) -> None:
    """Drawn by the mouse a few pixels beside: what is stored meets the true shapes to less than a millimetre."""
    page = open_editor(open_page(view(56, 20), surveyor("snapper")))
    page.get_by_role("button", name="วาดรูป").click()
    west, east = (set(parcel(number).geom[0][0].coords) for number in (56, 57))
    along = corner(57, 0.0, 0.4)
    aims = {corner(56, 1, 1): "จุดมุม", corner(56, 1, 0): "จุดมุม", along: "บนเส้น", corner(57, 0, 1): "จุดมุม"}
    for aim, word in aims.items():
        x, y = spot(page, aim)
        page.mouse.move(x + 3, y + 2)
        expect(page.locator(".snap-mark")).to_have_text(word)
        page.mouse.click(x + 3, y + 2)
    with page.expect_response(lambda answer: answer.url.endswith("/check")) as judged:
        page.keyboard.press("Enter")
    assert judged.value.json()["refusals"] == []
    dock(page).get_by_role("button", name="กรอกข้อมูลและบันทึก").click()
    page.wait_for_url("**/new?drawn=*")
    page.locator(".draw-canvas").wait_for()
    page.locator("[name=parcel_code]").fill("01A199")
    page.locator("[name=area_sqwah]").fill("0-0-20")
    page.locator("[name=block]").first.evaluate("(node) => { node.value = '01A'; }")
    page.get_by_role("button", name="บันทึก", exact=True).click()
    page.wait_for_url(lambda address: "/new" not in address)
    lane = parcel(198)
    nodes = set(lane.geom[0][0].coords)
    assert (len(nodes & west), len(nodes & east)) == (2, 1), "a snapped corner is the neighbour's own"
    (added,) = nodes - west - east
    assert set(parcel(57).geom[0][0].coords) - east == {added}, "the neighbour's edge got the node"
    assert abs(added[1] - along[1]) * 111_000 < 1
    assert measure.to_utm(lane.geom).intersection(measure.to_utm(parcel(57).geom)).area < MILLIMETRE


def test_neighbours_whose_borders_move_are_named_and_shown_before_saving(
    site: Site, open_page: Callable[..., Page]
) -> None:
    bring_together(54, 55)
    page = open_editor(open_page(view(54), surveyor("drawer")))
    take(page, 54)
    east = parcel(55).geom.extent[0]
    for north in (0.0, 1.0):
        handle_at(page, (east, corner(55, 0, north)[1])).focus()
        for _ in range(4):
            page.keyboard.press("Control+ArrowRight")
    told = dock(page).locator(".complaint[data-code=MOVED]")
    expect(told).to_contain_text("01A056 (−")
    expect(outlines(page, "#b7791f")).to_have_count(1)
    with page.expect_response(lambda answer: answer.url.endswith("/check")):
        dock(page).get_by_label("ขยับรูปข้างเคียงด้วย").uncheck()
    expect(dock(page).locator(".complaint-refusal[data-code=OVERLAP]").first).to_be_visible()
    expect(told).to_have_count(0)
    dock(page).get_by_label("ขยับรูปข้างเคียงด้วย").check()
    expect(told).to_be_visible()
    before = parcel(55).geom.area
    assert [each["title"] for each in save(page)["moved"]] == ["01A056"]
    assert parcel(55).geom.area < before
    expect(page.locator("#toasts")).to_contain_text("แก้แนวเขต 01A055 และ 01A056 ที่ติดกัน")


def test_snapping_is_suspended_by_a_key_and_ended_by_a_button(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_editor(open_page(view(42), surveyor("drawer")))
    page.get_by_role("button", name="วาดรูป").click()
    x, y = spot(page, corner(42, 0.0, 0.0))
    page.mouse.move(x + 6, y + 4)
    expect(page.locator(".snap-mark")).to_contain_text("จุดมุม")
    page.keyboard.down("Alt")
    page.mouse.move(x + 5, y + 4)
    expect(page.locator(".snap-mark")).to_have_count(0)
    page.keyboard.up("Alt")
    page.mouse.move(x + 6, y + 4)
    expect(page.locator(".snap-mark")).to_have_count(1)
    page.get_by_role("button", name="จับจุด").click()
    page.mouse.move(x + 5, y + 4)
    expect(page.locator(".snap-mark")).to_have_count(0)


def test_steps_go_back_and_forth(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_editor(open_page(view(44), surveyor("drawer")))
    take(page, 44)
    whole = dock(page).locator(".cad-state")
    handle_at(page, corner(44, 1.0, 1.0)).focus()
    for _ in range(10):
        page.keyboard.press("ArrowUp")
    moved = settled_text(whole)
    page.keyboard.press("Control+z")
    expect(whole).not_to_have_text(moved, use_inner_text=True)
    page.keyboard.press("Control+y")
    expect(whole).to_have_text(moved, use_inner_text=True)
    page.get_by_role("button", name="หมุน").click()
    page.keyboard.press("ArrowRight")
    expect(whole).to_contain_text("หมุน 1.00°")
    page.keyboard.press("/")
    page.keyboard.insert_text("-0°30'")
    page.keyboard.press("Enter")
    expect(whole).to_contain_text("หมุน -0.50°")
    page.get_by_role("button", name="ย้าย").click()
    page.keyboard.press("Shift+ArrowLeft")
    expect(whole).to_contain_text("ย้าย 0.01 ม.")
    for _ in range(13):
        page.keyboard.press("Control+z")
    expect(dock(page).get_by_role("button", name="ย้อน")).to_be_disabled()
    expect(dock(page).get_by_role("button", name="บันทึก", exact=True)).to_be_disabled()


def test_a_parcel_is_drawn_by_keyboard_with_typed_sides(site: Site, open_page: Callable[..., Page]) -> None:
    page = ready(open_page(view(30), surveyor("typist")))
    page.get_by_role("button", name="แก้ไขแผนที่ภาษี", exact=True).focus()
    page.keyboard.press("Enter")
    dock(page).wait_for()
    page.keyboard.press("s")  # every corner where it is typed
    page.keyboard.press("d")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Space")
    page.keyboard.press("/")
    for side in ("N 90 E 20", "180 20", "S 90 W 20"):
        page.keyboard.insert_text(side)
        page.keyboard.press("Enter")
    with page.expect_response(lambda answer: answer.url.endswith("/check")) as answered:
        page.keyboard.press("Enter")
    sent = json.loads(answered.value.request.post_data or "{}")["geometry"]["coordinates"][0]
    metres = [measure.from_lonlat(lon, lat, 32647) for lon, lat in sent]
    sides = [hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(metres)]
    assert sides == pytest.approx([20, 20, 20, 20], abs=0.001)
    expect(dock(page).locator(".cad-state")).to_contain_text("0-1-0 ไร่")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+z")
    expect(dock(page).get_by_role("button", name="กรอกข้อมูลและบันทึก")).to_have_count(0)


def test_the_second_of_two_browsers_is_told_and_chooses(site: Site, open_page: Callable[..., Page]) -> None:
    pages = [open_editor(open_page(view(26), surveyor(name))) for name in ("first_hand", "second_hand")]
    for page in pages:
        take(page, 26)
    for page, place, key in zip(pages, (corner(26, 1, 1), corner(26, 0, 0)), ("ArrowUp", "ArrowDown"), strict=True):
        handle_at(page, place).focus()
        for _ in range(5):
            page.keyboard.press(key)
    assert "batch_id" in save(pages[0])
    theirs = nodes_m(26)
    assert save(pages[1])["refusals"][0]["code"] == "CONFLICT"
    told = pages[1].get_by_role("alert")
    expect(told).to_contain_text("ผู้ทดสอบ first_hand")
    expect(told).to_contain_text("เปลี่ยนรูปแผนที่")
    expect(outlines(pages[1], "#1d5591")).not_to_have_count(0)
    assert nodes_m(26) == theirs
    with pages[1].expect_response(lambda answer: answer.url.endswith("/save")) as again:
        told.get_by_role("button", name="ใช้รูปของฉัน").click()
    assert again.value.status == 200
    south = min(y for _, y in nodes_m(26))
    assert south == pytest.approx(min(y for _, y in theirs) - 0.5, abs=0.02)


def test_an_unsaved_drawing_survives_a_reload(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_editor(open_page(view(46), surveyor("drawer")))
    page.on("dialog", lambda dialog: dialog.accept())
    take(page, 46)
    handle_at(page, corner(46, 1.0, 1.0)).focus()
    for _ in range(5):
        page.keyboard.press("Control+ArrowUp")
    told = settled_text(dock(page).locator(".cad-state"))
    page.reload()
    ready(page)
    page.locator("#toasts").get_by_role("button", name="วาดต่อ").click()
    expect(dock(page).locator(".cad-chip")).to_have_text("01A047")
    expect(dock(page).locator(".cad-state")).to_have_text(told, use_inner_text=True)
    expect(dock(page).get_by_role("button", name="บันทึก", exact=True)).to_be_enabled()
    # what was said of it goes when it is taken up, by whatever button
    offered = page.locator("#toasts .toast")
    for away in (lambda: page.get_by_role("button", name="แก้ไขแผนที่ภาษี", exact=True).click(), page.reload):
        away()
        expect(offered).to_have_count(1)
        ready(page)
        page.get_by_role("button", name="แก้ไขแผนที่ภาษี", exact=True).click()
        expect(dock(page).locator(".cad-chip")).to_have_text("01A047")
        expect(offered).to_have_count(0)
    # a lost connection keeps it too
    page.context.set_offline(True)
    dock(page).get_by_role("button", name="บันทึก", exact=True).click()
    expect(dock(page).locator(".cad-state")).to_contain_text("รูปที่วาดยังอยู่")
    page.context.set_offline(False)
    expect(dock(page).get_by_role("button", name="บันทึก", exact=True)).to_be_enabled()


def test_a_finger_edits_on_a_narrow_screen(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_editor(open_page(view(48), surveyor("walker"), PHONE))
    page.touchscreen.tap(*spot(page, corner(48, 0.8, 0.3)))
    handles = page.locator(".handle-corner")
    handles.first.wait_for()
    settled(handles.first, lambda size: min(size["width"], size["height"]) >= 40)
    fits(page)
    settled(dock(page), lambda box: box["width"] <= PHONE[0] and box["height"] < PHONE[1] * 0.5)
    no_finger_misses(page, ".cad :is(button, select, input:not([type=checkbox]), label)")
    count = handles.count()
    page.locator(".handle-middle").first.tap()
    expect(handles).to_have_count(count + 1)
    handles.nth(1).tap()
    page.get_by_role("button", name="ลบมุม").tap()
    expect(handles).to_have_count(count)
    page.get_by_role("button", name="ย้อน").tap()
    expect(handles).to_have_count(count + 1)


def test_a_finger_draws_a_new_shape_and_reads_each_side(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_editor(open_page(view(48, 20), surveyor("walker"), PHONE))
    page.get_by_role("button", name="วาดรูป").tap()
    told = dock(page).locator(".cad-state")
    page.touchscreen.tap(*spot(page, corner(48, 0.3, 0.7)))
    for place in (corner(48, 0.6, 0.7), corner(48, 0.6, 0.5)):
        page.touchscreen.tap(*spot(page, place))
        expect(told).to_contain_text("ด้าน")
        assert "ด้าน 0.00" not in settled_text(told)
    done = page.get_by_role("button", name="เสร็จ")
    box = settled(done)
    assert box["x"] >= 0 and box["x"] + box["width"] <= PHONE[0], "no swipe of the tools to end the drawing"
    done.tap()
    expect(dock(page).get_by_role("button", name="กรอกข้อมูลและบันทึก")).to_be_visible()


def test_a_reader_finds_no_editor(site: Site, open_page: Callable[..., Page]) -> None:
    for user in (user_with("auditor", name="auditor"), None):
        page = ready(open_page(view(24), user))
        expect(page.get_by_role("button", name="แก้ไขแผนที่ภาษี", exact=True)).to_have_count(0)


def test_the_form_of_a_record_has_the_same_tools(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(f"/r/{PARCELS}/{parcel(32).uid}/edit", surveyor("drawer"))
    page.locator(".draw-canvas").wait_for()
    page.get_by_role("button", name="แก้มุม").click()
    page.locator(".handle-corner").nth(2).focus()
    before = page.locator("#id_geom").input_value()
    page.keyboard.press("Control+ArrowUp")
    expect(page.locator("#id_geom")).not_to_have_value(before)
    page.get_by_role("button", name="ย้อน").click()
    expect(page.locator(".draw-state")).to_contain_text("ไร่")
    page.get_by_label("พิมพ์ด้านหรือพิกัด").fill("ผิด")
    page.get_by_label("พิมพ์ด้านหรือพิกัด").press("Enter")
    expect(page.locator(".draw-state")).to_contain_text("อ่านทิศและระยะไม่ได้")
