"""All slides of the page of figures as one file for a meeting, with a list of them in front."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from gis_core.features import clock
from gis_core.ground.office import office
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import format_date
from layers.declare import Kpi
from layers.engine.judging import Published, published
from map_ui.listing.placing import villages
from map_ui.printing import book
from map_ui.printing.canvas import Canvas
from map_ui.printing.figure_slide import slide_pdf
from map_ui.printing.paper import page_size
from map_ui.reports import dashboard
from map_ui.reports.dashboard import Card
from map_ui.reports.slide import Slide, slide_of

EDGE, TOP, ROW, COLUMNS = 14.0, 42.0, 7.2, 2
NOT_TOLD = "ไม่เผยแพร่รายหมู่บ้าน"


def cards_of(user: Any, village: str, *, published_only: bool = False) -> list[Card]:
    """The figures whose slides are bound: those of the page, as the reader may open them now; or of them those the
    office publishes, which are of the office alone.

    Errors: Refused ``SLIDES_NONE`` for who may open none, ``SLIDES_VILLAGE`` for published ones of a village.
    """
    if village and published_only:
        raise Refused("SLIDES_VILLAGE", "สไลด์เฉพาะที่เผยแพร่มีของทั้งหน่วยงานเท่านั้น ให้เลือกทั้งหน่วยงานก่อน", field="village")
    modules = dashboard.modules_of(user, dashboard.asked_of({"village": village}))
    found = [card for module in modules for system in module["systems"] for card in system["figures"]]
    if published_only:
        told = _published()
        found = [card for card in found if card.code in told]
    if not found and published_only:
        raise Refused("SLIDES_NONE", "ไม่มีตัวชี้วัดที่เผยแพร่แล้วและบัญชีนี้เปิดดูได้ ให้ปลัดเผยแพร่ตัวชี้วัดก่อน")
    if not found:
        raise Refused("SLIDES_NONE", "ไม่มีตัวชี้วัดที่บัญชีนี้เปิดดูได้ จึงไม่มีสไลด์ให้รวมเล่ม")
    return found


def _published() -> dict[str, Published]:
    """What the public page tells, by code; a figure of too few people is none of them."""
    return {each.code: each for each in published() if not each.whole.is_hidden}


def title_of(village: str, *, published_only: bool = False) -> str:
    """What the book is called."""
    name = next((f" {area}" for area in villages() if area.code == village), "")
    return f"สไลด์ตัวชี้วัด{'ที่เผยแพร่' if published_only else ''}{name} {format_date(clock.today())}"


def write_slides(
    uid: uuid.UUID | str, village: str, user: Any, step: Callable[..., None], *, published_only: bool = False
) -> str:
    """Bind the slides and give the address of the file; `step(done, total, name)` after each."""
    cards = cards_of(user, village, published_only=published_only)
    title, told = title_of(village, published_only=published_only), _published() if published_only else {}
    pages = [book.Page(card.kpi.thai, partial(_slide, card, village, user, told.get(card.code))) for card in cards]
    front = book.Page("สารบัญ", lambda: _front(title, [card.kpi.thai for card in cards]))
    book.bind(uid, title, front, pages, lambda done, name: step(done, len(pages), name))
    return book.address_of(uid)


def _slide(card: Card, village: str, user: Any, told: Published | None = None) -> bytes:
    made = slide_of(card.register, card.kpi, user, village)
    return slide_pdf(as_published(made, told, card.kpi) if told else made, user)


def as_published(slide: Slide, told: Published, kpi: Kpi) -> Slide:
    """For a meeting that everybody may listen to: by village no more than the public page tells, the value it has
    there, and of persons nothing of months in which they may have been few.
    """
    is_told = bool(told.parts) and not any(part.is_hidden for part in told.parts.values())
    shown = replace(slide, value=told.text, on=told.on)
    if kpi.people:
        shown = replace(shown, chart=None, before=())
    return shown if is_told else replace(shown, bars=(), more=NOT_TOLD, spots=(), legend=())


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
