"""Broken and hostile files: each ends in one Thai sentence that says what to do, never in another error."""

from __future__ import annotations

import json
import re
import sqlite3
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from gis_core.pure.refusal import Refused
from importers.readers import limits
from tests.importers.readers import making
from tests.importers.readers.making import read

GPX_HEAD = '<?xml version="1.0"?>\n'
LAUGHS = (
    GPX_HEAD
    + '<!DOCTYPE gpx [<!ENTITY a "ฮา"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    + '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
    + '<gpx><wpt lat="13" lon="100"><name>&c;</name></wpt></gpx>'
)
OUTSIDE_ENTITY = (
    GPX_HEAD
    + '<!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]><kml><Placemark><name>&x;</name></Placemark></kml>'
)
VRT = (
    '<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/vsicurl/http://127.0.0.1:9/x</SrcDataSource>'
    "</OGRVRTLayer></OGRVRTDataSource>"
)
ARCGIS = '{"features": [{"attributes": {"a": 1}, "geometry": {}, "properties": null}]}'


LATE_ENTITY = OUTSIDE_ENTITY.replace("<!DOCTYPE", "<!--" + " " * 99_000 + "--><!DOCTYPE")


def text(content: str, encoding: str = "utf-8") -> Callable[[Path], None]:
    return lambda path: path.write_bytes(content.encode(encoding))


def raw(content: bytes) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(content)


def members(**content: bytes) -> Callable[[Path], None]:
    named = {name.replace("__", "/").replace("_", "."): each for name, each in content.items()}
    return lambda path: making.zipped(path, named) and None


def cut(make: Callable[[Path], object], share: float) -> Callable[[Path], None]:
    def written(path: Path) -> None:
        make(path)
        whole = path.read_bytes()
        path.write_bytes(whole[: int(len(whole) * share)])

    return written


POINTS, POINTS_INDEX = making.shp([making.point_record(100.5, 13.7)] * 3, 1)
TABLE = making.dbf([b"A"], [[b"x"]] * 3, [3])


def _locked(path: Path) -> None:
    making.zipped(path, {"a.csv": b"a,b\n1,2\n"})
    whole = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        whole[whole.index(mark) + at] |= 1
    path.write_bytes(bytes(whole))


def _symlink(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        info = zipfile.ZipInfo("a.csv")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")


def _bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.csv", "w") as member:
        for _ in range(64):
            member.write(b"\0" * 2**20)


def _many(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(6000):
            archive.writestr(f"{number}.csv", b"")


def _twice(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", b"a\n1")
        archive.writestr("A.csv", b"a\n2")


def _lying(path: Path) -> None:
    """A member whose directory entry states another length than it has."""
    making.zipped(path, {"a.csv": b"a,b\n" + b"1,2\n" * 1000})
    whole = bytearray(path.read_bytes())
    at = whole.index(b"PK\x01\x02") + 24
    whole[at : at + 4] = struct.pack("<I", 900_000)
    path.write_bytes(bytes(whole))


def _sqlite(*statements: str) -> Callable[[Path], None]:
    def written(path: Path) -> None:
        with sqlite3.connect(path) as db:
            for statement in statements:
                db.execute(statement)
        db.close()

    return written


CONTENTS = "CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT)"
ENDLESS = "CREATE VIEW v AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n"


def _xlsx_with(**parts: bytes) -> Callable[[Path], None]:
    def written(path: Path) -> None:
        making.workbook(path, [["a", "b"], [1, 2]])
        with zipfile.ZipFile(path) as archive:
            content = {name: archive.read(name) for name in archive.namelist()}
        making.zipped(path, content | {name.replace("__", "/").replace("_", "."): part for name, part in parts.items()})

    return written


MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = b'<worksheet xmlns="' + MAIN + b'"><sheetData>%s</sheetData></worksheet>'
WIDE = SHEET % b'<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>'
DOCTYPE_SHEET = b'<!DOCTYPE x [<!ENTITY a "b">]>' + SHEET % b"<row/>"
DEEP_JSON = '{"a":' * 100_000
DEEP_KML = "<kml>" + "<Folder>" * 5000

REFUSED: list[tuple[str, str, Callable[[Path], object], str]] = [
    ("empty", "a.csv", raw(b""), "FILE_EMPTY"),
    ("only blanks", "a.csv", raw(b" \r\n\t\r\n"), "FILE_EMPTY"),
    ("only NUL", "a.csv", raw(b"\0" * 5000), "FILE_EMPTY"),
    ("header only", "a.csv", text("รหัส,lat,lon\n"), "FILE_NO_ROWS"),
    ("NUL in a text", "a.csv", raw(b"a,b\n1,\x00\x00\x01\n"), "FILE_CONTROL"),
    ("NUL in a Thai text", "a.csv", raw("รหัส,ชื่อ\n1,ก\0ข\n".encode("cp874")), "FILE_CONTROL"),
    ("a program", "a.csv", raw(b"\x7fELF\x02\x01\x01\0" + b"\0" * 99), "FILE_KIND"),
    ("300 columns", "a.csv", text(",".join(f"c{n}" for n in range(300)) + "\n" + "1," * 299 + "1\n"), "FILE_COLUMNS"),
    ("one endless line", "a.csv", raw(b"x" * (limits.MAX_LINE_BYTES + 10)), "FILE_LINE"),
    ("one endless cell", "a.csv", raw(b'a,b\n1,"' + b"x\n" * 2**20), "FILE_CSV"),
    ("a web page", "a.csv", text("<!DOCTYPE html><html><body>404</body></html>"), "FILE_XML"),
    ("another XML", "a.gpx", text("<svg><a/></svg>"), "FILE_KIND"),
    ("a VRT named shp", "a.shp", text(VRT), "FILE_KIND"),
    ("a VRT named dxf", "a.dxf", text(VRT), "FILE_KIND"),
    ("a VRT in a zip", "a.zip", members(a_csv=VRT.encode()), "FILE_KIND"),
    ("billion laughs", "a.gpx", text(LAUGHS), "FILE_XML"),
    ("external entity", "a.kml", text(OUTSIDE_ENTITY), "FILE_XML"),
    ("late entity", "a.kml", text(LATE_ENTITY), "FILE_KIND"),
    ("cut GPX", "a.gpx", cut(text(making.GPX), 0.7), "FILE_TRUNCATED"),
    ("cut KML", "a.kml", cut(text(making.KML), 0.8), "FILE_TRUNCATED"),
    ("GPX not well formed", "a.gpx", text("<gpx><wpt lat='13' lon='100'></gpx>"), "FILE_BROKEN"),
    ("GPX without points", "a.gpx", text("<gpx><trk><name>x</name></trk></gpx>"), "FILE_NO_ROWS"),
    ("GPX of places that cannot be", "a.gpx", text("<gpx><wpt lat='nan' lon='inf'/></gpx>"), "FILE_NO_ROWS"),
    ("KML deeply nested", "a.kml", text(DEEP_KML), "FILE_TOO_COMPLEX"),
    ("KML with one endless tag", "a.kml", text("<kml><a b='" + "x" * 9_000_000 + "'/></kml>"), "FILE_TOO_COMPLEX"),
    ("KML without marks", "a.kml", text("<kml><Document/></kml>"), "FILE_NO_ROWS"),
    ("cut GeoJSON", "a.geojson", cut(making.geojson, 0.8), "FILE_TRUNCATED"),
    ("GeoJSON not well formed", "a.geojson", text('{"type": "FeatureCollection", "features": [{]}'), "FILE_BROKEN"),
    ("GeoJSON without features", "a.geojson", text('{"type": "FeatureCollection", "features": []}'), "FILE_NO_ROWS"),
    ("JSON of something else", "a.json", text('{"users": [1, 2]}'), "FILE_NO_ROWS"),
    ("JSON deeply nested", "a.json", text(DEEP_JSON), "FILE_TOO_COMPLEX"),
    ("JSON with an endless number", "a.json", text('{"a": ' + "9" * 9000 + "}"), "FILE_BROKEN"),
    ("TopoJSON", "a.json", text('{"type": "Topology", "arcs": []}'), "FILE_TOPOJSON"),
    ("JSON of ArcGIS", "a.json", text(ARCGIS), "FILE_ESRIJSON"),
    ("NMEA without a fix", "a.nmea", text("$GPRMC,040000,V,,,,,,,230324,,\n"), "FILE_NO_ROWS"),
    ("cut DXF", "a.dxf", text("0\nSECTION\n2\nENTITIES\n0\nLINE\n"), "FILE_TRUNCATED"),
    ("DXF without entities", "a.dxf", text("0\nSECTION\n2\nENTITIES\n0\nENDSEC\n0\nEOF\n"), "FILE_NO_ROWS"),
    ("binary DXF", "a.dxf", raw(b"AutoCAD Binary DXF\r\n\x1a\0" + b"\0" * 50), "FILE_DXF"),
    ("DWG", "a.dwg", raw(b"AC1027" + b"\0" * 90), "FILE_DWG"),
    ("old workbook", "a.xls", raw(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 900), "FILE_XLS"),
    (
        "workbook with a password",
        "a.xlsx",
        raw(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 99),
        "FILE_PASSWORD",
    ),
    ("cut workbook", "a.xlsx", cut(lambda p: making.workbook(p, [["a"], [1]]), 0.6), "FILE_ZIP_BROKEN"),
    ("workbook with an entity", "a.xlsx", _xlsx_with(xl__worksheets__sheet1_xml=DOCTYPE_SHEET), "FILE_XML"),
    ("workbook wider than any table", "a.xlsx", _xlsx_with(xl__worksheets__sheet1_xml=WIDE), "FILE_COLUMNS"),
    ("workbook of nonsense", "a.xlsx", _xlsx_with(xl__worksheets__sheet1_xml=b"<a"), "FILE_BROKEN"),
    ("empty workbook", "a.xlsx", lambda p: making.workbook(p, []), "FILE_NO_ROWS"),
    ("Word", "a.docx", members(word__document_xml=b"<a/>"), "FILE_KIND"),
    ("cut zip", "a.zip", cut(making.points_zip, 0.5), "FILE_ZIP_BROKEN"),
    ("zip of zips", "a.zip", members(a_zip=b"PK\x03\x04"), "FILE_ZIP_NESTED"),
    ("zip named csv in a zip", "a.zip", members(a_csv=b"PK\x05\x06" + b"\0" * 18), "FILE_ZIP_NESTED"),
    ("zip of nothing", "a.zip", members(readme_md=b"x"), "FILE_ZIP_NOTHING"),
    ("empty zip", "a.zip", members(), "FILE_ZIP_NOTHING"),
    ("path out of the folder", "a.zip", lambda p: making.zipped(p, {"../../etc/a.csv": b"a"}), "FILE_ZIP_PATH"),
    ("path with backslashes", "a.zip", lambda p: making.zipped(p, {"..\\..\\a.csv": b"a"}), "FILE_ZIP_PATH"),
    ("absolute path", "a.zip", lambda p: making.zipped(p, {"/etc/a.csv": b"a"}), "FILE_ZIP_PATH"),
    ("drive letter", "a.zip", lambda p: making.zipped(p, {"C:\\a.csv": b"a"}), "FILE_ZIP_PATH"),
    ("symbolic link", "a.zip", _symlink, "FILE_ZIP_PATH"),
    ("the same name twice", "a.zip", _twice, "FILE_ZIP_PATH"),
    ("zip bomb", "a.zip", _bomb, "FILE_ZIP_BOMB"),
    ("6,000 members", "a.zip", _many, "FILE_ZIP_COUNT"),
    ("zip with a password", "a.zip", _locked, "FILE_ZIP_PASSWORD"),
    ("length that is not true", "a.zip", _lying, "FILE_ZIP_BROKEN"),
    ("rar", "a.rar", raw(b"Rar!\x1a\x07\0" + b"\0" * 99), "FILE_KIND"),
    ("dbf alone", "a.dbf", raw(TABLE), "FILE_SHP_PARTS"),
    ("zip without the shp", "a.zip", members(a_dbf=TABLE, a_prj=b"x"), "FILE_SHP_PARTS"),
    ("shp of another table", "a.zip", members(a_shp=POINTS, a_dbf=making.dbf([b"A"], [[b"x"]], [3])), "FILE_SHP_PARTS"),
    ("cut shp", "a.zip", members(a_shp=POINTS[:-9], a_dbf=TABLE), "FILE_TRUNCATED"),
    ("cut dbf", "a.zip", members(a_shp=POINTS, a_dbf=TABLE[:-6]), "FILE_TRUNCATED"),
    ("head of a shp", "a.zip", members(a_shp=POINTS[:50], a_dbf=TABLE), "FILE_TRUNCATED"),
    ("shp that is none", "a.zip", members(a_shp=b"x" * 200, a_dbf=TABLE), "FILE_BROKEN"),
    ("dbf that is none", "a.zip", members(a_shp=POINTS, a_dbf=b"\xff" * 99), "FILE_BROKEN"),
    (
        "shapefile of no rows",
        "a.zip",
        members(a_shp=making.shp([], 1)[0], a_dbf=making.dbf([b"A"], [], [3])),
        "FILE_NO_ROWS",
    ),
    ("another SQLite", "a.gpkg", _sqlite("CREATE TABLE a (b)"), "FILE_SQLITE"),
    (
        "GeoPackage of views only",
        "a.gpkg",
        _sqlite(CONTENTS, ENDLESS, "INSERT INTO gpkg_contents VALUES ('v', 'features')"),
        "FILE_NO_LAYER",
    ),
    (
        "GeoPackage whose directory is an endless view",
        "a.gpkg",
        _sqlite("CREATE TABLE gpkg_geometry_columns (a)", ENDLESS.replace("VIEW v", "VIEW gpkg_contents")),
        "FILE_SQLITE",
    ),
    (
        "GeoPackage without rows",
        "a.gpkg",
        _sqlite(CONTENTS, "CREATE TABLE t (a TEXT)", "INSERT INTO gpkg_contents VALUES ('t', 'features')"),
        "FILE_NO_ROWS",
    ),
    ("cut GeoPackage", "a.gpkg", raw(b"SQLite format 3\0" + b"\x10\0" * 50), "FILE_BROKEN"),
    ("picture without a place", "a.jpg", lambda p: making.photo(p, lon=None), "FILE_PHOTO_PLACE"),
    ("cut picture", "a.jpg", raw(b"\xff\xd8\xff\xe0"), "FILE_PICTURE"),
    ("TIFF of nonsense", "a.tif", raw(b"II*\0\xff\xff\xff\x7f" + b"\xaf\x87" * 10), "FILE_BROKEN"),
    ("PDF", "a.pdf", raw(b"%PDF-1.7\n"), "FILE_KIND"),
    ("HEIC", "a.heic", raw(b"\0\0\0\x18ftypheic" + b"\0" * 50), "FILE_KIND"),
]


@pytest.mark.parametrize(("name", "make", "code"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(tmp_path, name, make, code):
    path = tmp_path / name
    make(path)
    with pytest.raises(Refused) as refused:
        read(path)
    assert refused.value.code == code, str(refused.value)
    assert_says_what_to_do(refused.value)


def test_a_text_with_unprintable_characters_is_told_the_line_they_stand_in(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("รหัส,ชื่อ\n1,ก\n2,ข\0\n".encode())
    with pytest.raises(Refused, match=r"บรรทัดที่ 3 .*CSV"):
        read(path)


@pytest.mark.parametrize("encoding", ["utf-8", "cp874", "utf-16"])
@pytest.mark.parametrize("line", [3, 30_000])
def test_unprintable_characters_are_told_however_far_down_they_stand(tmp_path, encoding, line):
    rows = [f"{n},นายสมมุติ" for n in range(2, 40_000)]
    rows[line - 2] += "\0\0"
    path = tmp_path / "a.csv"
    path.write_bytes("\n".join(["รหัส,ชื่อ", *rows]).encode(encoding))
    with pytest.raises(Refused, match=rf"บรรทัดที่ {line:,} ") as refused:
        read(path)
    assert refused.value.code == "FILE_CONTROL"


def test_the_sign_by_which_old_programs_end_a_text_is_no_damage(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("รหัส,ชื่อ\n1,ก\n\x1a".encode("cp874"))
    source, batch = read(path)
    assert source.count == 1 and batch.columns == {"รหัส": ["1"], "ชื่อ": ["ก"]}


def assert_says_what_to_do(refused: Refused) -> None:
    assert len(re.findall("[ก-๛]", refused.thai)) > 10
    assert len(refused.thai) < 400
    assert re.search("กรุณา|รับ|ไม่ใช่ตาราง|ไม่เป็นเส้น", refused.thai), refused.thai
    assert not re.search("Error|Exception|Traceback|/tmp/", refused.thai)


def _feature(geometry: object) -> Callable[[Path], object]:
    good = making.polygon_features(1)[0]
    return lambda path: making.geojson(path, [good, {"type": "Feature", "properties": {"n": 9}, "geometry": geometry}])


def _ring(count: int) -> list[list[float]]:
    return [[100 + at / 1e6, 13 + (at % 2) / 1e6] for at in range(count - 1)] + [[100.0, 13.0]]


def _second_record(content: bytes, kind: int) -> Callable[[Path], object]:
    shapes, index = making.shp([making.point_record(100.5, 13.7) if kind == 1 else SQUARE, content], kind)
    table = making.dbf([b"A"], [[b"x"], [b"y"]], [3])
    return lambda path: making.shapefile_zip(path, shp=shapes, shx=index, dbf=table)


RING = ((100.0, 13.0), (100.0, 13.1), (100.1, 13.1), (100.0, 13.0))
SQUARE = making.parts_record(5, [RING])
NAN, INF = float("nan"), float("inf")

MARK = "<Placemark><Point><coordinates>100,13</coordinates></Point></Placemark>"
MIXED = [{"type": "Point", "coordinates": [100, 13]}, {"type": "LineString", "coordinates": [[100, 13], [101, 13]]}]

FAULTY: list[tuple[str, str, Callable[[Path], object], str]] = [
    ("not a number", "a.geojson", _feature({"type": "Point", "coordinates": [NAN, 13]}), "FILE_RANGE"),
    ("text for a number", "a.geojson", _feature({"type": "Point", "coordinates": ["ก", 13]}), "FILE_SHAPE"),
    ("infinite", "a.geojson", _feature({"type": "Point", "coordinates": [INF, 13]}), "FILE_RANGE"),
    ("beyond the poles", "a.geojson", _feature({"type": "Point", "coordinates": [100, 95]}), "FILE_RANGE"),
    ("far beyond", "a.geojson", _feature({"type": "Point", "coordinates": [1e300, 13]}), "FILE_RANGE"),
    ("a ring of two", "a.geojson", _feature({"type": "Polygon", "coordinates": [[[1, 1], [2, 2]]]}), "FILE_SHAPE"),
    ("an unknown shape", "a.geojson", _feature({"type": "Circle", "coordinates": [1, 1]}), "FILE_SHAPE"),
    ("a shape that is a text", "a.geojson", _feature("POINT(1 1)"), "FILE_SHAPE"),
    (
        "a mixed collection",
        "a.geojson",
        _feature({"type": "GeometryCollection", "geometries": MIXED}),
        "FILE_COLLECTION",
    ),
    (
        "a million vertices",
        "a.geojson",
        _feature({"type": "Polygon", "coordinates": [_ring(1_000_000)]}),
        "FILE_VERTICES",
    ),
    (
        "shp: a hole of no number",
        "a.zip",
        _second_record(making.parts_record(5, [[*RING], [(0.0, 0.0), (NAN, 1.0), (1.0, 1.0), (0.0, 0.0)]]), 5),
        "FILE_RANGE",
    ),
    (
        "shp: holes beyond all numbers",
        "a.zip",
        _second_record(making.parts_record(5, [[*RING], [(0.0, 0.0), (1e300, 1.0), (1e308, 1e308), (0.0, 0.0)]]), 5),
        "FILE_RANGE",
    ),
    ("shp: not a number", "a.zip", _second_record(making.point_record(NAN, NAN), 1), "FILE_RANGE"),
    (
        "shp: parts beyond its end",
        "a.zip",
        _second_record(SQUARE[:36] + struct.pack("<ii", 9999, 9) + SQUARE[44:], 5),
        "FILE_SHAPE",
    ),
    (
        "shp: parts in disorder",
        "a.zip",
        _second_record(struct.pack("<i4dii2i4d", 5, 0, 0, 0, 0, 2, 2, 0, 70000, 1, 1, 2, 2), 5),
        "FILE_SHAPE",
    ),
    ("shp: a ring of one", "a.zip", _second_record(making.parts_record(5, [[(1.0, 1.0)]]), 5), "FILE_SHAPE"),
    ("shp: multipatch", "a.zip", _second_record(struct.pack("<i4dii", 31, 0, 0, 0, 0, 0, 0), 1), "FILE_SHAPE"),
    ("shp: half a point", "a.zip", _second_record(struct.pack("<id", 1, 0), 1), "FILE_SHAPE"),
    (
        "shp: a million vertices",
        "a.zip",
        _second_record(struct.pack("<i4diii", 5, 0, 0, 0, 0, 1, 10**6, 0) + bytes(16 * 10**6), 5),
        "FILE_VERTICES",
    ),
    ("kml: no numbers", "a.kml", text(f"<kml>{MARK}{MARK.replace('100,13', 'x,y')}</kml>"), "FILE_SHAPE"),
    ("csv: an endless text", "a.csv", text(f"a,lat,lon\n1,13,100\n{'ก' * 200_000},13,100\n"), "FILE_TEXT"),
    ("csv: WKT of nonsense", "a.csv", text("a,wkt\n1,POINT(100 13)\n2,POINT(100\n"), "FILE_SHAPE"),
]


@pytest.mark.parametrize(("name", "make", "code"), [case[1:] for case in FAULTY], ids=[case[0] for case in FAULTY])
def test_a_row_that_cannot_be_read_is_told_and_the_others_stay(tmp_path, name, make, code):
    path = tmp_path / name
    make(path)
    _, rows = read(path)
    assert {row: why.code for row, why in rows.faults.items()} == {2: code}
    assert (rows.wkb[0] is not None, rows.wkb[1]) == (True, None)
    assert_says_what_to_do(rows.faults[2])


def test_what_is_odd_but_readable_is_read(tmp_path):
    path = tmp_path / "c.geojson"
    path.write_text("\n".join(json.dumps(feature) for feature in (_collection(), _open_ring())))
    _, rows = read(path)
    assert [shape.geom_type for shape in making.shapes(rows)] == ["MultiPoint", "Polygon"]
    assert rows.columns["id"] == ["ก", None]  # without the NUL and the half character around it


def _collection() -> dict[str, object]:
    points = [{"type": "Point", "coordinates": [100 + at, 13, 7]} for at in range(2)]
    geometry = {
        "type": "GeometryCollection",
        "geometries": [points[0], {"type": "GeometryCollection", "geometries": [points[1]]}],
    }
    return {"type": "Feature", "id": "\u0000ก\ud800", "properties": {}, "geometry": geometry}


def _open_ring() -> dict[str, object]:
    return {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [[[100, 13], [101, 13], [101, 14]]]}}


def test_columns_of_one_name_get_names_of_their_own(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("ชื่อ,ชื่อ,,ชื่อ_2\n1,2,3,4\n", "utf-8")
    source, rows = read(path)
    assert list(rows.columns) == ["ชื่อ", "ชื่อ_2", "คอลัมน์ 3", "ชื่อ_2_2"]
    assert any("ชื่อคอลัมน์ซ้ำ" in note for note in source.notes)


def test_a_workbook_with_macros_and_links_is_read_and_told(tmp_path):
    path = tmp_path / "a.xlsm"
    _xlsx_with(xl__vbaProject_bin=b"x", xl__externalLinks__externalLink1_xml=b"<a/>")(path)
    source, rows = read(path)
    assert rows.columns == {"a": [1], "b": [2]}
    assert any("แมโคร" in note for note in source.notes)
    assert any("ลิงก์ไปไฟล์อื่น" in note for note in source.notes)


def test_mixed_kinds_and_empty_shapes_in_one_file(tmp_path):
    features = [
        {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [100, 13]}},
        {
            "type": "Feature",
            "properties": {},
            "geometry": {"type": "LineString", "coordinates": [[100, 13], [101, 13]]},
        },
        {"type": "Feature", "properties": {}, "geometry": {"type": "MultiPoint", "coordinates": []}},
    ]
    source, rows = read(making.geojson(tmp_path / "m.geojson", features))
    assert (source.layers[0].geometry, rows.faults) == ("mixed", {})
    assert [wkb is not None for wkb in rows.wkb] == [True, True, False]


def test_a_damage_further_on_ends_in_a_sentence_too(tmp_path):
    path = tmp_path / "a.xlsx"
    making.workbook(path, [["a", "b"], *([at, at] for at in range(5000))])
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    sheet = content["xl/worksheets/sheet1.xml"]
    making.zipped(path, content | {"xl/worksheets/sheet1.xml": sheet[: len(sheet) // 2]})
    with making.opened(path) as source, pytest.raises(Refused) as refused:
        list(source.batches())
    assert refused.value.code == "FILE_BROKEN"


def test_unpacked_files_are_gone_when_the_source_is_closed(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    path = making.points_zip(tmp_path / "a.zip")
    with making.opened(path):
        assert list(tmp_path.glob("import-*/*"))
    assert not list(tmp_path.glob("import-*"))
    (tmp_path / "b.zip").write_bytes(path.read_bytes()[:300])
    with pytest.raises(Refused):
        making.opened(tmp_path / "b.zip")
    assert not list(tmp_path.glob("import-*"))


def test_the_process_of_the_web_reads_without_heavy_libraries():
    """Importing the readers must not load what costs a web process a hundred megabytes."""
    program = (
        "import sys; import importers.readers.table, importers.sniff; import importers.readers;"
        "print(json.dumps([m for m in ('pandas', 'pyarrow', 'pyogrio', 'rasterio', 'openpyxl') if m in sys.modules]))"
    )
    prelude = (
        "import json; from gis_core.settings.geo_libraries import configure; g, e = configure();"
        "from django.conf import settings; settings.configure(GDAL_LIBRARY_PATH=g, GEOS_LIBRARY_PATH=e);"
    )
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run(
        [sys.executable, "-c", prelude + program], cwd=root, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == []


def test_what_nobody_foresaw_is_logged_and_told(tmp_path, monkeypatch, caplog):
    def breaks(self, size):
        raise KeyError("never seen before")
        yield

    monkeypatch.setattr("importers.readers.geojson.GeoJson.chunks", breaks)
    with making.opened(making.geojson(tmp_path / "a.geojson")) as source, pytest.raises(Refused) as refused:
        list(source.batches())
    assert refused.value.code == "FILE_UNREADABLE"
    assert_says_what_to_do(refused.value)
    assert "never seen before" in caplog.text
