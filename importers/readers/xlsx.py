"""XLSX: each sheet is a layer. Values as they were last computed; macros and links to other files are left alone."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from gis_core.files.archive import open_zip
from gis_core.pure.refusal import Refused
from importers import sniff
from importers.readers.columns import Columns
from importers.readers.grid import Cells, Grid, header_at, in_blocks, is_blank
from importers.readers.limits import MAX_FIELDS, MAX_ROWS, MAX_SHARED_TEXT_BYTES, SAMPLE_ROWS
from importers.readers.table import Chunk, FieldType, LayerInfo, Table, no_layer, refuse

#: Far beyond any table; a cell written out here would make each row of the sheet as wide.
_MAX_WIDTH = 1_000
_ERROR = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!)$")
_BROKEN = "ไฟล์ Excel เสียหรือส่งมาไม่ครบ กรุณาเปิดแล้วบันทึกใหม่เป็น .xlsx"


def open_table(path: Path, name: str, folder: Path, given: str | None, layer: str | None) -> Table:
    """The chosen sheet, else the first that holds a table."""
    notes = _checked(path)
    # opened here: by name the library refuses files of the store, which have no ending
    file = path.open("rb")
    try:
        with _told():
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
            return Xlsx(book, file, layer, notes)
    except BaseException:
        file.close()
        raise


@contextmanager
def _told() -> Iterator[None]:
    """Whatever the library stumbles over in a damaged workbook becomes one sentence."""
    try:
        yield
    except (Refused, GeneratorExit, MemoryError, RecursionError):
        raise
    except (InvalidFileException, zipfile.BadZipFile, Exception) as error:  # it raises a dozen kinds
        raise Refused("FILE_BROKEN", _BROKEN, "", "file") from error


def _checked(path: Path) -> list[str]:
    """What the workbook holds beside its sheets. Errors: Refused for entities, and for texts beyond memory."""
    notes = []
    with open_zip(path) as archive:
        for member in archive.members:
            name = member.name.lower()
            if name.endswith((".xml", ".rels")):
                with archive.open(member) as part:
                    sniff.root_element(part.read(sniff.HEAD_BYTES))
            if name.endswith("sharedstrings.xml") and member.size > MAX_SHARED_TEXT_BYTES:
                refuse("FILE_TOO_BIG", "ไฟล์ Excel มีข้อความมากเกินไป กรุณาแบ่งไฟล์ หรือบันทึกเป็น CSV แล้วส่งใหม่")
        names = [member.name.lower() for member in archive.members]
    if any(name.endswith("vbaproject.bin") for name in names):
        notes.append("ไฟล์มีแมโคร ระบบไม่เปิดใช้และอ่านเฉพาะค่าในตาราง")
    if any("externallinks/" in name for name in names):
        notes.append("ไฟล์มีลิงก์ไปไฟล์อื่น ระบบไม่เปิดตามและอ่านเฉพาะค่าที่บันทึกไว้")
    return notes


class Xlsx(Grid):
    """One sheet, read row by row."""

    kind = "xlsx"

    def __init__(self, book: Any, file: BinaryIO, layer: str | None, notes: list[str]) -> None:
        super().__init__()
        self._file = file
        self.notes += notes
        self._book = book
        sheets = {sheet.title: sheet for sheet in book.worksheets}
        if layer is not None and layer not in sheets:
            no_layer(layer, sheets)
        for title in [layer] if layer else sheets:
            self._sheet = sheets[title]
            self.layer = title
            first = [row for row in islice(self._numbered(), SAMPLE_ROWS)]
            if len(first) > 1 or layer:
                break
        if len(first) < 2:
            refuse("FILE_NO_ROWS", "ไฟล์ Excel ไม่มีข้อมูลสักแถวใต้หัวตาราง กรุณาตรวจแผ่นงาน")
        self._describe(first)
        self.layers = [
            LayerInfo(title, self.count if title == self.layer else None, self._geometry(title)) for title in sheets
        ]
        if len(sheets) > 1 and layer is None:
            others = ", ".join(title for title in sheets if title != self.layer)
            self.notes.append(f"ไฟล์มีหลายแผ่นงาน ระบบเลือก {self.layer} (แผ่นอื่น: {others[:300]})")

    def _geometry(self, title: str) -> Any:
        if title != self.layer:
            return "mixed"
        return "point" if self.place and self.place.kind != "wkt" else "mixed" if self.place else "none"

    def _describe(self, first: list[tuple[int, Cells]]) -> None:
        at = header_at([cells for _, cells in first])
        header: Cells = [None] * max(len(cells) for _, cells in first) if at is None else first[at][1]
        self._after = 0 if at is None else first[at][0]
        some = [cells for _, cells in first[0 if at is None else at + 1 :]]
        width = max([len(header), *(len(row) for row in some)])
        if width > MAX_FIELDS + 50:
            width = len(header)
        header = [*header, *[None] * (width - len(header))]
        while (
            width > 1
            and header[width - 1] in (None, "")
            and all(len(row) < width or row[width - 1] in (None, "") for row in some)
        ):
            width -= 1
        header = header[:width]
        self.row_offset = self._after
        self.describe(header, some, _types(some, width))

    def _numbered(self) -> Iterator[tuple[int, Cells]]:
        """Rows that are not blank with their number in the sheet."""
        sheet = self._sheet
        if hasattr(sheet, "reset_dimensions"):  # a stated size is believed by the library, however large
            sheet.reset_dimensions()
        with _told():
            for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
                if len(row) > _MAX_WIDTH:
                    refuse("FILE_COLUMNS", f"แถวที่ {number:,} มีช่องเกิน {_MAX_WIDTH:,} คอลัมน์ กรุณาลบคอลัมน์ที่ไม่ใช้แล้วส่งใหม่")
                if number > MAX_ROWS:
                    refuse("FILE_TOO_BIG", f"แผ่นงานมีเกิน {MAX_ROWS:,} แถว กรุณาแบ่งไฟล์แล้วส่งใหม่")
                cells = [_cell(cell) for cell in row]
                if not is_blank(cells):
                    yield number, cells

    def rows(self) -> Iterator[Cells]:
        return (cells for number, cells in self._numbered() if number > self._after)

    def chunks(self, size: int) -> Iterator[Chunk]:
        first = 1
        texts = [at for at, field in enumerate(self.fields) if field.type == "text"]
        for block in in_blocks(self.rows(), size):
            chunk = self.chunk(block, first, {})
            for at in texts:
                name = self.fields[at].name
                chunk.columns[name] = [None if cell is None else _as_text(cell) for cell in chunk.columns[name]]
            yield chunk
            first += len(block)

    def close(self) -> None:
        with suppress(Exception):  # nothing was written; a damaged archive may not even close
            self._book.close()
        self._file.close()


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return None if _ERROR.match(value) else value
    if isinstance(value, time):
        return value.isoformat()
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    return value if isinstance(value, int | float | bool | date) or value is None else str(value)


def _types(some: list[Cells], width: int) -> list[FieldType]:
    kinds = Columns()
    for row in some:
        kinds.meet({str(at): cell for at, cell in enumerate(row[:width])})
    return [kinds.kinds.get(str(at)) or "text" for at in range(width)]


def _as_text(cell: Any) -> str:
    """A number typed into a column of texts, as a deed number is, without the decimals Excel thinks of."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15 else str(cell)
