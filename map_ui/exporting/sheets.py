"""Tables as CSV and XLSX. Text that a spreadsheet would take for a formula is disarmed in both."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any

BOM = "\ufeff"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
#: Excel refuses control characters and rows beyond its sheet.
CONTROL = {code: None for code in range(32) if chr(code) not in "\t\n\r"}
SHEET_ROWS = 1_048_576


def disarmed(value: Any) -> Any:
    """Text beginning like a formula gets an apostrophe, which spreadsheets do not show; numbers stay numbers."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


class _Line:
    """A file that hands back the line just written to it."""

    def write(self, text: str) -> str:
        return text


def csv_rows(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Lines of a CSV file that Excel opens as UTF-8."""
    writer = csv.writer(_Line())
    yield BOM + writer.writerow([disarmed(h) for h in headings])
    for row in rows:
        yield writer.writerow([disarmed(value) for value in row])


def xlsx_file(headings: Sequence[str], rows: Iterable[Sequence[Any]], title: str) -> IO[bytes]:
    """An XLSX file of one table in a temporary file, at its beginning."""
    return xlsx_book([(title, headings, rows)])


def xlsx_book(tables: Iterable[tuple[str, Sequence[str], Iterable[Sequence[Any]]]]) -> IO[bytes]:
    """The same of several (title, headings, rows), each on a sheet of its own; further sheets where one is full."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    for title, headings, rows in tables:
        name = "".join("-" if c in r"[]:*?/\'" else c for c in title)[:28] or "ข้อมูล"
        sheet = None
        for number, row in enumerate(rows):
            if sheet is None or number % (SHEET_ROWS - 1) == 0:
                sheet = _sheet(book, name, headings, WriteOnlyCell, Font)
            sheet.append([_cell(WriteOnlyCell, sheet, value) for value in row])
        if sheet is None:
            _sheet(book, name, headings, WriteOnlyCell, Font)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - handed to the response, which closes it
    book.save(file)
    file.seek(0)
    return file


def _sheet(book: Any, name: str, headings: Sequence[str], cell_class: Any, font: Any) -> Any:
    taken = [each.title for each in book.worksheets]
    sheet = book.create_sheet(f"{name[:26]} {len(taken) + 1}" if name in taken else name)
    sheet.freeze_panes = "A2"
    for number, heading in enumerate(headings, start=1):
        sheet.column_dimensions[_letters(number)].width = max(12, min(40, len(heading) + 4))
    heads = []
    for heading in headings:
        head = cell_class(sheet, value=heading)
        head.font = font(bold=True)
        heads.append(head)
    sheet.append(heads)
    return sheet


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _cell(cell_class: Any, sheet: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    cell = cell_class(sheet, value=None)
    cell.value = disarmed(value.translate(CONTROL)[:32_000])
    cell.data_type = "s"
    return cell
