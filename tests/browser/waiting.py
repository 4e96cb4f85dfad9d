"""Waiting for what comes with a later frame of the browser, or from another process.

What is read in the instant after an action may be one frame old: the map glides, a text is written by a module that has
not heard yet. So a test reads nothing at once. It says what is to come about, by Playwright's `expect` or by these.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from playwright.sync_api import FloatRect, Locator, Page

from tests.conftest import PATIENCE_MS

Answer = TypeVar("Answer")

#: Leaflet begins a glide one or two frames after it was told to, so more than two equal frames are asked for.
STILL = """(node) => new Promise((done) => {
  let last = "", same = 0;
  const look = () => {
    const { x, y, width, height } = node.getBoundingClientRect();
    const now = [x, y, width, height].join();
    same = now === last ? same + 1 : 0;
    last = now;
    if (same < 5) requestAnimationFrame(look); else done({ x, y, width, height });
  };
  look();
})"""


def until(ask: Callable[[], Answer], seconds: float = PATIENCE_MS / 1000) -> Answer:
    """Ask again and again for what no element of a page tells; the first answer that is true of itself."""
    end = time.monotonic() + seconds
    while not (answer := ask()):
        assert time.monotonic() < end, f"still {answer!r} after {seconds:g} s"
        time.sleep(0.05)
    return answer


def settled(drawn: Locator, where: Callable[[FloatRect], bool] = bool) -> FloatRect:
    """The box of what is drawn, once it stands still `where` it was to come to."""
    boxes: list[FloatRect] = []

    def is_there() -> bool:
        boxes.append(drawn.evaluate(STILL))
        return where(boxes[-1])

    until(is_there)
    return boxes[-1]


def fits(page: Page) -> None:
    """Nothing sticks out at the side of the screen. A phone's own inner width grows with what sticks out, so it is
    measured against the screen.
    """
    assert page.viewport_size
    page.wait_for_function("(width) => document.documentElement.scrollWidth <= width", arg=page.viewport_size["width"])
