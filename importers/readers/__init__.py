"""Readers of files from outside: any of a dozen formats becomes one `Source` of rows with shapes in WGS 84.

Every trouble is a `Refused` with a sentence that says what to do. Nothing here writes to the database; a reader is
loaded when its format is met.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from gis_core.features.measure import Shift
from gis_core.pure.refusal import Refused
from importers import crs
from importers.axis import Axis
from importers.crs import CrsChoice
from importers.land import OFFICE, Land, LandGiven
from importers.readers.limits import MAX_FILE_BYTES, MAX_ROWS
from importers.readers.net import last_net
from importers.readers.source import Batch, Source
from importers.readers.table import EncodingFound, Field, LayerInfo, Table, Track, TrackPoint, refuse
from importers.sniff import kind_of, remark_on_name

__all__ = ["Batch", "CrsChoice", "EncodingFound", "Field", "LayerInfo", "Source", "Track", "TrackPoint", "open_source"]

#: Module of each format; each has open_table(path, name, folder, encoding, layer) -> Table.
_READERS = {
    "zip": "zipped",
    "kmz": "zipped",
    "shapefile": "shapefile",
    "geopackage": "geopackage",
    "geojson": "geojson",
    "kml": "kml",
    "gpx": "gpx",
    "nmea": "nmea",
    "csv": "csv_text",
    "xlsx": "xlsx",
    "dxf": "dxf",
    "photo": "photo",
    "geotiff": "geotiff",
}


def open_source(
    path: Path,
    name: str,
    *,
    encoding: str | None = None,
    srid: int | None = None,
    layer: str | None = None,
    axis: Axis | None = None,
    land: LandGiven = OFFICE,
    shift: Shift | None = None,
) -> Source:
    """Open a stored file that people called `name`. What is not given is found from the file and told.

    encoding: Python's or Windows' name. srid: EPSG code. axis: "yx" when northing or latitude stands first.
    land: what counts as inside (default the office's boundary; None: the country). shift: Indian 1975's, in metres.
    Errors: Refused ``FILE_*`` with a Thai sentence that says what to do.
    """
    ground = Land.of(land)
    folder = TemporaryDirectory(prefix="import-", ignore_cleanup_errors=True)
    table = None
    try:
        with last_net(name):
            table = open_table(path, name, Path(folder.name), encoding, layer)
            found = crs.decide(table.sample(), table.crs, srid, axis, ground, shift)
            return Source(table, name, found, shift, folder)
    except BaseException:
        if table:
            table.close()
        folder.cleanup()
        raise


def open_table(path: Path, name: str, folder: Path, encoding: str | None, layer: str | None) -> Table:
    """The chosen layer of a file before its coordinate system is decided; `folder` takes what must be unpacked."""
    if path.stat().st_size > MAX_FILE_BYTES:
        refuse("FILE_TOO_BIG", f"ไฟล์ใหญ่เกิน {MAX_FILE_BYTES >> 30} GB กรุณาแบ่งไฟล์แล้วส่งใหม่")
    kind = kind_of(path)
    remark = remark_on_name(kind, name)
    reader = import_module(f"importers.readers.{_READERS[kind]}")
    try:
        table: Table = reader.open_table(path, name, folder, encoding, layer)
    except Refused as refused:
        if remark is None:
            raise
        # what is wrong with the text of a sheet is no answer to who meant to send another kind of file
        raise refused.but(thai=f"{remark}: {refused.thai}") from refused
    try:
        if table.count is not None:
            _check_count(table.count)
    except Refused:
        table.close()
        raise
    if remark:
        table.notes.append(remark)
    return table


def _check_count(count: int) -> None:
    if not count:
        refuse("FILE_NO_ROWS", "ชั้นข้อมูลนี้ไม่มีข้อมูลสักแถว กรุณาตรวจไฟล์ต้นทาง")
    if count > MAX_ROWS:
        refuse("FILE_TOO_BIG", f"ชั้นข้อมูลมีเกิน {MAX_ROWS:,} แถว กรุณาแบ่งไฟล์แล้วส่งใหม่")
