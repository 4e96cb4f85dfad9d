"""The villages of a figure at another time, in a real browser and by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from gis_core.features import clock
from gis_core.pure.thai_calendar import fiscal_year, fiscal_year_bounds, format_date
from modules.central_administration.executive_information.seeding import key_figures
from tests.browser.conftest import PHONE, Site
from tests.browser.waiting import fits
from tests.map_ui import register_pages as street
from tests.modules.central_administration.executive_information.test_publishing import keep
from tests.people import user_with

BROKEN = "civil_works.street_lamps.street_lamp.broken"


def test_the_slider_shows_the_villages_as_they_were(site: Site, open_page: Callable[..., Page]) -> None:
    for moo in (1, 2):
        street.village(moo, 2 * moo, 2 * moo + 1)
    key_figures()
    first = fiscal_year_bounds(fiscal_year(clock.today()) - 1)[0]
    for on, one in ((first, "9"), (clock.today(), "1")):
        keep(BROKEN, "10", on=on)
        keep(BROKEN, one, "670101", on=on)
        keep(BROKEN, str(10 - int(one)), "670102", on=on)
    page = open_page(f"{street.lamps().url}report/broken/years", user_with("engineer", name="slider"), PHONE)
    board = page.locator("#by-month")
    slider, village = board.get_by_label("เลื่อนดูตามเวลา"), board.locator("[data-area='670101']")
    expect(slider).to_be_visible()
    circle = board.locator("[data-circle='670101']")
    now = circle.get_attribute("r") or ""
    slider.press("ArrowLeft")
    expect(board.locator("output")).to_have_text(f"ณ {format_date(first)}")
    expect(circle).not_to_have_attribute("r", now)
    expect(village.locator("title")).to_have_text(re.compile(r" 9$"))
    expect(slider).to_have_attribute("aria-valuetext", format_date(first))
    slider.press("End")
    expect(circle).to_have_attribute("r", now)
    fits(page)
