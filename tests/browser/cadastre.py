"""The hands of the tests that edit the map: opening the editor, pointing at a place, asking the database."""

from __future__ import annotations

from django.contrib.gis.geos import MultiPolygon, Polygon
from playwright.sync_api import Locator, Page, expect

from gis_core.access.models import User
from gis_core.ground.models import Parcel
from layers.engine import coverage
from layers.registry import registry
from tests.browser.map_page import PARCELS, click, ready, spot
from tests.browser.small_town import COLUMNS, HIGH, SOUTH, WEST, WIDE
from tests.browser.waiting import until
from tests.people import user_with

#: How far beside a parcel a dividing line begins, as a share of its width.
BEYOND = 0.15


def surveyor(name: str) -> User:
    """Somebody who may draw everywhere."""
    return User.objects.filter(username=name).first() or user_with("surveyor", name=name)


def corner(number: int, east: float = 0.0, north: float = 0.0) -> tuple[float, float]:
    """A place in the parcel of a number, as shares of its width and height from its south-western corner."""
    column, row = number % COLUMNS, number // COLUMNS
    return WEST + column * WIDE + east * WIDE * 0.96, SOUTH + row * HIGH + north * HIGH * 0.94


def parcel(number: int) -> Parcel:
    return Parcel.objects.get(parcel_code=f"01A{number + 1:03}")


def bring_together(west: int, east: int) -> None:
    """Parcels of the town lie 2.5 m apart; afterwards the western one reaches to the eastern one."""
    one, two = parcel(west), parcel(east)
    box = (one.geom.extent[0], two.geom.extent[1], two.geom.extent[0], two.geom.extent[3])
    shape = MultiPolygon(Polygon.from_bbox(box), srid=4326)
    coverage.reshape(registry.by_slug[PARCELS], one.uid, shape, user=surveyor("joiner"), reason="ชิดกัน", shared=False)


def view(number: int, zoom: int = 19) -> str:
    """The address of the map over a parcel; it stands above the middle, where the dock is not."""
    lon, lat = corner(number, 0.5, 0.5)
    return f"/#map={zoom}/{lat - 0.00015}/{lon}&layers={PARCELS}"


def open_editor(page: Page) -> Page:
    """The editor over the map, with the true shapes around the view in hand."""
    ready(page)
    page.get_by_role("button", name="แก้ไขแผนที่ภาษี", exact=True).click()
    shapes_are_in_hand(page)
    return page


def shapes_are_in_hand(page: Page) -> None:
    """Wait until the editor can answer a click: an answer of the server alone is not yet in the page."""
    page.locator(".cad[data-shapes=ready]").wait_for()


def take(page: Page, number: int) -> None:
    """A parcel in hand, with its handles."""
    shapes_are_in_hand(page)
    click(page, corner(number, 0.8, 0.2))
    expect(page.locator(".cad-chip")).to_have_text(f"01A{number + 1:03}")
    page.locator(".handle-corner").first.wait_for()


def handle_at(page: Page, place: tuple[float, float]) -> Locator:
    """The handle of a corner that stands at a place."""
    script = """([x, y]) => [...document.querySelectorAll('.handle-corner')].findIndex((node) => {
        const box = node.getBoundingClientRect();
        return Math.hypot(box.x + box.width / 2 - x, box.y + box.height / 2 - y) < 6; })"""
    number = until(lambda: page.evaluate(script, spot(page, place)), lambda number: number >= 0)
    return page.locator(".handle-corner").nth(number)


def drag(page: Page, start: tuple[float, float], end: tuple[float, float], beside: int = 0) -> None:
    """Drag what stands at a place to another, and let it go `beside` pixels east and south of it."""
    x, y = spot(page, start)
    to_x, to_y = (each + beside for each in spot(page, end))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move((x + to_x) / 2, (y + to_y) / 2, steps=3)
    page.mouse.move(to_x, to_y, steps=4)
    page.mouse.up()


def panel(page: Page) -> Locator:
    """Beside the map: what the act in hand asks and tells."""
    return page.locator("#tab-info")


def cut(page: Page, number: int) -> None:
    """Divide a parcel by a line from beyond its western side to beyond its eastern one."""
    take(page, number)
    page.get_by_role("button", name="แบ่งแยก").click()
    click(page, corner(number, -BEYOND, 0.45))
    click(page, corner(number, 1 + BEYOND, 0.55))
    page.keyboard.press("Enter")
    panel(page).locator(".piece").first.wait_for()


def send(page: Page, door: str, name: str) -> dict:
    """Press a button of the act; what the server answered."""
    with page.expect_response(lambda answer: answer.url.endswith(door)) as answered:
        panel(page).get_by_role("button", name=name, exact=True).click()
    return answered.value.json()
