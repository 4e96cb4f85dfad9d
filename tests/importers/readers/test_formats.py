"""Every format gives the same kind of rows: named columns, shapes in WGS 84, faults by row."""

from __future__ import annotations

import json
import sqlite3
import struct
import zipfile
from datetime import UTC, date, datetime

import geopandas
import pytest
import shapely

from gis_core.pure.refusal import Refused
from tests.importers.readers import making
from tests.importers.readers.making import read, shapes


def test_a_zipped_shapefile_of_points_in_utm(tmp_path):
    source, rows = read(making.points_zip(tmp_path / "จุด.zip", cpg=b"UTF-8"))
    assert (source.kind, source.layer, source.count, source.srid, source.srid_how) == (
        "shapefile",
        "แปลง",
        3,
        32647,
        "file",
    )
    cut = "ชื่อ"[:3]  # the format cuts names at ten bytes, here in the middle of a character
    assert [field.name for field in source.fields] == [cut, "CODE"]
    assert rows.columns[cut][0] == "ถนนสมเด็จพระเจ้าตากสิน"
    assert rows.columns["CODE"] == ["007"] * 3
    assert shapes(rows)[0].x == pytest.approx(100.4808, abs=1e-3)
    assert source.crs_doubt is None


def test_polygons_of_a_shapefile_keep_holes_and_islands(tmp_path):
    outer = [(100.0, 13.0), (100.0, 13.1), (100.1, 13.1), (100.1, 13.0), (100.0, 13.0)]
    hole = [(100.02, 13.02), (100.04, 13.02), (100.04, 13.04), (100.02, 13.04), (100.02, 13.02)]
    island = [(100.2, 13.0), (100.2, 13.1), (100.3, 13.1), (100.2, 13.0)]
    content, index = making.shp([making.parts_record(5, [outer, island, hole]), making.parts_record(5, [outer])], 5)
    table = making.dbf([b"A"], [[b"x"], [b"y"]], [3])
    _, rows = read(making.shapefile_zip(tmp_path / "p.zip", shp=content, shx=index, dbf=table))
    first, second = shapes(rows)
    assert (first.geom_type, len(first.geoms), len(first.geoms[0].interiors)) == ("MultiPolygon", 2, 1)
    assert (second.geom_type, len(second.interiors)) == ("Polygon", 0)


def test_several_layers_in_folders_of_one_zip(tmp_path):
    content, index = making.shp([making.point_record(100.5, 13.7)], 1)
    table = making.dbf([b"A"], [[b"x"]], [3])
    members = {
        f"{folder}/{name}": part for folder in ("ก", "ข") for name, part in (("p.shp", content), ("p.dbf", table))
    }
    path = making.zipped(tmp_path / "สอง.zip", members | {"ข/p.shx": index, "อ่าน.pdf": b"%PDF-"})
    source, _ = read(path)
    assert {layer.name for layer in source.layers} == {"ก/p", "ข/p"}
    assert any("หลายชั้นข้อมูล" in note for note in source.notes)
    chosen, rows = read(path, layer="ข/p")
    assert chosen.layer == "ข/p"
    assert shapes(rows)[0].equals(shapely.Point(100.5, 13.7))
    with pytest.raises(Refused) as refused:
        read(path, layer="ค")
    assert refused.value.code == "FILE_LAYER"


def test_the_index_is_not_needed_and_deleted_rows_are_not_there(tmp_path):
    content, _ = making.shp([making.point_record(100.5 + at, 13.7) for at in range(3)], 1)
    table = bytearray(making.dbf([b"A"], [[b"x"], [b"y"], [b"z"]], [3]))
    table[table.index(b" y")] = ord("*")
    source, rows = read(making.shapefile_zip(tmp_path / "d.zip", shp=content, dbf=bytes(table)))
    assert (source.count, rows.columns["A"]) == (2, ["x", "z"])
    assert [round(shape.x, 1) for shape in shapes(rows)] == [100.5, 102.5]


def test_kinds_of_values_in_a_dbf(tmp_path):
    content, _ = making.shp([making.point_record(100.5, 13.7)] * 2, 1)
    table = making.dbf(
        [b"N", b"D", b"L", b"F"],
        [[b"12", b"25670229", b"T", b"1.5"], [b"***", b"99999999", b"?", b" "]],
        [9, 8, 1, 9],
        "NDLF",
    )
    source, rows = read(making.shapefile_zip(tmp_path / "v.zip", shp=content, dbf=table))
    assert [field.type for field in source.fields] == ["integer", "date", "boolean", "number"]
    assert rows.columns == {"N": [12, None], "D": [None, None], "L": [True, None], "F": [1.5, None]}


def test_geopackage_with_several_layers(tmp_path):
    path = _geopackage(tmp_path)
    source, rows = read(path)
    assert (source.kind, source.layer, source.srid) == ("geopackage", "แปลง", 32647)
    assert {layer.name: layer.count for layer in source.layers} == {"แปลง": 3, "จุด": 1}
    assert rows.columns["โฉนด"] == ["001", "002", "003"]
    assert shapes(rows)[0].geom_type == "Polygon"
    _, points = read(path, layer="จุด")
    assert shapes(points)[0].geom_type == "Point"


def _geopackage(folder):
    parcels = geopandas.GeoDataFrame(
        {"โฉนด": ["001", "002", "003"]},
        geometry=[shapely.box(660000 + 50 * at, 1520000, 660040 + 50 * at, 1520040) for at in range(3)],
        crs=32647,
    )
    parcels.to_file(folder / "g.gpkg", layer="แปลง")
    geopandas.GeoDataFrame({"a": [1]}, geometry=[shapely.Point(100, 13)], crs=4326).to_file(
        folder / "g.gpkg", layer="จุด"
    )
    return folder / "g.gpkg"


def test_curves_in_a_geopackage_become_lines(tmp_path):
    path = _geopackage(tmp_path)
    curve = struct.pack("<BII6d", 1, 8, 3, 660000.0, 1520000.0, 660010.0, 1520010.0, 660020.0, 1520000.0)
    with sqlite3.connect(path) as db:
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type='trigger'").fetchall():
            db.execute(f'DROP TRIGGER "{name}"')
        db.execute("UPDATE แปลง SET geom = ? WHERE fid = 1", (b"GP\0\1" + struct.pack("<i", 32647) + curve,))
    _, rows = read(path, layer="แปลง")
    shape = shapes(rows)[0]
    assert shape.geom_type == "LineString"
    assert shapely.get_num_coordinates(shape) > 10


@pytest.mark.parametrize(
    "wrapped",
    [
        lambda features: {"type": "FeatureCollection", "features": features},
        lambda features: {"LocationGeospatial": {"type": "FeatureCollection", "features": features}},
        lambda features: [{"LocationGeospatial": feature, "เลขที่": 1} for feature in features],
        lambda features: features,
        lambda features: {
            "result": [{"LocationGeospatial": feature["geometry"], **feature["properties"]} for feature in features]
        },
    ],
)
def test_geojson_in_any_wrapper(tmp_path, wrapped):
    path = tmp_path / "w.json"
    path.write_text(json.dumps(wrapped(making.polygon_features())), "utf-8")
    source, rows = read(path)
    assert (source.kind, source.count, source.srid) == ("geojson", 3, 4326)
    assert rows.columns["ชื่อ"] == ["แปลง 0", "แปลง 1", "แปลง 2"]
    assert all(shape.geom_type == "Polygon" for shape in shapes(rows))


def test_geojson_longer_than_what_is_read_at_once(tmp_path):
    features = making.polygon_features(9000)
    source, _ = read(making.geojson(tmp_path / "long.geojson", features, crs=None))
    assert source.count == 9000
    wrapped = tmp_path / "wrapped.json"
    wrapped.write_text(
        json.dumps({"meta": {"a": 1}, "LocationGeospatial": {"type": "FeatureCollection", "features": features}})
    )
    assert read(wrapped)[0].count == 9000


def test_geojson_one_feature_a_line_with_heights_and_nested_values(tmp_path):
    path = tmp_path / "n.ndjson"
    features = [
        {
            "type": "Feature",
            "properties": {"a": {"b": [1]}},
            "geometry": {"type": "Point", "coordinates": [100.5, 13.7, 9]},
        },
        {"type": "Feature", "properties": None, "geometry": None},
    ]
    path.write_text("\n".join(json.dumps(feature) for feature in features))
    _, rows = read(path)
    assert rows.columns["a"] == ['{"b":[1]}', None]
    assert not shapely.has_z(shapes(rows)[0])
    assert (rows.wkb[1], rows.faults) == (None, {})


def test_kml_with_folders_data_holes_and_a_track(tmp_path):
    path = tmp_path / "k.kml"
    path.write_text(making.KML, "utf-8")
    source, rows = read(path)
    assert rows.columns["name"] == ["แปลง ๑", "เดิน"]
    assert rows.columns["รหัส"] == ["007", None]
    assert rows.columns["folder"] == ["เขต 1", "เขต 1"]
    assert rows.columns["description"] == ["เจ้าของ: นาย ก", None]
    polygon, line = shapes(rows)
    assert (len(polygon.interiors), line.geom_type) == (1, "LineString")
    assert any("ไม่เปิดลิงก์" in note for note in source.notes)
    with making.opened(path) as again:
        (track,) = again.tracks()
    assert [point.ele for point in track.points] == [3.0, 4.0]
    kmz = making.zipped(tmp_path / "k.kmz", {"doc.kml": making.KML.encode(), "files/a.png": b"x"})
    assert read(kmz)[0].count == 2


def test_gpx_has_three_layers(tmp_path):
    path = tmp_path / "t.gpx"
    path.write_text(making.GPX, "utf-8")
    source, rows = read(path)
    assert [(layer.name, layer.count) for layer in source.layers] == [("tracks", 1), ("routes", 1), ("waypoints", 1)]
    assert rows.columns["name"] == ["สำรวจ"]
    assert shapes(rows)[0].geom_type == "MultiLineString"
    assert read(path, layer="waypoints")[1].columns["name"] == ["หมุด ก"]
    with making.opened(path) as again:
        tracks = list(again.tracks())
    assert [(track.kind, track.name, len(track.points)) for track in tracks] == [
        ("route", "ทางแผน", 2),
        ("track", "สำรวจ", 2),
        ("track", "สำรวจ", 2),
    ]
    first, second = tracks[1].points
    assert (first.ele, first.hdop, first.speed, first.accuracy_m) == (2.5, 0.8, 1.5, 4.0)
    assert (first.at, second.at) == (datetime(2024, 3, 23, 4, tzinfo=UTC), datetime(2024, 3, 23, 4, 0, 10, tzinfo=UTC))


def test_nmea_sentences_of_a_second_make_a_point(tmp_path):
    path = tmp_path / "log.nmea"
    path.write_text(making.NMEA)
    source, rows = read(path)
    assert (source.kind, rows.columns["points"]) == ("nmea", [2])
    with making.opened(path) as again:
        (track,) = again.tracks()
    first = track.points[0]
    assert (first.lon, first.lat, first.ele, first.hdop) == (100.5, 13.75, 5.4, 0.9)
    assert first.speed == pytest.approx(5.144, abs=1e-3)
    assert first.at == datetime(2024, 3, 23, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "row", "x", "y"),
    [
        ("รหัส,X,Y", "1,660000,1520000", 100.4808, 13.7443),
        ("รหัส,พิกัดตะวันออก,พิกัดเหนือ", '1,"660,000.0","1,520,000.0"', 100.4808, 13.7443),
        ("รหัส,Lat,Long", "1,13.75,100.5", 100.5, 13.75),
        ("รหัส,ละติจูด,ลองจิจูด", "1,๑๓.๗๕,๑๐๐.๕", 100.5, 13.75),
        ("รหัส,lat,lng", '1,13°45\'00""N,100°30\'00""E'.replace('""', "″"), 100.5, 13.75),
        ("รหัส,พิกัด", '1,"13.75, 100.5"', 100.5, 13.75),
        ("รหัส,ที่ตั้งตามแผนที่,อื่น", "1,13.7512,100.5012", 100.5012, 13.7512),
        ("รหัส,เหนือใต้,ออกตก", "1,13.7512,100.5012", 100.5012, 13.7512),
        ("รหัส,รูป", "1,POINT (100.5 13.75)", 100.5, 13.75),
        ("รหัส,geom", "1,SRID=32647;POINT(660000 1520000)", 100.4808, 13.7443),
        ("รหัส;ชื่อ;lat;lon", "1;ก;13,75;100,5", 100.5, 13.75),
    ],
)
def test_places_in_a_csv_are_found_by_name_and_by_value(tmp_path, header, row, x, y):
    path = tmp_path / "t.csv"
    path.write_text(f"{header}\n{row}\n{row}\n", "utf-8")
    _, rows = read(path)
    assert rows.faults == {}
    assert (shapes(rows)[0].x, shapes(rows)[0].y) == (pytest.approx(x, abs=1e-3), pytest.approx(y, abs=1e-3))
    assert rows.columns["รหัส"] == ["1", "1"]


def test_rows_without_a_place_and_with_a_wrong_one(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("code,lat,lon\n001,13.75,100.5\n002,,\n003,สิบสาม,100.5\n004,0,0\n005,13.7,100.5,เกิน\n", "utf-8")
    source, rows = read(path)
    assert [wkb is not None for wkb in rows.wkb] == [True, False, False, False, False]
    assert {row: why.code for row, why in rows.faults.items()} == {3: "FILE_COORDINATE", 5: "FILE_ROW"}
    assert "สิบสาม" in rows.faults[3].thai
    assert (source.row_offset, rows.columns["code"][0]) == (1, "001")


def test_a_plain_table_has_no_places(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("รหัส,อายุ,ราคา\n1,15,500000\n2,17,1500000\n", "utf-8")
    source, rows = read(path)
    assert (source.srid, source.crs_doubt, source.layers[0].geometry) == (None, None, "none")
    assert rows.wkb == [None, None]


def test_a_workbook_with_a_title_above_the_header(tmp_path):
    path = making.workbook(
        tmp_path / "t.xlsx",
        [
            ["ทะเบียนหมุดหลักเขต"],
            [],
            ["รหัส", "ชื่อ", "พิกัด X", "พิกัด Y", "วันที่", "เลขที่"],
            ["007", "ก", 660000.5, 1520000, datetime(2024, 1, 2), 1234.0],
            ["008", "#N/A", 660001, 1520001, None, "12ก"],
        ],
    )
    source, rows = read(path)
    assert [field.name for field in source.fields] == ["รหัส", "ชื่อ", "พิกัด X", "พิกัด Y", "วันที่", "เลขที่"]
    assert rows.columns["วันที่"] == [date(2024, 1, 2), None]
    assert rows.columns["เลขที่"] == ["1234", "12ก"]
    assert rows.columns["ชื่อ"] == ["ก", None]
    assert (source.row_offset, shapes(rows)[0].geom_type) == (3, "Point")
    assert source.crs_doubt and "Indian 1975" in source.crs_doubt


def test_a_drawing_gives_closed_lines_as_polygons_and_thai_texts(tmp_path):
    path = tmp_path / "แบบ.dxf"
    path.write_bytes(making.DXF.encode("cp874"))
    source, rows = read(path)
    assert (source.kind, source.encoding.name, source.encoding.how) == ("dxf", "cp874", "cpg")
    assert rows.columns["layer"] == ["แปลง", "ตัวอักษร"]
    assert rows.columns["text"][1] == "โฉนด 1234"
    assert [shape.geom_type for shape in shapes(rows)] == ["Polygon", "Point"]
    assert source.crs_doubt and {choice.srid for choice in source.crs_choices} >= {32647, 24047}


@pytest.mark.parametrize("encoding", ["cp874", "utf-8"])
def test_the_texts_of_a_drawing_without_a_header_are_thai(tmp_path, encoding):
    """As instruments write them; GDAL takes them for Latin."""
    path = tmp_path / "แบบ.dxf"
    path.write_bytes(("0\nSECTION\n2\nENT" + making.DXF.partition("2\nENT")[2]).encode(encoding))
    source, rows = read(path)
    assert source.encoding.name == encoding
    assert (rows.columns["layer"], rows.columns["text"][1]) == (["แปลง", "ตัวอักษร"], "โฉนด 1234")


def test_photographs_are_placed_where_the_camera_stood(tmp_path):
    source, rows = read(making.photo(tmp_path / "ภาพ.jpg"))
    assert (source.kind, rows.columns["name"]) == ("photo", ["ภาพ.jpg"])
    assert shapes(rows)[0].equals_exact(shapely.Point(100.5, 13.75), 1e-6)
    placeless = making.photo(tmp_path / "ไม่มี.jpg", lon=None)
    album = making.zipped(
        tmp_path / "a.zip", {"1.jpg": (tmp_path / "ภาพ.jpg").read_bytes(), "2.jpg": placeless.read_bytes()}
    )
    _, rows = read(album)
    assert {row: why.code for row, why in rows.faults.items()} == {2: "FILE_PHOTO_PLACE"}


def test_a_geotiff_is_its_footprint(tmp_path):
    source, rows = read(making.geotiff(tmp_path / "o.tif"))
    assert (source.kind, source.srid, rows.columns["width"], rows.columns["pixel_x"]) == (
        "geotiff",
        32647,
        [100],
        [0.5],
    )
    assert shapes(rows)[0].geom_type == "Polygon"


def test_the_content_decides_and_the_name_is_remarked_on(tmp_path):
    path = making.geojson(tmp_path / "แปลง.csv")
    source, _ = read(path)
    assert source.kind == "geojson"
    assert any("อ่านตามเนื้อหา" in note for note in source.notes)


def test_a_text_named_as_something_else_is_not_told_of_headings_alone(tmp_path):
    path = tmp_path / "10_text.gpkg"
    path.write_text("สวัสดี", "utf-8")
    with pytest.raises(Refused) as refused:
        read(path)
    assert refused.value.thai.startswith("ชื่อไฟล์ลงท้ายด้วย .gpkg แต่เนื้อหาเป็นข้อความ (CSV)")


def test_a_geopackage_of_a_table_without_shapes_is_read(tmp_path):
    path = tmp_path / "ตาราง.gpkg"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT, identifier TEXT, srs_id INTEGER)")
        db.execute("CREATE TABLE owners (fid INTEGER PRIMARY KEY, ชื่อ TEXT)")
        db.execute("INSERT INTO gpkg_contents VALUES ('owners', 'attributes', 'owners', 0)")
        db.execute("INSERT INTO owners (ชื่อ) VALUES ('สมมุติ'), ('สมหมาย')")
    db.close()
    source, rows = read(path)
    assert (source.kind, source.count, [layer.geometry for layer in source.layers]) == ("geopackage", 2, ["none"])
    assert rows.columns["ชื่อ"] == ["สมมุติ", "สมหมาย"]


def test_rows_can_be_read_again_and_in_batches_of_any_size(tmp_path):
    with making.opened(making.geojson(tmp_path / "g.geojson", making.polygon_features(10))) as source:
        for size in (1, 3, 10, 99):
            batches = list(source.batches(size))
            assert [batch.first_row for batch in batches] == list(range(1, 11, size))
            assert sum(batch.count for batch in batches) == 10


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("a.zip", making.points_zip),
        ("a.geojson", making.geojson),
        ("a.kml", lambda path: path.write_text(making.KML, "utf-8")),
        ("a.gpx", lambda path: path.write_text(making.GPX, "utf-8")),
        ("a.nmea", lambda path: path.write_text(making.NMEA)),
        ("a.csv", lambda path: path.write_text("รหัส,lat,lon\n1,13.7,100.5\n", "utf-8")),
        ("a.dxf", lambda path: path.write_bytes(making.DXF.encode("cp874"))),
        ("a.xlsx", lambda path: making.workbook(path, [["รหัส", "lat"], ["1", 2]])),
        ("a.jpg", making.photo),
        ("a.tif", making.geotiff),
    ],
)
def test_stored_files_have_no_ending(tmp_path, name, make):
    make(tmp_path / name)
    stored = (tmp_path / name).rename(tmp_path / "0a1b2c3d")
    _, rows = read(stored, name)
    assert rows.count


def test_papers_beside_the_data_are_no_question(tmp_path):
    path = making.points_zip(tmp_path / "a.zip")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("อ่านก่อน.txt", "สวัสดี")
        archive.writestr("ภาพ.jpg", making.photo(tmp_path / "p.jpg").read_bytes())
        archive.writestr("แปลง.csv", "รหัส\n1\n")
    source, _ = read(path)
    assert [layer.name for layer in source.layers] == ["แปลง"]
    assert read(path, layer="แปลง.csv")[1].columns == {"รหัส": ["1"]}
