"""What a file is, told by its first bytes; the name and the browser's word count for nothing."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from gis_core.pure.refusal import Refused

HEAD_BYTES = 4096
ALLOWED = (
    "ภาพ JPEG PNG WebP TIFF, เอกสาร PDF Word Excel PowerPoint OpenDocument, แบบ DWG DXF, ข้อมูล CSV GPX KML GeoJSON ZIP"
)

_MAGIC = (
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "image/webp"),
    (re.compile(rb"II\*\0|MM\0\*"), "image/tiff"),
    (re.compile(rb"%PDF-"), "application/pdf"),
    (re.compile(rb"AC10\d\d"), "image/vnd.dwg"),
)
_IN_ZIP = (
    ("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("ppt/presentation.xml", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_XML = (
    (re.compile(rb"<gpx[\s>]"), "application/gpx+xml"),
    (re.compile(rb"<kml[\s>]"), "application/vnd.google-earth.kml+xml"),
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_HEIC = re.compile(rb"....ftyp(heic|heix|hevc|mif1|msf1|avif)", re.DOTALL)
_MARKUP = re.compile(rb"<(!doctype|html|script|svg|\?php|body|iframe)", re.IGNORECASE)

#: Shown by the browser itself; everything else is saved.
INLINE = frozenset({"image/jpeg", "image/png", "image/webp", "application/pdf"})
PICTURES = frozenset({"image/jpeg", "image/png", "image/webp", "image/tiff"})


def sniff(path: Path) -> str:
    """Media type of a stored file. Errors: Refused ``FILE_KIND`` for a kind the office does not keep."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    for pattern, mime in _MAGIC:
        if pattern.match(head):
            return mime
    found = _zipped(path) if head.startswith(b"PK\x03\x04") else _text(head)
    if found:
        return found
    if _HEIC.match(head):
        raise Refused("FILE_KIND", "ไม่รับภาพ HEIC กรุณาตั้งกล้องให้บันทึกเป็น JPEG หรือแปลงก่อนนำเข้า", "", "file")
    raise Refused("FILE_KIND", f"ไม่รับไฟล์ชนิดนี้ รับเฉพาะ {ALLOWED}", "", "file")


def _zipped(path: Path) -> str | None:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            for part, mime in _IN_ZIP:
                if part in names:
                    return mime
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
                kind = archive.read("mimetype").decode("ascii", "replace").strip()
                if kind.startswith(_OPEN_DOCUMENT):
                    return kind
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
        return None
    return "application/zip"


def _text(head: bytes) -> str | None:
    if not head or _CONTROL.search(head) or _MARKUP.search(head):
        return None
    for pattern, mime in _XML:
        if pattern.search(head):
            return mime
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"{"):
        return "application/geo+json"
    if re.match(rb"(999|0)\s", start) and b"SECTION" in head:
        return "image/vnd.dxf"
    return None if start.startswith(b"<") else "text/csv"
