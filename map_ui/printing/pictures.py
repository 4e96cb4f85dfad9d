"""Pictures of the ground beneath the map: drawn in the grid of the frame itself, hence as true to scale as the map."""

from __future__ import annotations

import io
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
from django.db.models import QuerySet
from PIL import Image

from gis_core.imagery import store
from gis_core.imagery.models import Imagery
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import format_date
from map_ui.printing.canvas import Canvas
from map_ui.printing.paper import Layout
from map_ui.printing.window import Window
from tiles.raster import area_of, readable

MOST_PICTURES = 4
DOTS_A_MM = 200 / 25.4
MOST_DOTS = 9_000_000
JPEG_QUALITY = 82


@dataclass(frozen=True)
class Beneath:
    """A picture as the map shows it."""

    uid: uuid.UUID
    opacity: float = 1.0


def read_pictures(value: Any, user: Any) -> tuple[Beneath, ...]:
    """Check what a page asks for. Errors: Refused ``PICTURE``."""
    given = value or []
    if not isinstance(given, list) or len(given) > MOST_PICTURES:
        raise Refused("PICTURE", f"พิมพ์ภาพใต้แผนที่ได้ไม่เกิน {MOST_PICTURES} ภาพ", field="pictures")
    found = tuple(_picture(each) for each in given)
    known = set(_seen(user, [each.uid for each in found]).values_list("uid", flat=True))
    if any(each.uid not in known for each in found):
        raise Refused("PICTURE", "ไม่พบภาพที่ขอ หรือบัญชีนี้ไม่มีสิทธิดู", field="pictures")
    return found


def _picture(value: Any) -> Beneath:
    try:
        uid, opacity = uuid.UUID(str(value["id"])), float(value.get("opacity", 1))
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        raise Refused("PICTURE", "อ่านรายการภาพไม่ได้", field="pictures") from error
    if not 0 <= opacity <= 1:
        raise Refused("PICTURE", "ความทึบต้องอยู่ระหว่าง 0 ถึง 1", field="pictures")
    return Beneath(uid, opacity)


def _seen(user: Any, uids: Sequence[uuid.UUID]) -> QuerySet[Imagery]:
    return readable(user).filter(uid__in=uids)


def draw(canvas: Canvas, layout: Layout, window: Window, wanted: Sequence[Beneath], user: Any) -> list[str]:
    """Draw the pictures into the frame, the first lowest; gives a line about each that shows something there."""
    rows = {row.uid: row for row in _seen(user, [each.uid for each in wanted])}
    told = []
    for each in wanted:
        row = rows.get(each.uid)
        if row is not None and _draw_one(canvas, layout, window, each, row, area_of(row, user)):
            told.append(_about(row))
    return told


def _draw_one(canvas: Canvas, layout: Layout, window: Window, each: Beneath, row: Imagery, area: bytes | None) -> bool:
    path = store.path_of(row.file_uid)
    if not path.exists():
        return False
    frame = layout.frame
    size = dots(window, float(row.resolution_m))
    bounds = (window.west, window.south, window.east, window.north)
    # rasterio comes into the process with the first picture, not with the web server
    pixels, mask = import_module("gis_core.imagery.grid_cut").cut(path, bounds, f"EPSG:{window.srid}", size, area)
    if not mask.any():
        return False
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=JPEG_QUALITY)
    strength = np.rint(mask * each.opacity).astype(np.uint8)
    soft = None if strength.min() == 255 else strength.tobytes()
    canvas.photograph(frame.x, frame.y, frame.width, frame.height, buffer.getvalue(), size, soft)
    return True


def dots(window: Window, resolution_m: float) -> tuple[int, int]:
    """Width and height in dots: as fine as paper shows or the picture is, and never more than a page may weigh."""
    finest = min(DOTS_A_MM, window.metres_a_mm / resolution_m * 1.5)
    width, height = window.frame.width * finest, window.frame.height * finest
    shrink = min(1.0, (MOST_DOTS / (width * height)) ** 0.5)
    return max(1, round(width * shrink)), max(1, round(height * shrink))


def _about(row: Imagery) -> str:
    day = f" ถ่ายเมื่อ {format_date(row.flown_on)}" if row.flown_on else ""
    return f"{row.get_kind_display()} “{row.title}”{day} {float(row.resolution_m):g} ม./จุด {row.source}".rstrip()
