"""Waiting for what comes with a later frame of the browser, or from another process.

What is read in the instant after an action may be one frame old: the map glides, a text is written by a module that has
not heard yet. So a test reads nothing at once. It says what is to come about, by Playwright's `expect` or by these.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

from playwright.sync_api import FloatRect, Locator, Page

from tests.conftest import PATIENCE_MS

Answer = TypeVar("Answer")

#: What a function tells of an element, once it tells the same for some frames: a glide begins a frame or two after it
#: was asked for.
STILL = """(node) => new Promise((done) => {
  const told = %s;
  let last = "", same = 0;
  const look = () => {
    const now = told(node), text = JSON.stringify(now);
    same = text === last ? same + 1 : 0;
    last = text;
    if (same < 5) requestAnimationFrame(look); else done(now);
  };
  look();
})"""
BOX = "(node) => { const { x, y, width, height } = node.getBoundingClientRect(); return { x, y, width, height }; }"


def until(
    ask: Callable[[], Answer], where: Callable[[Answer], object] = bool, seconds: float = PATIENCE_MS / 1000
) -> Answer:
    """Ask again and again for what no element of a page tells; the first answer `where` it is as it is to become."""
    end = time.monotonic() + seconds
    while not where(answer := ask()):
        assert time.monotonic() < end, f"still {answer!r} after {seconds:g} s"
        time.sleep(0.05)
    return answer


def settled(drawn: Locator, where: Callable[[FloatRect], object] = bool) -> FloatRect:
    """The box of what is drawn, once it stands still `where` it is to come to."""
    return until(lambda: drawn.evaluate(STILL % BOX), where)


def settled_text(shown: Locator) -> str:
    """The text of what is shown, as `use_inner_text` compares it, once it changes no more."""
    return str(shown.evaluate(STILL % "(node) => node.innerText"))


def fits(page: Page) -> None:
    """Nothing sticks out at the side of the screen. A phone's own inner width grows with what sticks out, so it is
    measured against the screen.
    """
    assert page.viewport_size
    page.wait_for_function("(width) => document.documentElement.scrollWidth <= width", arg=page.viewport_size["width"])


def press(page: Page, button: Locator | str) -> None:
    """Press what sends a form and wait for the page that answers. Waiting for its address is not enough: often it is
    that of the page that asked.
    """
    with page.expect_navigation():
        (page.locator(button) if isinstance(button, str) else button).click()


def meets_the_pointer(control: Locator) -> None:
    """A pointer at the middle of a control meets it and nothing that lies over it."""
    until(
        lambda: control.evaluate(
            """(node) => { const box = node.getBoundingClientRect();
            return node.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)); }"""
        )
    )


def no_finger_misses(page: Page, selector: str, least: int = 40) -> None:
    """Every control that is shown is large enough for a finger."""
    script = """([selector, least]) => [...document.querySelectorAll(selector)].filter((node) => node.offsetParent)
        .map((node) => [node.getBoundingClientRect(), node.getAttribute('aria-label') || node.textContent])
        .filter(([box]) => Math.min(box.width, box.height) < least - 0.5)
        .map(([box, name]) => `${name}: ${box.width} x ${box.height}`)"""
    until(lambda: page.evaluate(script, [selector, least]), lambda found: not found)


def becomes(page: Page, script: str, wanted: Any) -> None:
    """An expression comes to have a value in the page."""
    until(lambda: page.evaluate(script), lambda value: value == wanted)
