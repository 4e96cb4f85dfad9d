"""A table that a bank or another office sends as CSV: headings and rows, or the line at which it is damaged. Pure."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from typing import Any

from gis_core.pure.refusal import Refused
from gis_core.pure.thai_encoding import guess

#: What no text holds; old programs end a text with the last of them.
CONTROL, END_OF_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f]"), "\x1a"
HEAD_BYTES = 65_536


def read(data: bytes, rest: str = "") -> tuple[Sequence[str], list[dict[str, Any]]]:
    """Headings and rows by heading; cells beyond the headings stand in a list under `rest`.

    Errors: Refused ``FILE_CONTROL`` for a character that no text holds, ``FILE_CSV`` for a quote that is never closed.
    """
    text = data.decode(guess([data[:HEAD_BYTES]]).encoding, "replace").lstrip("\ufeff").removesuffix(END_OF_TEXT)
    if found := CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        thai = f"ไฟล์เสีย: มีอักขระที่พิมพ์ไม่ได้ (เช่น NUL) ที่บรรทัดที่ {line:,} กรุณาขอไฟล์ใหม่จากผู้ส่ง"
        raise Refused("FILE_CONTROL", thai, "", "file")
    # strict: a quote that is never closed would swallow the rest of the rows without a word
    reader = csv.DictReader(io.StringIO(text, newline=""), restkey=rest, strict=True)
    try:
        return reader.fieldnames or (), list(reader)
    except csv.Error as error:
        thai = f"ไฟล์ CSV มีเครื่องหมายคำพูดไม่ปิด หรือช่องที่ยาวผิดปกติ ใกล้บรรทัดที่ {reader.line_num:,} กรุณาขอไฟล์ใหม่จากผู้ส่ง"
        raise Refused("FILE_CSV", thai, "", "file") from error
