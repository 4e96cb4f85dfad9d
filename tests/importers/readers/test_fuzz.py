"""Small valid files of every format with bytes flipped, cut, doubled and moved: a Source or a sentence, nothing else.

Bounded: a fixed seed and a fixed number of mutations. More are tried with ELOCAL_FUZZ set to a number.
"""

from __future__ import annotations

import os
import random
import sqlite3
import zipfile
from pathlib import Path

import geopandas
import pytest
import shapely

from gis_core.pure.refusal import Refused
from tests.importers.readers import making

MUTATIONS = int(os.environ.get("ELOCAL_FUZZ", "60"))
#: Each drawing starts a process of its own.
MUTATIONS_DXF = max(3, MUTATIONS // 20)
INTERESTING = (
    b"\0",
    b"\xff",
    b"\x7f",
    b"\x80",
    b"\xff\xff\xff\xff",
    b"\0\0\0\0",
    b"\x7f\xff\xff\xff",
    b"<",
    b'"',
    b"{",
    b"PK",
)


def geopackage(folder: Path) -> bytes:
    frame = geopandas.GeoDataFrame(
        {"ชื่อ": ["ก", "ข"], "n": [1, 2]}, geometry=[shapely.box(0, 0, 1, 1), shapely.Point(1, 1)], crs=32647
    )
    frame.to_file(folder / "seed.gpkg", layer="ชั้น")
    with sqlite3.connect(folder / "seed.gpkg") as db:
        db.execute("PRAGMA journal_mode = DELETE")
    return (folder / "seed.gpkg").read_bytes()


def shapefile(folder: Path) -> bytes:
    return making.points_zip(folder / "seed.zip", cpg=b"UTF-8").read_bytes()


def stored_polygons(folder: Path) -> bytes:
    """Not compressed, so that the damage reaches the shapes and not only the archive's checksum."""
    ring = [(100.0, 13.0), (100.0, 13.1), (100.1, 13.1), (100.0, 13.0)]
    hole = [(100.01, 13.06), (100.03, 13.08), (100.02, 13.09), (100.01, 13.06)]
    return making.shp([making.parts_record(5, [ring, hole]), making.parts_record(5, [ring, ring])], 5)[0]


def workbook(folder: Path) -> bytes:
    return making.workbook(folder / "seed.xlsx", [["รหัส", "lat", "lon"], ["1", 13.7, 100.5]]).read_bytes()


def table(folder: Path) -> bytes:
    return making.dbf(
        ["ชื่อ".encode("cp874"), b"N", b"D", b"L"],
        [["ก".encode("cp874"), b"1", b"20240101", b"T"]] * 2,
        [9, 5, 8, 1],
        "CNDL",
    )


def beside_points(content: bytes, path: Path) -> None:
    shapes, _ = making.shp([making.point_record(100.5, 13.7)] * 2, 1)
    making.shapefile_zip(path, shp=shapes, dbf=content)


def sheet(folder: Path) -> bytes:
    with zipfile.ZipFile(making.workbook(folder / "seed.xlsx", [["รหัส", "lat", "lon"], ["1", 13.7, 100.5]])) as book:
        return book.read("xl/worksheets/sheet1.xml")


def in_a_workbook(content: bytes, path: Path) -> None:
    making.workbook(path, [["a"], [1]])
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    making.zipped(path, parts | {"xl/worksheets/sheet1.xml": content})


def as_it_is(content: bytes, path: Path) -> None:
    path.write_bytes(content)


#: What is damaged inside an archive, so that the damage is not found by the archive's checksum alone.
WRAPPED = {"dbf": beside_points, "sheet": in_a_workbook}
SEEDS = {
    "dbf": ("a.zip", table),
    "sheet": ("a.xlsx", sheet),
    "shapefile": ("a.zip", shapefile),
    "shp": ("a.shp", stored_polygons),
    "geopackage": ("a.gpkg", geopackage),
    "geojson": ("a.geojson", lambda folder: making.geojson(folder / "seed").read_bytes()),
    "kml": ("a.kml", lambda folder: making.KML.encode()),
    "gpx": ("a.gpx", lambda folder: making.GPX.encode()),
    "nmea": ("a.nmea", lambda folder: making.NMEA.encode()),
    "csv": ("a.csv", lambda folder: "รหัส,lat,lon,geom\n1,13.7,100.5,ก\n2,13.8,100.6,ข\n".encode("cp874")),
    "wkt": ("a.csv", lambda folder: b'id,wkt\n1,"POLYGON((1 1,2 2,3 1,1 1))"\n2,POINT(1 1)\n'),
    "xlsx": ("a.xlsx", workbook),
    "photo": ("a.jpg", lambda folder: making.photo(folder / "seed.jpg").read_bytes()),
    "geotiff": ("a.tif", lambda folder: making.geotiff(folder / "seed.tif").read_bytes()),
    "dxf": ("a.dxf", lambda folder: making.DXF.encode("cp874")),
}


def mutated(seed: bytes, dice: random.Random) -> bytes:
    content = bytearray(seed)
    for _ in range(dice.choice((1, 1, 2, 5, 20))):
        at = dice.randrange(len(content) + 1)
        act = dice.randrange(6)
        if act == 0 and at < len(content):
            content[at] ^= 1 << dice.randrange(8)
        elif act == 1:
            piece = dice.choice(INTERESTING)
            content[at : at + len(piece)] = piece
        elif act == 2:
            content[at:at] = content[at : at + dice.randrange(60)]
        elif act == 3:
            del content[at : at + dice.randrange(30)]
        elif act == 4 and dice.random() < 0.3:
            del content[at:]
        else:
            content[at : at + 1] = bytes([dice.randrange(256)])
        if not content:
            content = bytearray(b"x")
    return bytes(content)


@pytest.mark.parametrize("name", SEEDS)
def test_only_a_source_or_a_refusal_comes_out(tmp_path, name):
    file_name, make = SEEDS[name]
    seed = make(tmp_path)
    path = tmp_path / "stored"
    wrap = WRAPPED.get(name, as_it_is)
    wrap(seed, path)
    making.read(path, file_name)  # the seed itself is readable
    dice = random.Random(f"readers of {name}")
    outcomes = {"read": 0, "refused": 0}
    for number in range(MUTATIONS_DXF if name == "dxf" else MUTATIONS):
        content = mutated(seed, dice)
        wrap(content, path)
        try:
            _, rows = making.read(path, file_name)
            assert len(rows.wkb) == rows.count
            assert all(len(column) == rows.count for column in rows.columns.values())
            with making.opened(path, file_name) as source:
                list(source.tracks())
            outcomes["read"] += 1
        except Refused as refused:
            assert refused.code.startswith("FILE_")
            assert refused.code != "FILE_UNREADABLE"
            outcomes["refused"] += 1
        except Exception as error:
            (tmp_path / "culprit").write_bytes(content)
            pytest.fail(f"mutation {number} of {name} ({tmp_path / 'culprit'}): {error!r}")
    assert sum(outcomes.values()) >= 3
