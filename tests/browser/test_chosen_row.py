"""The records behind a figure: a row of the table and its shape on the map beside it are chosen together."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from gis_core.access.actor import acting_as, system_user
from tests.browser.conftest import PHONE, Site
from tests.browser.waiting import fits
from tests.map_ui import register_pages as street
from tests.people import user_with
from tests.street_lamps.models import StreetLamp


def test_a_row_and_its_shape_are_chosen_together(site: Site, open_page: Callable[..., Page]) -> None:
    user = user_with("engineer", name="chooser")
    with acting_as(system_user(), "ชำรุด"):
        StreetLamp.objects.filter(pk=street.lamp(1, user).pk).update(status="broken")
    page = open_page(f"{street.lamps().url}report/broken/", user, PHONE)
    canvas, row = page.locator("#records-map canvas"), page.locator("tr[data-row]")
    expect(canvas).to_be_visible(timeout=20_000)
    expect(row).to_have_count(1)
    expect(row).not_to_have_attribute("aria-current", "true")
    canvas.scroll_into_view_if_needed()

    def chosen() -> bool:
        box = canvas.bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        return row.get_attribute("aria-current") == "true"

    for _ in range(40):  # the shapes come with a later frame
        if chosen():
            break
        page.wait_for_timeout(250)
    expect(row).to_have_attribute("aria-current", "true")
    fits(page)
