"""The map in a real browser: it draws, finds, tells what is at a place, links, prints, and works on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import PHONE, Site
from tests.browser.map_page import PARCELS, click, drawn_are, ready
from tests.browser.waiting import fits, settled_text, until


def test_the_town_is_drawn_with_its_layers(site: Site, open_page: Callable[..., Page]) -> None:
    page = ready(open_page("/", site.town.taxman))
    drawn_are(page, PARCELS, 60)
    expect(page.get_by_label("แปลงที่ดิน", exact=True)).to_be_checked()
    page.get_by_label("แปลงที่ดิน", exact=True).uncheck()
    drawn_are(page, PARCELS, 0)
    page.wait_for_function("!location.href.includes('parcel')")


def test_a_deed_is_found_by_keyboard_and_thai_digits(site: Site, open_page: Callable[..., Page]) -> None:
    page = ready(open_page("/", site.town.taxman))
    page.keyboard.press("/")
    box = page.locator("#find input")
    expect(box).to_be_focused()
    page.keyboard.type("โฉนด ๒๐๐๑๑")
    expect(page.locator(".find-option").first).to_contain_text("01A011")
    page.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "find-0")
    page.keyboard.press("Enter")
    card = page.locator("#tab-info")
    expect(card.get_by_role("link", name="01A011", exact=True)).to_be_visible()
    expect(card).to_contain_text("20011")
    page.wait_for_function("window.elocalMap.map.getZoom() >= 18")
    card.get_by_role("link", name="01A011", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("01A011")


def test_an_answer_that_comes_after_the_choice_does_not_open_the_list_again(
    site: Site, open_page: Callable[..., Page]
) -> None:
    page = ready(open_page("/", site.town.taxman))
    box = page.locator("#find input")
    late: list[Route] = []
    box.fill("20011")
    expect(page.locator(".find-option").first).to_contain_text("01A011")
    page.route("**/map/search?**", lambda route: late.append(route))
    with page.expect_request("**/map/search?**"):
        box.fill("2001")
    box.press("ArrowDown")
    box.press("Enter")
    expect(page.locator("#tab-info").get_by_role("link", name="01A011", exact=True)).to_be_visible()
    until(lambda: page.evaluate("true") and late)
    for route in late:
        route.fulfill(json={"results": []})
    settled_text(page.locator("#tab-info"))
    expect(page.locator("#find-list")).to_be_hidden()


def test_a_click_tells_everything_at_the_place(site: Site, open_page: Callable[..., Page]) -> None:
    page = ready(open_page("/", site.town.taxman))
    click(page, site.town.parcel.geom.centroid.coords)
    card = page.locator("#tab-info")
    for text in ("แปลงที่ดิน", "01A011", "โรงเรือนและสิ่งปลูกสร้าง", "เขตการปกครอง", "บ้านที่ 1"):
        expect(card).to_contain_text(text)
    card.get_by_text("พิกัดของจุดนี้").click()
    expect(card).to_contain_text("Indian 1975 / UTM 47N")


def test_a_link_shows_the_same_map(site: Site, open_page: Callable[..., Page]) -> None:
    page = ready(open_page(f"/#layers={PARCELS}&filter={PARCELS}&land_use=residence", site.town.taxman))
    drawn_are(page, PARCELS, 12)
    page.evaluate("() => { window.elocalMap.map.setZoom(18, {animate: false}); }")
    page.wait_for_function("location.hash.includes('map=18/')")
    link = page.url
    page.close()
    again = ready(open_page(link.removeprefix(site.url), site.town.taxman))
    expect(again.get_by_text("กรองอยู่")).to_be_visible()
    expect(again).to_have_url(link)
    assert re.search(r"map=18/16\.\d+/101\.\d+", link)


def test_a_records_page_opens_the_map_at_it(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(f"/r/{PARCELS}/{site.town.parcel.uid}/", site.town.taxman)
    page.get_by_role("link", name="ดูบนแผนที่").click()
    ready(page)
    expect(page.locator("#tab-info").get_by_role("link", name="01A011", exact=True)).to_be_visible()
    page.wait_for_function("window.elocalMap.map.getZoom() >= 17")


def test_a_phone_finds_the_market_and_keeps_it_in_sight(site: Site, open_page: Callable[..., Page]) -> None:
    page = ready(open_page("/", site.town.taxman, PHONE))
    fits(page)
    page.locator("#find input").fill("ตลาดสด")
    page.locator(".find-option").first.tap()
    expect(page.locator("#tab-info")).to_contain_text("ตลาดสดทดสอบ")
    # the panel rises and the map moves away from under it
    page.wait_for_function(
        """() => { const hit = window.elocalMap.map.latLngToContainerPoint([16.4211, 101.155]);
           return hit.y + document.getElementById('map').getBoundingClientRect().y
             < document.getElementById('panel').getBoundingClientRect().y; }"""
    )


def test_a_reader_of_one_village_sees_nothing_of_the_next(site: Site, open_page: Callable[..., Page]) -> None:
    page = ready(open_page("/", site.town.villager_reader))
    drawn_are(page, PARCELS, 1, 30)
    page.locator("#find input").fill("20010")
    expect(page.locator("#find-list .find-none")).to_be_visible()
    page.locator("#find input").fill("20001")
    expect(page.locator("#find-list")).to_contain_text("01A001")


def test_a_visitor_sees_public_layers_only(site: Site, open_page: Callable[..., Page]) -> None:
    page = ready(open_page("/"))
    expect(page.get_by_label("สถานที่สำคัญ", exact=True)).to_have_count(1)
    expect(page.get_by_label("แปลงที่ดิน", exact=True)).to_have_count(0)
    expect(page.get_by_role("link", name="เข้าสู่ระบบ")).to_be_visible()


def test_without_webgl_the_page_says_so_and_still_finds(
    site: Site, chromium: Any, open_page: Callable[..., Page]
) -> None:
    page = open_page("/registers/", site.town.taxman)
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null;")
    page.goto(site.url)
    expect(page.locator("#no-webgl")).to_be_visible()
    page.locator("#find input").fill("วัดสาธิต")
    page.locator(".find-option").first.click()
    expect(page.locator("#tab-info")).to_contain_text("วัดสาธิตวนาราม")


def test_no_page_is_wider_than_a_phone(site: Site, open_page: Callable[..., Page]) -> None:
    record = f"/r/{PARCELS}/{site.town.parcel.uid}/"
    page = open_page("/registers/", site.town.taxman, PHONE)
    for path in (f"/r/{PARCELS}/", record, f"{record}edit", f"{record}history", "/accounts/me"):
        page.goto(site.url + path)
        fits(page)
