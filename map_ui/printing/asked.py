"""What the worker is asked to print, with the rights its asker has when it is printed."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import shapely

from gis_core.pure.refusal import Refused
from layers.engine.rows import rows
from layers.registry import registry
from map_ui.printing import book
from map_ui.printing.order import is_printable, read_order
from map_ui.printing.page import map_page, may_print_sheets
from map_ui.printing.sheets import Square, squares_over


@dataclass(frozen=True)
class Book:
    """A map-book to be made: its title, the area (WGS 84) and the sheets over it."""

    title: str
    area: shapely.Geometry
    squares: Sequence[Square]


def large_map(uid: uuid.UUID, body: dict[str, Any], user: Any, step: Callable[[int, str], None]) -> str:
    """Print an order and keep its file; gives its address."""
    book.sweep()
    step(0, "กำลังวาดแผนที่")
    book.keep(uid, map_page(read_order(body, user), user).pdf)
    step(2, "พิมพ์เสร็จ")
    return book.address_of(uid)


def book_of(slug: str, uid: uuid.UUID, scale: int, user: Any) -> Book:
    """The sheets over a record that the reader may see. Errors: Refused ``NOT_FOUND``, ``TOO_MANY_SHEETS``."""
    register = registry.by_slug.get(slug)
    record = None
    if register is not None and is_printable(register, user) and may_print_sheets(user):
        record = rows(register, user).defer(None).filter(uid=uid).first()
    if register is None or record is None:
        raise Refused("NOT_FOUND", "ไม่พบพื้นที่ที่จะพิมพ์ หรือบัญชีนี้ไม่มีสิทธิดูแล้ว")
    area = shapely.from_wkb(bytes(record.geom.wkb))
    return Book(f"สมุดแผนที่ {register.thai} {record}", area, squares_over(area, scale))
