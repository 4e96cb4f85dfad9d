"""A plain table of cells, whatever it was written with: header and place columns found, rows given as chunks."""

from __future__ import annotations

from abc import abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import shapely

from gis_core.features import measure
from gis_core.pure.refusal import Refused
from importers.crs import FileCrs, identify
from importers.readers import place_columns
from importers.readers.columns import Places
from importers.readers.limits import MAX_VERTICES, SAMPLE_ROWS
from importers.readers.place_cells import angle, pair, shape_of
from importers.readers.place_columns import PlaceColumns
from importers.readers.table import Chunk, Field, Shapes, Table, fault
from importers.readers.values import field_names

Cells = Sequence[Any]
_HEADER_WITHIN = 20


def is_blank(row: Cells) -> bool:
    """A row without a single value."""
    return not any(cell not in (None, "") and str(cell).strip() for cell in row)


def header_at(rows: Sequence[Cells]) -> int | None:
    """The place of the row of names among the first rows, below titles; None when the table begins with data."""
    filled = [sum(1 for cell in row if cell not in (None, "")) for row in rows]
    usual = Counter(count for count in filled if count > 1).most_common(1)
    if not usual:
        return 0 if rows and not _is_number(next((c for c in rows[0] if c not in (None, "")), None)) else None
    for at, row in enumerate(rows[:_HEADER_WITHIN]):
        if filled[at] * 2 > usual[0][0] or filled[at] == max(filled):
            numbers = sum(1 for cell in row if _is_number(cell))
            return at if numbers * 3 <= filled[at] else None
    return 0


def _is_number(cell: Any) -> bool:
    return angle(cell) is not None


class Grid(Table):
    """A table of cells. Subclasses give `rows()`: every row after the header, blank ones left out, with its number."""

    def __init__(self) -> None:
        super().__init__()
        self.place: PlaceColumns | None = None
        self._points = Places()

    @abstractmethod
    def rows(self) -> Iterator[Cells]:
        """Rows after the header."""

    def describe(self, header: Cells, some: Sequence[Cells], types: Sequence[Any]) -> None:
        """Name the columns and find the place, from the header and some rows."""
        names = field_names(("" if cell is None else str(cell) for cell in header), self.notes)
        self.place = place_columns.find(["" if cell is None else str(cell) for cell in header], some)
        places = [at for at in (self.place.first, self.place.second) if at >= 0] if self.place else []
        self.fields = [Field(name, types[at], at in places) for at, name in enumerate(names)]
        if not self.place:
            return
        used = [names[at] for at in places]
        if self.place.by_value:
            self.notes.append(f"ใช้คอลัมน์ {' และ '.join(used)} เป็นพิกัด (ดูจากค่าในคอลัมน์) กรุณาตรวจตำแหน่งบนแผนที่")
        if self.place.degrees:
            self.crs = FileCrs(measure.WGS84, "file", "ชื่อคอลัมน์ละติจูดและลองจิจูด")
        for row in some[:SAMPLE_ROWS]:
            self.take_place(row)
        self._named_by_rows(some)

    def _named_by_rows(self, some: Sequence[Cells]) -> None:
        """A pair in degrees or an EWKT says its own system."""
        place = self.place
        if not place or place.kind == "xy":
            return
        for row in some:
            cell = row[place.first] if place.first < len(row) else None
            if place.kind == "pair" and (found := pair(cell)):
                if found.kind == "degrees":
                    self.crs = FileCrs(measure.WGS84, "file", "ค่าพิกัดเป็นองศา")
                return
            if place.kind == "wkt" and isinstance(cell, str) and cell:
                try:
                    srid = shape_of(cell)[1]
                except ValueError:
                    continue
                if srid:
                    self.crs = identify(f"EPSG:{srid}")
                return

    def take_place(self, row: Cells) -> None:
        """Add the row's point to the sample."""
        if self._points.wanted:
            shape = self._shape(row)
            if shape is not None and not isinstance(shape, Refused) and not shape.is_empty:
                x, y = shapely.get_coordinates(shape)[0]
                self._points.take(float(x), float(y))

    def sample(self) -> np.ndarray[Any, Any]:
        return self._points.array()

    def chunk(self, block: Sequence[Cells], first: int, faults: dict[int, Refused]) -> Chunk:
        """Rows as columns and shapes."""
        width = len(self.fields)
        padded = [row if len(row) == width else [*row[:width], *[None] * (width - len(row))] for row in block]
        columns = {
            field.name: [None if cell == "" else cell for cell in cells]
            for field, cells in zip(self.fields, zip(*padded, strict=True), strict=True)
        }
        for at, row in enumerate(block):
            if len(row) > width and not is_blank(row[width:]):
                thai = f"แถวนี้มี {len(row)} ช่อง มากกว่าหัวตาราง ({width} ช่อง) กรุณาตรวจเครื่องหมายคั่นหรือเครื่องหมายคำพูด"
                faults.setdefault(first + at, fault("FILE_ROW", thai))
        return Chunk(first, columns, self._shapes(padded, first, faults), faults)

    def _shapes(self, block: Sequence[Cells], first: int, faults: dict[int, Refused]) -> Shapes:
        shapes: Shapes = np.full(len(block), None, dtype=object)
        if not self.place:
            return shapes
        if self.place.kind == "xy" and self._plain_points(block, shapes):
            return shapes
        for at, row in enumerate(block):
            made = self._shape(row)
            if isinstance(made, Refused):
                faults.setdefault(first + at, made)
            else:
                shapes[at] = made
        return shapes

    def _plain_points(self, block: Sequence[Cells], shapes: Shapes) -> bool:
        """The usual case, all at once: every cell a plain number. False when one is not."""
        place = self.place
        assert place
        try:
            xy = np.array([(row[place.first], row[place.second]) for row in block], dtype=float)
        except (ValueError, TypeError):
            return False
        if not np.isfinite(xy).all() or not xy.any(axis=1).all():
            return False
        shapes[:] = shapely.points(xy)
        return True

    def _shape(self, row: Cells) -> Any:
        """The row's shape, None for an empty place, or the fault."""
        place = self.place
        if not place or place.first >= len(row):
            return None
        cell = row[place.first]
        if place.kind == "xy":
            return _point(cell, row[place.second] if place.second < len(row) else None)
        if cell in (None, ""):
            return None
        if place.kind == "pair":
            found = pair(cell)
            return shapely.Point(found.x, found.y) if found else _unreadable(cell)
        return _written_shape(cell)


def _written_shape(cell: Any) -> Any:
    if not isinstance(cell, str):
        return _unreadable(cell)
    if cell.count(",") > 2 * MAX_VERTICES:
        thai = f"รูปนี้มีจุดมุมเกิน {MAX_VERTICES:,} จุด กรุณาลดจำนวนจุด (simplify) หรือแบ่งเป็นหลายรูปก่อนนำเข้า"
        return fault("FILE_VERTICES", thai)
    try:
        return shape_of(cell)[0]
    except ValueError:
        return fault("FILE_SHAPE", "ข้อความรูปแผนที่ (WKT) ของแถวนี้อ่านไม่ได้ กรุณาส่งออกใหม่")


def _point(first: Any, second: Any) -> Any:
    if first in (None, "") and second in (None, ""):
        return None
    x, y = angle(first), angle(second)
    if x is None or y is None:
        return _unreadable(first if x is None else second)
    return None if x == 0 and y == 0 else shapely.Point(x, y)


def _unreadable(cell: Any) -> Refused:
    shown = "ว่าง" if cell in (None, "") else f"“{str(cell)[:40]}”"
    return fault("FILE_COORDINATE", f"ค่าพิกัดของแถวนี้ {shown} ไม่ใช่ตัวเลขพิกัด กรุณาแก้ให้เป็นตัวเลข")


def in_blocks(rows: Iterable[Cells], size: int) -> Iterator[list[Cells]]:
    """Rows gathered by `size`."""
    block: list[Cells] = []
    for row in rows:
        block.append(row)
        if len(block) == size:
            yield block
            block = []
    if block:
        yield block
