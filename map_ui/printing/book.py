"""Books: pages made one by one and bound with an index in front; and the map-book of every sheet over an area.

Pages are kept as they are made; work that was stopped goes on with those still missing.
"""

from __future__ import annotations

import shutil
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.conf import settings
from pypdf import PdfReader, PdfWriter

from gis_core.features import measure
from gis_core.ground.office import office
from map_ui.printing import labels, painting
from map_ui.printing.canvas import Canvas, Pen
from map_ui.printing.labels import Line, Wish
from map_ui.printing.page import NOTE, sheet_page
from map_ui.printing.paper import Box, page_size
from map_ui.printing.sheets import Square, sheet_order

KEEP_S = 7 * 86_400
TOP_MM, EDGE_MM, ROW_MM = 34.0, 12.0, 5.2
#: The index lists this many sheets below its picture, in columns.
LIST_ROWS, LIST_COLUMNS = 20, 4


# -- files -------------------------------------------------------------------------------------------------------------
def folder() -> Path:
    """Where printed files wait for whoever asked for them; nothing in it is served but by its owner's door."""
    place = Path(settings.MEDIA_ROOT) / "prints"
    place.mkdir(parents=True, exist_ok=True)
    return place


def path_of(uid: uuid.UUID | str) -> Path:
    return folder() / f"{uid}.pdf"


def address_of(uid: uuid.UUID | str) -> str:
    """Where its owner fetches a file."""
    return f"/print/{uid}.pdf"


def keep(uid: uuid.UUID | str, pdf: bytes) -> None:
    """Put a finished file in its place, whole or not at all."""
    _write(path_of(uid), pdf)


def _write(path: Path, content: bytes) -> None:
    partial = path.with_suffix(".new")
    partial.write_bytes(content)
    partial.rename(path)


def sweep() -> None:
    """Forget files and left-over pages a week after they were made."""
    for old in folder().iterdir():
        if old.stat().st_mtime < time.time() - KEEP_S:
            shutil.rmtree(old, ignore_errors=True) if old.is_dir() else old.unlink(missing_ok=True)


# -- the book ----------------------------------------------------------------------------------------------------------
def write_book(
    uid: uuid.UUID | str,
    title: str,
    area: shapely.Geometry,
    squares: Sequence[Square],
    paper: str,
    user: Any,
    step: Callable[[int, str], None],
) -> None:
    """Every sheet over an area; `step(done, message)` after each."""
    pages = [
        Page(str(square.sheet), partial(lambda s: sheet_page(sheet_order(s, paper), user).pdf, square))
        for square in squares
    ]
    front = Page("สารบัญระวาง", lambda: index_page(title, area, squares))
    bind(uid, title, front, pages, lambda done, name: step(done, f"ระวาง {name}"))


@dataclass(frozen=True)
class Page:
    """A page by the name under which a book lists it; `made` gives its PDF."""

    name: str
    made: Callable[[], bytes]


def bind(
    uid: uuid.UUID | str, title: str, front: Page, pages: Sequence[Page], step: Callable[[int, str], None]
) -> None:
    """Make the pages that are not there yet, then the front, then the book; `step(done, name)` after each page."""
    sweep()
    place = folder() / f"{uid}.pages"
    place.mkdir(exist_ok=True)
    kept = [place / f"{number:04}.pdf" for number in range(1, len(pages) + 1)]
    for number, (page, file) in enumerate(zip(pages, kept, strict=True), 1):
        if not file.exists():
            _write(file, page.made())
        step(number, page.name)
    _write(path_of(uid), _bound(title, front, [page.name for page in pages], kept))
    shutil.rmtree(place, ignore_errors=True)


def _bound(title: str, front: Page, names: Sequence[str], pages: Sequence[Path]) -> bytes:
    book = PdfWriter()
    book.append(BytesIO(front.made()), outline_item=front.name)
    for name, page in zip(names, pages, strict=True):
        book.append(PdfReader(page), outline_item=name)
    book.compress_identical_objects(remove_duplicates=True)  # each page brought its own fonts
    book.add_metadata({"/Title": title, "/Producer": "ELOCAL"})
    output = BytesIO()
    book.write(output)
    return output.getvalue()


# -- its index ---------------------------------------------------------------------------------------------------------
def index_page(title: str, area: shapely.Geometry, squares: Sequence[Square], is_book: bool = True) -> bytes:
    """One A4 page: the sheets over the area, in a book with their page numbers, and their names below."""
    width, height = page_size("A4", False)
    canvas = Canvas(width, height)
    canvas.fitted(EDGE_MM, height - 18, title, 6, width - 2 * EDGE_MM, weight="bold")
    scale = squares[0].sheet.scale if squares else 1000
    pages = f" (หน้า 2 ถึง {len(squares) + 1})" if is_book else ""
    words = f"สารบัญระวาง 1:{scale:,} จำนวน {len(squares):,} แผ่น{pages} {office().thai}"
    canvas.fitted(EDGE_MM, height - 25, words, 3.4, width - 2 * EDGE_MM)
    rows = min(LIST_ROWS, -(-len(squares) // LIST_COLUMNS))
    bottom = EDGE_MM + 6 + rows * ROW_MM + 6
    _picture(canvas, Box(EDGE_MM, bottom, width - 2 * EDGE_MM, height - TOP_MM - bottom), area, squares, is_book)
    _list(canvas, squares, bottom - 6, is_book)
    canvas.fitted(EDGE_MM, EDGE_MM - 4, NOTE, 2.4, width - 2 * EDGE_MM, color="#444444")
    return canvas.pdf(title)


def _picture(canvas: Canvas, box: Box, area: shapely.Geometry, squares: Sequence[Square], is_book: bool) -> None:
    if not squares:
        return
    srid = squares[0].srid
    ground = shapely.transform(area, lambda xy: np.column_stack(measure.from_lonlat(xy[:, 0], xy[:, 1], srid)))
    cells = np.array([shapely.box(*square.bounds) for square in squares])
    west, south, east, north = shapely.total_bounds(np.append(cells, ground))
    mm = min(box.width / (east - west), box.height / (north - south))
    left = box.x + (box.width - (east - west) * mm) / 2

    def put(xy: np.ndarray) -> np.ndarray:
        return (xy - np.array([west, south])) * mm + np.array([left, box.y])

    shape, cells = shapely.transform(ground, put), shapely.transform(cells, put)
    canvas.fill(painting.rings_of(np.array([shape])), "#dfe8d2")
    canvas.stroke(painting.rings_of(cells), Pen(0.15, "#6a7a84"), is_closed=True)
    canvas.stroke(painting.rings_of(np.array([shape])), Pen(0.5, "#1f55a8"), is_closed=True)
    _names(canvas, cells, squares, box, is_book)


def _names(canvas: Canvas, cells: np.ndarray, squares: Sequence[Square], box: Box, is_book: bool) -> None:
    wanted = []
    for number, (cell, square) in enumerate(zip(cells, squares, strict=True), 2):
        side = cell.bounds[2] - cell.bounds[0]
        name = Line(str(square.sheet).split(" ")[2], side * 0.17)
        lines = (Line(str(number), side * 0.3, weight="bold"), name) if is_book else (name,)
        wanted.append(Wish(lines, cell, "area", halo=0.0))
    for placed in labels.lay(wanted, box.grown(5)).placed:
        labels.write(canvas, placed)


def _list(canvas: Canvas, squares: Sequence[Square], top: float, is_book: bool) -> None:
    shown = squares[: LIST_ROWS * LIST_COLUMNS]
    column_width = (page_size("A4", False)[0] - 2 * EDGE_MM) / LIST_COLUMNS
    rows = max(1, min(LIST_ROWS, -(-len(shown) // LIST_COLUMNS)))
    for number, square in enumerate(shown):
        column, row = divmod(number, rows)
        text = f"{number + 2}  {square.sheet}" if is_book else str(square.sheet)
        canvas.fitted(EDGE_MM + column * column_width, top - (row + 1) * ROW_MM, text, 3.0, column_width - 3)
