"""DXF: read by GDAL in a process of its own with limits on memory and time, then taken over from a GeoPackage.

The format has no columns and no coordinate system: entities come with their drawing layer, kind and text.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from gis_core.pure.refusal import Refused
from importers import crs, encoding
from importers.readers.geopackage import GeoPackage
from importers.readers.limits import DXF_MEMORY_BYTES, DXF_SECONDS, MAX_DXF_BYTES
from importers.readers.table import Chunk, EncodingFound, Field, LayerInfo, Table, Value, refuse

_CODE_PAGE = re.compile(rb"\$DWGCODEPAGE\s+3\s+([A-Za-z0-9_-]{1,20})")
_VERSION = re.compile(rb"\$ACADVER\s+1\s+AC(\d{4})")
#: From this version on texts are UTF-8, whatever the code page says.
_UNICODE_SINCE = 1021
_BROKEN = "ไฟล์ DXF เสียหรือมีรูปที่อ่านไม่ได้ กรุณาบันทึกเป็น DXF (ASCII, รุ่น 2000 ขึ้นไป) แล้วส่งใหม่"
#: What GDAL takes the texts of a drawing without a header for, whatever it is told.
_BLIND = "iso-8859-1"
_HEADER = re.compile(rb"SECTION\s+2\s+HEADER")
_CHILD = Path(__file__).with_name("dxf_child.py")
_LAYER = "entities"
#: Columns as GDAL calls them, and as people see them.
_COLUMNS = {"Layer": "layer", "SubClasses": "kind", "Text": "text"}


def open_table(path: Path, name: str, folder: Path, given: str | None, layer: str | None) -> Table:
    """All entities as one layer."""
    if path.stat().st_size > MAX_DXF_BYTES:
        refuse("FILE_TOO_BIG", f"ไฟล์ DXF ใหญ่เกิน {MAX_DXF_BYTES >> 20} MB กรุณาแบ่งไฟล์แล้วส่งใหม่")
    _check_end(path)
    notes: list[str] = []
    written = _encoding(path, given, notes)
    drawing, made = folder / "drawing.dxf", folder / "drawing.gpkg"
    drawing.symlink_to(path.resolve())  # GDAL knows some drawings by their ending, which stored files do not have
    _convert(drawing, made, written)
    return Dxf(made, written, notes, is_headed=bool(_HEADER.search(encoding.head_of(path))))


def _check_end(path: Path) -> None:
    """GDAL takes a drawing that stops anywhere for a whole one."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 4096))
        if not re.search(rb"(^|[\r\n])\s*EOF\s*$", file.read().rstrip(b"\0\x1a \r\n\t")):
            refuse("FILE_TRUNCATED", "ไฟล์ DXF ขาดตอนท้าย ส่งมาไม่ครบ กรุณาส่งใหม่")


class Dxf(GeoPackage):
    """The entities of a drawing, as the child left them."""

    kind = "dxf"

    def __init__(self, path: Path, written: EncodingFound, notes: list[str], *, is_headed: bool) -> None:
        super().__init__(path, _LAYER)
        self.encoding = written
        self._is_headed = is_headed
        self.notes = notes
        self.crs = crs.FileCrs()
        self._raw = list(_COLUMNS)
        self.fields = [Field(name) for name in _COLUMNS.values()]
        if not self.count:
            refuse("FILE_NO_ROWS", "ไฟล์ DXF ไม่มีเส้นหรือรูปใดเลย กรุณาตรวจแบบแล้วส่งใหม่")
        self.layers = [LayerInfo(_LAYER, self.count, "mixed")]

    def chunks(self, size: int) -> Iterator[Chunk]:
        """The kind is the last word of the class names: ``AcDbEntity:AcDbPolyline`` is a Polyline."""
        for chunk in super().chunks(size):
            chunk.columns["kind"] = [str(kind or "").rsplit(":AcDb", 1)[-1] for kind in chunk.columns["kind"]]
            for name in () if self._is_headed else ("layer", "text"):
                chunk.columns[name] = [self._read_anew(text) for text in chunk.columns[name]]
            yield chunk

    def _read_anew(self, text: Value) -> Value:
        return text.encode(_BLIND).decode(self.encoding.name, "replace") if isinstance(text, str) else text


def _encoding(path: Path, given: str | None, notes: list[str]) -> EncodingFound:
    head = encoding.head_of(path)
    version, page = _VERSION.search(head), _CODE_PAGE.search(head)
    is_unicode = version is not None and int(version[1]) >= _UNICODE_SINCE
    claimed = "utf-8" if is_unicode else page[1].decode("ascii") if page else None
    return encoding.find([head], given, claimed, "หัวไฟล์ DXF", notes)


def _convert(path: Path, made: Path, written: EncodingFound) -> None:
    """Run the child. Errors: Refused for whatever goes wrong there, a crash included."""
    page = {"cp874": "CP874", "cp1252": "CP1252"}.get(written.name, "UTF-8")
    environment = {
        name: os.environ[name] for name in ("PATH", "GDAL_DATA", "PROJ_DATA", "TMPDIR") if name in os.environ
    }
    command = [sys.executable, "-I", str(_CHILD), str(path), str(made), page, str(DXF_MEMORY_BYTES), str(DXF_SECONDS)]
    try:
        done = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=DXF_SECONDS * 2,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Refused("FILE_TOO_COMPLEX", "ไฟล์ DXF ซับซ้อนเกินไป กรุณาแบ่งแบบแล้วส่งใหม่", "", "file") from error
    if done.returncode == 0 and made.exists():
        return
    if done.returncode < 0 or b"MemoryError" in done.stderr:
        refuse("FILE_TOO_COMPLEX", "ไฟล์ DXF ซับซ้อนเกินไปหรือเสีย กรุณาแบ่งแบบหรือบันทึกใหม่เป็น DXF (ASCII) แล้วส่งใหม่")
    refuse("FILE_BROKEN", _BROKEN)
