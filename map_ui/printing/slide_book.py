"""All slides of the page of figures as one file for a meeting, with a list of them in front."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from gis_core.features import clock
from gis_core.ground.office import office
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import format_date
from map_ui.listing.placing import villages
from map_ui.printing import book
from map_ui.printing.canvas import Canvas
from map_ui.printing.figure_slide import slide_pdf
from map_ui.printing.paper import page_size
from map_ui.reports import dashboard
from map_ui.reports.dashboard import Card
from map_ui.reports.slide import slide_of

EDGE, TOP, ROW, COLUMNS = 14.0, 42.0, 7.2, 2


def cards_of(user: Any, village: str) -> list[Card]:
    """The figures whose slides are bound: those of the page, as the reader may open them now.

    Errors: Refused ``SLIDES_NONE`` for who may open none.
    """
    modules = dashboard.modules_of(user, dashboard.asked_of({"village": village}))
    found = [card for module in modules for system in module["systems"] for card in system["figures"]]
    if not found:
        raise Refused("SLIDES_NONE", "ไม่มีตัวชี้วัดที่บัญชีนี้เปิดดูได้ จึงไม่มีสไลด์ให้รวมเล่ม")
    return found


def title_of(village: str) -> str:
    """What the book is called."""
    name = next((f" {area}" for area in villages() if area.code == village), "")
    return f"สไลด์ตัวชี้วัด{name} {format_date(clock.today())}"


def write_slides(uid: uuid.UUID | str, village: str, user: Any, step: Callable[..., None]) -> str:
    """Bind the slides and give the address of the file; `step(done, total, name)` after each."""
    cards, title = cards_of(user, village), title_of(village)
    pages = [book.Page(card.kpi.thai, partial(_slide, card, village, user)) for card in cards]
    front = book.Page("สารบัญ", lambda: _front(title, [card.kpi.thai for card in cards]))
    book.bind(uid, title, front, pages, lambda done, name: step(done, len(pages), name))
    return book.address_of(uid)


def _slide(card: Card, village: str, user: Any) -> bytes:
    return slide_pdf(slide_of(card.register, card.kpi, user, village), user)


def _front(title: str, names: Sequence[str]) -> bytes:
    """The slides with their page numbers; as many rows as they need, down one column and then the next."""
    width, height = page_size("A4", True)
    canvas = Canvas(width, height)
    canvas.fitted(EDGE, height - 22, title, 8, width - 2 * EDGE, weight="bold")
    told = f"{office().thai} · {len(names):,} ตัวชี้วัด · จัดทำ {format_date(clock.today())}"
    canvas.fitted(EDGE, height - 31, told, 4, width - 2 * EDGE)
    rows = -(-len(names) // COLUMNS)
    row, column_width = min(ROW, (height - TOP - EDGE) / max(rows, 1)), (width - 2 * EDGE) / COLUMNS
    for number, name in enumerate(names):
        column, place = divmod(number, rows)
        x, y = EDGE + column * column_width, height - TOP - (place + 1) * row
        canvas.text(x, y, str(number + 2), 0.55 * row, align="left", weight="bold")
        canvas.fitted(x + 10, y, name, 0.55 * row, column_width - 14)
    return canvas.pdf(title)
