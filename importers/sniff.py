"""What a file from outside is, told by its content; its name counts for nothing but a remark."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Literal, NoReturn
from xml.parsers import expat

from gis_core.files.archive import open_zip
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_encoding import guess

Kind = Literal[
    "zip", "xlsx", "kmz", "geopackage", "shapefile", "geojson", "kml", "gpx", "nmea", "csv", "dxf", "photo", "geotiff"
]

HEAD_BYTES = 65_536
READABLE = "Shapefile (ZIP) GeoPackage GeoJSON KML/KMZ GPX NMEA CSV XLSX DXF ภาพถ่ายมีพิกัด GeoTIFF"

_REFUSED = (
    (re.compile(rb"AC10\d\d"), "FILE_DWG", "ระบบอ่านไฟล์ DWG ไม่ได้ กรุณาบันทึกเป็น DXF (ASCII) แล้วส่งใหม่"),
    (re.compile(rb"AutoCAD Binary DXF"), "FILE_DXF", "ไฟล์ DXF เป็นแบบไบนารี กรุณาบันทึกเป็น DXF แบบ ASCII แล้วส่งใหม่"),
    (re.compile(rb"%PDF-"), "FILE_KIND", "ไฟล์ PDF ไม่มีข้อมูลแผนที่ที่นำเข้าได้ กรุณาขอไฟล์ข้อมูลต้นทาง"),
    (re.compile(rb"Rar!|7z\xbc\xaf|\x1f\x8b|BZh"), "FILE_KIND", "กรุณาบีบอัดเป็น ZIP แทน RAR 7z หรือ GZ แล้วส่งใหม่"),
    (re.compile(rb"....ftyp", re.DOTALL), "FILE_KIND", "ระบบไม่รับภาพ HEIC หรือวิดีโอ กรุณาแปลงเป็น JPEG ก่อนนำเข้า"),
)
_MAGIC: tuple[tuple[re.Pattern[bytes], Kind], ...] = (
    (re.compile(rb"SQLite format 3\0"), "geopackage"),
    (re.compile(rb"\x00\x00\x27\x0a"), "shapefile"),
    (re.compile(rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n|RIFF....WEBP", re.DOTALL), "photo"),
)
_TIFF = re.compile(rb"(II[*+]\0|MM\0[*+])")
_GEO_KEYS = (b"\xaf\x87", b"\x87\xaf")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DBF = re.compile(rb"[\x02\x03\x30\x31\x43\x83\x8b\xcb\xf5\xfb]..[\x01-\x1f]", re.DOTALL)
#: What no text holds; the others are blanks, line ends and escape signs of terminals.
_CONTROL = bytes([*range(0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20)])
#: Old programs end a text with it.
END_OF_TEXT = "\x1a"
_PIECE = 1 << 20
_NMEA = re.compile(rb"\s*(\$[A-Z]{2,5}[A-Z]{3},|!AIVD)")
_DXF = re.compile(rb"\s*(999\s*\n[^\n]*\n\s*)*0\s*\r?\n\s*SECTION", re.IGNORECASE)
_SUFFIXES = {
    "shapefile": (".shp", ".zip"),
    "geopackage": (".gpkg",),
    "geojson": (".geojson", ".json", ".ndjson", ".geojsonl", ".geojsons", ".jsonl"),
    "kml": (".kml",),
    "gpx": (".gpx",),
    "csv": (".csv", ".txt", ".tsv"),
    "nmea": (".nmea", ".log", ".txt", ".nma"),
    "xlsx": (".xlsx", ".xlsm"),
    "kmz": (".kmz",),
    "dxf": (".dxf",),
}


def kind_of(path: Path) -> Kind:
    """The format of a file. Errors: Refused ``FILE_EMPTY``, ``FILE_KIND`` and others that say what to send instead."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        _refuse("FILE_EMPTY", "ไฟล์ว่างเปล่า กรุณาตรวจไฟล์ต้นทางแล้วส่งใหม่")
    return _binary(path, head) or _text(path, head)


def remark_on_name(kind: str, name: str) -> str | None:
    """A remark when the ending of the name belongs to another format."""
    suffix = PurePosixPath(name).suffix.lower()
    fitting = _SUFFIXES.get(kind)
    if not fitting or not suffix or suffix in fitting:
        return None
    content = "ข้อความ (CSV)" if kind == "csv" else f" {kind.upper()}"
    return f"ชื่อไฟล์ลงท้ายด้วย {suffix[:12]} แต่เนื้อหาเป็น{content} ระบบอ่านตามเนื้อหา"


def _refuse(code: str, thai: str) -> NoReturn:
    raise Refused(code, thai, "", "file")


def _binary(path: Path, head: bytes) -> Kind | None:
    if head.startswith(b"PK"):
        return _zipped(path)
    for pattern, kind in _MAGIC:
        if pattern.match(head):
            return kind
    for pattern, code, thai in _REFUSED:
        if pattern.match(head):
            _refuse(code, thai)
    if _TIFF.match(head):
        return "geotiff" if any(key in head for key in _GEO_KEYS) else "photo"
    if head.startswith(_OLE):
        _old_office(path)
    if _DBF.match(head) and len(head[:32].translate(None, _CONTROL)) < len(head[:32]):
        _refuse("FILE_SHP_PARTS", "ส่งมาเฉพาะ .dbf กรุณาบีบอัด .shp .shx .dbf .prj เป็น ZIP เดียวแล้วส่งใหม่")
    return None


def _old_office(path: Path) -> NoReturn:
    """An old workbook, or a new one encrypted with a password: both wear the same coat."""
    with path.open("rb") as file:
        locked = "EncryptedPackage".encode("utf-16-le") in file.read(4 * 2**20)
    if locked:
        _refuse("FILE_PASSWORD", "ไฟล์ Excel ตั้งรหัสผ่านไว้ กรุณาเอารหัสผ่านออกแล้วบันทึกใหม่")
    _refuse("FILE_XLS", "ไฟล์ Excel รุ่นเก่า (.xls) กรุณาบันทึกเป็น .xlsx แล้วส่งใหม่")


def _zipped(path: Path) -> Kind:
    with open_zip(path) as archive:
        names = {member.name.lower() for member in archive.members}
        suffixes = {member.suffix for member in archive.members}
    if "xl/workbook.xml" in names:
        return "xlsx"
    if any(name in names for name in ("word/document.xml", "ppt/presentation.xml")):
        _refuse("FILE_KIND", "ไฟล์ Word หรือ PowerPoint นำเข้าไม่ได้ กรุณาบันทึกตารางเป็น XLSX หรือ CSV")
    return "kmz" if ".kml" in suffixes and ".shp" not in suffixes else "zip"


def _text(path: Path, head: bytes) -> Kind:
    wide = guess([head]).encoding
    wide = wide if wide.startswith("utf-16") else ""
    _require_printable(path, wide)
    if wide:
        head = head[: len(head) // 2 * 2].decode(wide, "replace").encode()
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n\x1e")
    if start.startswith(b"<"):
        return _markup(start)
    if start.startswith((b"{", b"[")):
        return "geojson"
    if _NMEA.match(start):
        return "nmea"
    return "dxf" if _DXF.match(start) else "csv"


def _require_printable(path: Path, wide: str) -> None:
    """Errors: Refused ``FILE_CONTROL`` with the line, or ``FILE_KIND`` where that is no text at all: readers would drop
    such characters, and with them what stood there.
    """
    lines = 0
    for piece in _pieces(path, wide):
        if len(piece.translate(None, _CONTROL)) < len(piece):
            at = next(n for n, byte in enumerate(piece) if byte in _CONTROL)
            before = piece[:at]
            if not lines and not before.partition(b"\n")[1]:
                _refuse("FILE_KIND", f"ระบบไม่รู้จักไฟล์ชนิดนี้ รับ {READABLE}")
            _unprintable(lines + before.count(b"\n") + 1)
        lines += piece.count(b"\n")


def _pieces(path: Path, wide: str) -> Iterator[bytes]:
    """The text, its letters outside ASCII never a byte that could be taken for a control character."""
    decoder = codecs.getincrementaldecoder(wide)("replace") if wide else None
    left = path.stat().st_size
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            left -= len(piece)
            if decoder:
                piece = decoder.decode(piece).encode()
            yield piece if left > 0 else piece.removesuffix(END_OF_TEXT.encode())


def _unprintable(line: int) -> NoReturn:
    where = f"ไฟล์ข้อความมีอักขระที่พิมพ์ไม่ได้ (เช่น NUL) ที่บรรทัดที่ {line:,}"
    _refuse("FILE_CONTROL", f"{where} กรุณาลบอักขระนั้น หรือส่งออกจากโปรแกรมต้นทางเป็น CSV (UTF-8) ใหม่")


def _markup(start: bytes) -> Kind:
    root = root_element(start)
    if root == "gpx":
        return "gpx"
    if root in ("kml", "Document", "Placemark", "Folder"):
        return "kml"
    _refuse("FILE_KIND", f"ไฟล์ XML ชนิดนี้ ({root[:40] or 'อ่านไม่ได้'}) นำเข้าไม่ได้ รับ {READABLE}")


def root_element(start: bytes) -> str:
    """The local name of the outermost element, "" when there is none. Errors: Refused for a document type."""
    found: list[str] = []
    encoding = guess([start]).encoding
    if encoding.startswith("utf-16"):
        start = start[: len(start) // 2 * 2].decode(encoding, "replace").encode()
    # names of elements are Latin in any of the encodings met, and whatever is declared is not needed for them
    parser = expat.ParserCreate("iso-8859-1")
    start = start.removeprefix(b"\xef\xbb\xbf")
    parser.StartElementHandler = lambda name, _: found.append(name)
    parser.StartDoctypeDeclHandler = _no_doctype
    with suppress(expat.ExpatError):
        parser.Parse(start, False)
    return found[0].rsplit(":", 1)[-1] if found else ""


def _no_doctype(*_: object) -> None:
    _refuse("FILE_XML", "ไฟล์ XML มีส่วน DOCTYPE หรือ ENTITY ซึ่งไม่ปลอดภัย กรุณาส่งออกจากโปรแกรมต้นทางใหม่")
