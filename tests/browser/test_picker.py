"""Choosing a record in a form, by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from gis_core.access.models import User
from tests.browser.conftest import Site
from tests.people import user_with

ADD = "/r/property_register-building/new"
OUTLINE = ".draw-canvas path[stroke-dasharray='6 5']"


@pytest.fixture(scope="module")
def assessor(site: Site) -> User:
    return user_with("assessor")


def test_enter_on_an_open_list_chooses_or_closes_it_and_never_saves(
    site: Site, open_page: Callable[..., Page], assessor: User
) -> None:
    page = open_page(ADD, assessor)
    box = page.get_by_role("combobox", name="แปลงที่ตั้ง")
    box.fill("ไม่มีแปลงนี้")
    expect(page.get_by_text("ไม่พบ", exact=True)).to_be_visible()
    box.press("Enter")
    expect(page.get_by_text("ไม่พบ", exact=True)).to_be_hidden()
    expect(page.get_by_text("ต้องกรอก")).to_have_count(0)
    box.fill(site.town.parcel.parcel_code)
    expect(page.get_by_role("option").first).to_be_visible()
    box.press("ArrowDown")
    box.press("Enter")
    expect(box).to_have_value(site.town.parcel.parcel_code)
    expect(page).to_have_url(site.url + ADD)
    # the map goes where it lies and shows its outline, to be drawn on
    expect(page.locator(OUTLINE)).to_be_visible()


def test_what_is_chosen_while_the_base_map_still_loads_is_shown_when_it_has_come(
    site: Site, open_page: Callable[..., Page], assessor: User
) -> None:
    page = open_page("/home/", assessor)
    late: list[Route] = []
    page.route("**/layers.json", lambda route: late.append(route))
    page.goto(site.url + ADD)
    box = page.get_by_role("combobox", name="แปลงที่ตั้ง")
    box.fill(site.town.parcel.parcel_code)
    page.locator(".picker-list li", has_text=site.town.parcel.parcel_code).click()
    expect(box).to_have_value(site.town.parcel.parcel_code)
    expect(page.locator(OUTLINE)).to_have_count(0)
    while not late:
        page.wait_for_timeout(50)
    for request in late:
        request.continue_()
    expect(page.locator(OUTLINE)).to_be_visible()
