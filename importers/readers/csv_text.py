"""CSV and its relatives: encoding, separator, quotes and header found; values stay texts, so 007 stays 007."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import TextIO

from gis_core.pure.refusal import Refused
from importers import encoding
from importers.readers.grid import Cells, Grid, header_at, in_blocks, is_blank
from importers.readers.limits import MAX_LINE_BYTES, MAX_ROWS, SAMPLE_ROWS
from importers.readers.table import Chunk, Geometry, LayerInfo, Table, refuse
from importers.sniff import END_OF_TEXT

#: A cell; one that never ends is a quote that was never closed. The library keeps one limit for the whole process.
_MAX_CELL = 2**20
csv.field_size_limit(_MAX_CELL)
_SEPARATORS = ",;\t|"
_TRIED_LINES = 200


def open_table(path: Path, name: str, folder: Path, given: str | None, layer: str | None) -> Table:
    """The text as one table."""
    return CsvText(path, name, given)


class CsvText(Grid):
    """One pass counts the rows and finds out about the columns; the rows come in another."""

    kind = "csv"

    def __init__(self, path: Path, name: str, given: str | None) -> None:
        super().__init__()
        self._path = path
        head = encoding.head_of(path)
        self.encoding = encoding.find([head], given, None, "", self.notes)
        self._skip = 0
        self._separator = self._found_separator()
        first = list(islice(self._raw_rows(), SAMPLE_ROWS))
        if not first:
            refuse("FILE_NO_ROWS", "ไฟล์ไม่มีข้อมูลสักแถว กรุณาตรวจไฟล์ต้นทาง")
        at = header_at([cells for _, cells in first])
        self._skip = 0 if at is None else first[at][0]
        header: Cells = [f"คอลัมน์ {n + 1}" for n in range(len(first[0][1]))] if at is None else first[at][1]
        if at is None:
            self.notes.append("ไม่พบหัวตาราง ระบบตั้งชื่อคอลัมน์ตามลำดับ")
        some = [cells for _, cells in first[0 if at is None else at + 1 :]]
        header = _without_empty_tail(header, some)
        self.row_offset = self._skip
        self.describe(header, some, ["text"] * len(header))
        self.count = self._counted()
        self.layer = PurePosixPath(name).stem[:100] or "csv"
        self.layers = [LayerInfo(self.layer, self.count, self._geometry())]

    def _geometry(self) -> Geometry:
        if not self.place:
            return "none"
        return "mixed" if self.place.kind == "wkt" else "point"

    def _counted(self) -> int:
        count = 0
        for row in self.rows():
            count += 1
            if count > SAMPLE_ROWS:
                self.take_place(row)
            if count > MAX_ROWS:
                refuse("FILE_TOO_BIG", f"ไฟล์มีเกิน {MAX_ROWS:,} แถว กรุณาแบ่งไฟล์แล้วส่งใหม่")
        if not count:
            refuse("FILE_NO_ROWS", "ไฟล์มีแต่หัวตาราง ไม่มีข้อมูลสักแถว กรุณาตรวจไฟล์ต้นทาง")
        return count

    def _found_separator(self) -> str:
        """The sign that cuts most lines into the same number of cells, more than one."""
        best, separator = (0.0, 0), ","
        with self._opened() as file:
            lines = [line for line in islice(_lines(file), _TRIED_LINES) if line.strip()]
        if lines and lines[0].lower().startswith("sep=") and len(lines[0].strip()) == 5:
            return lines[0][4]
        for sign in _SEPARATORS:
            try:
                widths = Counter(len(row) for row in csv.reader(lines, delimiter=sign))
            except csv.Error:
                continue
            width, times = max(widths.items(), key=lambda item: (item[1] if item[0] > 1 else 0, item[0]))
            score = (times / max(1, sum(widths.values())) if width > 1 else 0.0, width)
            if score > best:
                best, separator = score, sign
        return separator

    def _opened(self) -> TextIO:
        return self._path.open("r", encoding=self.encoding.name, errors="replace", newline="")

    def _raw_rows(self) -> Iterator[tuple[int, list[str]]]:
        """Rows that are not blank, with the number of the line they end on."""
        with self._opened() as file:
            reader = csv.reader(_lines(file), delimiter=self._separator)
            try:
                for row in reader:
                    if reader.line_num <= self._skip or is_blank(row):
                        continue
                    if reader.line_num == 1 and len(row) == 1 and row[0].lower().startswith("sep"):
                        continue
                    if reader.line_num == 1 and row[0].startswith("\ufeff"):
                        row[0] = row[0].lstrip("\ufeff").strip('"')
                    yield reader.line_num, row
            except csv.Error as error:
                thai = f"ไฟล์ CSV มีเครื่องหมายคำพูดไม่ปิด หรือช่องที่ยาวผิดปกติ ใกล้บรรทัด {reader.line_num:,} กรุณาแก้แล้วส่งใหม่"
                raise Refused("FILE_CSV", thai, "", "file") from error

    def rows(self) -> Iterator[Cells]:
        return (row for _, row in self._raw_rows())

    def chunks(self, size: int) -> Iterator[Chunk]:
        first = 1
        for block in in_blocks(self.rows(), size):
            yield self.chunk(block, first, {})
            first += len(block)


def _without_empty_tail(header: Cells, some: list[list[str]]) -> Cells:
    """The header without nameless columns at its end that hold nothing: a separator too many on every line."""
    width = len(header)
    while (
        width > 1
        and not str(header[width - 1]).strip()
        and all(len(row) < width or not row[width - 1].strip() for row in some)
    ):
        width -= 1
    return header[:width]


def _lines(file: TextIO) -> Iterator[str]:
    """Lines of bearable length. Errors: Refused ``FILE_LINE``."""
    while (line := file.readline(MAX_LINE_BYTES)) not in ("", END_OF_TEXT):
        if len(line) >= MAX_LINE_BYTES:
            refuse("FILE_LINE", f"ไฟล์มีบรรทัดยาวเกิน {MAX_LINE_BYTES >> 20} ล้านตัวอักษร ไม่ใช่ตารางที่นำเข้าได้")
        yield line
