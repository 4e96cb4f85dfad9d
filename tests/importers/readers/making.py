"""Small files of every format, made by the programs or byte by byte, for the tests of the readers."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
from PIL import Image, TiffImagePlugin

from importers.readers import Batch, Source, open_source

#: The operation of Indian 1975 given outright, so that no test of a reader asks the database.
SHIFT = (210.0, 814.0, 289.0)
UTM47 = (
    'PROJCS["WGS_1984_UTM_Zone_47N",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,'
    '298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],'
    'PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",99.0],'
    'PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)


def opened(path: Path, name: str = "", **options: Any) -> Source:
    """The reader without an office; close it."""
    return open_source(path, name or path.name, **{"land": None, "shift": SHIFT, **options})


def read(path: Path, name: str = "", **options: Any) -> tuple[Source, Batch]:
    """The source, closed, and all its rows as one batch."""
    with opened(path, name, **options) as source:
        batches = list(source.batches(4))
    faults: dict[int, Any] = {}
    for batch in batches:
        faults |= batch.faults
    columns = {name: [v for batch in batches for v in batch.columns[name]] for name in batches[0].columns}
    return source, Batch(1, columns, np.concatenate([batch.shapes for batch in batches]), faults)


def shapes(batch: Batch) -> list[Any]:
    """The shapes of a batch."""
    return list(batch.shapes)


def dbf(names: Sequence[bytes], rows: Sequence[Sequence[bytes]], widths: Sequence[int], kinds: str = "") -> bytes:
    """A table of raw bytes: what is written is what is given."""
    kinds = kinds or "C" * len(names)
    head = struct.pack("<BBBBIHH20x", 3, 124, 1, 1, len(rows), 33 + 32 * len(names), 1 + sum(widths))
    for name, width, kind in zip(names, widths, kinds, strict=True):
        head += struct.pack("<11sc4xBB14x", name[:11], kind.encode(), width, 0)
    body = b"".join(b" " + b"".join(v.ljust(w)[:w] for v, w in zip(row, widths, strict=True)) for row in rows)
    return head + b"\r" + body + b"\x1a"


def shp(records: Sequence[bytes], kind: int) -> tuple[bytes, bytes]:
    """The .shp and .shx of record contents."""
    body, index, at = b"", b"", 50
    for number, record in enumerate(records, 1):
        body += struct.pack(">ii", number, len(record) // 2) + record
        index += struct.pack(">ii", at, len(record) // 2)
        at += 4 + len(record) // 2

    def head(words: int) -> bytes:
        return struct.pack(">i20xi", 9994, words) + struct.pack("<ii8d", 1000, kind, *[0.0] * 8)

    return head(50 + len(body) // 2) + body, head(50 + len(index) // 2) + index


def point_record(x: float, y: float) -> bytes:
    """The content of a point."""
    return struct.pack("<i2d", 1, x, y)


def parts_record(kind: int, parts: Sequence[Sequence[tuple[float, float]]]) -> bytes:
    """The content of a line or polygon of several parts."""
    points = [point for part in parts for point in part]
    starts = [sum(map(len, parts[:at])) for at in range(len(parts))]
    numbers = [number for point in points for number in point]
    return struct.pack(
        f"<i4dii{len(parts)}i{len(numbers)}d", kind, 0, 0, 0, 0, len(parts), len(points), *starts, *numbers
    )


def shapefile_zip(path: Path, **parts: bytes) -> Path:
    """A ZIP of parts by their endings: ``shp=…, dbf=…``."""
    return zipped(path, {f"แปลง.{suffix}": content for suffix, content in parts.items()})


def zipped(path: Path, members: Mapping[str, bytes]) -> Path:
    """A ZIP of members."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def points_zip(path: Path, *, encoding: str = "utf-8", cpg: bytes | None = None, names: Sequence[str] = ()) -> Path:
    """A shapefile of points in UTM 47 with Thai names and a Thai column, written in `encoding`."""
    names = names or ("ถนนสมเด็จพระเจ้าตากสิน", "บ้านทุ่งโป่ง", "ซอยน้ำผึ้ง")
    table = dbf(["ชื่อ".encode(encoding), b"CODE"], [[n.encode(encoding), b"007"] for n in names], [80, 5])
    shapes_, index = shp([point_record(660000 + 10 * at, 1520000) for at in range(len(names))], 1)
    parts = {"shp": shapes_, "shx": index, "dbf": table, "prj": UTM47.encode()}
    return shapefile_zip(path, **parts, **({"cpg": cpg} if cpg is not None else {}))


def polygon_features(count: int = 3) -> list[dict[str, Any]]:
    """Small squares in degrees."""
    ring = [(0, 0), (0.001, 0), (0.001, 0.001), (0, 0.001), (0, 0)]
    return [
        {
            "type": "Feature",
            "properties": {"ชื่อ": f"แปลง {at}", "n": at},
            "geometry": {"type": "Polygon", "coordinates": [[[100.5 + at / 100 + x, 13.7 + y] for x, y in ring]]},
        }
        for at in range(count)
    ]


def geojson(path: Path, features: Sequence[Any] | None = None, **members: Any) -> Path:
    """A FeatureCollection."""
    found = polygon_features() if features is None else features
    path.write_text(
        json.dumps({"type": "FeatureCollection", **members, "features": found}, ensure_ascii=False), "utf-8"
    )
    return path


def workbook(path: Path, rows: Sequence[Sequence[Any]], title: str = "แผ่น1") -> Path:
    """An XLSX with one sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def photo(path: Path, lon: float | None = 100.5, lat: float = 13.75) -> Path:
    """A JPEG with a position, or without."""
    picture = Image.new("RGB", (12, 12), "green")
    exif = picture.getexif()
    if lon is not None:
        gps = exif.get_ifd(0x8825)
        gps[1], gps[2] = "N", _sexagesimal(lat)
        gps[3], gps[4] = "E", _sexagesimal(lon)
        exif[0x8825] = gps
    picture.save(path, exif=exif)
    return path


def _sexagesimal(value: float) -> tuple[float, float, float]:
    degrees = int(value)
    minutes = int((value - degrees) * 60)
    return float(degrees), float(minutes), round((value - degrees - minutes / 60) * 3600, 4)


def geotiff(path: Path) -> Path:
    """A grey picture of 100 by 80 half-metre pixels in UTM 47."""
    tags = {33550: (0.5, 0.5, 0.0), 33922: (0.0, 0.0, 0.0, 660000.0, 1520000.0, 0.0)}
    keys = (1, 1, 0, 2, 1024, 0, 1, 1, 3072, 0, 1, 32647)
    picture = Image.new("L", (100, 80))
    directory = TiffImagePlugin.ImageFileDirectory_v2()
    for tag, value in tags.items():
        directory[tag] = value
        directory.tagtype[tag] = 12
    directory[34735] = keys
    directory.tagtype[34735] = 3
    out = io.BytesIO()
    picture.save(out, "TIFF", tiffinfo=directory)
    path.write_bytes(out.getvalue())
    return path


GPX = """<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">
<wpt lat="13.75" lon="100.5"><ele>5</ele><name>หมุด ก</name></wpt>
<rte><name>ทางแผน</name><rtept lat="13.7" lon="100.5"/><rtept lat="13.8" lon="100.6"/></rte>
<trk><name>สำรวจ</name><trkseg>
<trkpt lat="13.70" lon="100.50"><ele>2.5</ele><time>2024-03-23T04:00:00Z</time>
<hdop>0.8</hdop><speed>1.5</speed></trkpt>
<trkpt lat="13.71" lon="100.51"><time>2567-03-23T04:00:10Z</time></trkpt>
</trkseg><trkseg><trkpt lat="13.72" lon="100.52"/><trkpt lat="13.73" lon="100.53"/></trkseg></trk>
</gpx>"""

KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"><Document><name>งาน</name>
<Folder><name>เขต 1</name>
<Placemark><name>แปลง ๑</name>
<description><![CDATA[<table><tr><td>เจ้าของ</td><td>นาย ก</td></tr></table>]]></description>
<ExtendedData><Data name="รหัส"><value>007</value></Data></ExtendedData>
<Polygon><outerBoundaryIs><LinearRing><coordinates>100.5,13.7,0 100.6,13.7,0 100.6,13.8,0 100.5,13.7,0</coordinates>
</LinearRing></outerBoundaryIs><innerBoundaryIs><LinearRing>
<coordinates>100.55,13.71 100.58,13.71 100.58,13.74 100.55,13.71
</coordinates></LinearRing></innerBoundaryIs></Polygon></Placemark>
<Placemark><name>เดิน</name><gx:Track><when>2024-01-01T00:00:00Z</when><when>2024-01-01T00:00:05Z</when>
<gx:coord>100.5 13.7 3</gx:coord><gx:coord>100.6 13.8 4</gx:coord></gx:Track></Placemark></Folder>
<NetworkLink><Link><href>http://example.invalid/x.kml</href></Link></NetworkLink>
</Document></kml>"""

NMEA = (
    "$GPGGA,040000.00,1345.0000,N,10030.0000,E,1,08,0.9,5.4,M,46.9,M,,*62\r\n"
    "$GPRMC,040000.00,A,1345.0000,N,10030.0000,E,010.0,084.4,230324,,,A\r\n"
    "$GPRMC,040001.00,A,1345.1000,N,10030.1000,E,010.0,084.4,230324,,,A\r\n"
    "$GPRMC,040002.00,V,1345.2000,N,10030.2000,E,010.0,084.4,230324,,,A\r\n"
)

DXF = """0
SECTION
2
HEADER
9
$ACADVER
1
AC1015
9
$DWGCODEPAGE
3
ANSI_874
0
ENDSEC
0
SECTION
2
ENTITIES
0
LWPOLYLINE
5
10
100
AcDbEntity
8
แปลง
100
AcDbPolyline
90
4
70
1
10
660000.0
20
1520000.0
10
660040.0
20
1520000.0
10
660040.0
20
1520040.0
10
660000.0
20
1520040.0
0
TEXT
5
11
8
ตัวอักษร
10
660010.0
20
1520010.0
40
2.0
1
โฉนด 1234
0
ENDSEC
0
EOF
"""
