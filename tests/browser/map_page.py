"""The map before a real browser: wait until it is drawn, and point at a place of the earth on the screen."""

from __future__ import annotations

from playwright.sync_api import Page

PARCELS = "property_register-parcel"

#: A place on the screen once the map glides no more: a click that is aimed while it moves hits the neighbour.
STANDING = """([lon, lat]) => new Promise((done) => {
  const map = window.elocalMap.map;
  let last = "", same = 0;
  const look = () => {
    const box = map.getContainer().getBoundingClientRect();
    const at = map.latLngToContainerPoint([lat, lon]);
    const here = [box.left + at.x, box.top + at.y];
    same = here.join() === last && !map._animatingZoom ? same + 1 : 0;
    last = here.join();
    if (same < 5) requestAnimationFrame(look); else done(here);
  };
  look();
})"""

DRAWN = """([slug, least, most]) => {
  const gl = window.elocalMap.gl();
  const ids = gl.getStyle().layers.map((layer) => layer.id).filter((id) => id.startsWith(`${slug}:`));
  const count = ids.length ? new Set(gl.queryRenderedFeatures({ layers: ids }).map((each) => each.id)).size : 0;
  return least <= count && count <= most;
}"""


def ready(page: Page) -> Page:
    """The page once all layers in view are drawn."""
    page.wait_for_selector("#map[data-ready]")
    page.wait_for_function("() => { const gl = window.elocalMap.gl(); return gl.loaded() && gl.areTilesLoaded(); }")
    return page


def spot(page: Page, place: tuple[float, ...]) -> tuple[float, float]:
    """Where a place (longitude, latitude) lies on the screen."""
    x, y = page.evaluate(STANDING, list(place))
    return x, y


def click(page: Page, place: tuple[float, ...]) -> None:
    page.mouse.click(*spot(page, place))


def drawn_are(page: Page, slug: str, least: int, most: int | None = None) -> None:
    """The map comes to show so many features of a layer: a change of layers is drawn some frames later."""
    page.wait_for_function(DRAWN, arg=[slug, least, least if most is None else most])


def shown_on_map(page: Page, **properties: str) -> None:
    """The map comes to hold a feature with these properties; tiles are fresh without a reload."""
    page.wait_for_function(
        """(wanted) => window.elocalMap.gl().queryRenderedFeatures()
        .some((each) => Object.entries(wanted).every(([name, value]) => each.properties[name] === value))""",
        arg=properties,
    )
