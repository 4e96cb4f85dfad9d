"""The coordinate system is taken from the file, or told by where the points would lie; never in silence."""

from __future__ import annotations

import json

import pytest
import shapely
from pyproj import CRS

from gis_core.features import measure
from gis_core.pure.refusal import Refused
from importers.crs import identify
from tests.importers.readers import making
from tests.importers.readers.making import SHIFT, read, shapes

#: An office of 3 km in zone 47.
LAND = (100.47, 13.73, 100.50, 13.76)
INSIDE = (
    100.4985,
    13.7315,
)  # in the south-east corner: the forgotten shift leads out of it, 334 m east and 304 m south


def points_file(path, xy, srid=None):
    features = [
        {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": list(each)}} for each in xy
    ]
    member = {"crs": {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{srid}"}}} if srid else {}
    path.write_text(json.dumps({"type": "FeatureCollection", **member, "features": features}))
    return path


def around(srid, turned=False, centre=INSIDE):
    """Twenty points round a place of the office, in another system."""
    found = []
    for at in range(20):
        x, y = measure.from_lonlat(centre[0] + at * 1e-5, centre[1] + at * 1e-5, srid, SHIFT)
        found.append((y, x) if turned else (x, y))
    return found


def csv_file(path, xy, header="รหัส,X,Y"):
    path.write_text("\n".join([header, *(f"{at},{x},{y}" for at, (x, y) in enumerate(xy))]), "utf-8")
    return path


@pytest.mark.parametrize("srid", [32647, 24047, 4326, 3857])
def test_a_named_system_is_used_and_undoubted(tmp_path, srid):
    xy = around(srid) if srid != 3857 else [(11187300.0, 1546500.0)] * 3
    source, rows = read(points_file(tmp_path / "a.geojson", xy, srid), land=LAND)
    assert (source.srid, source.srid_how, source.crs_doubt, source.crs_refusal) == (srid, "file", None, None)
    if srid != 3857:
        assert shapes(rows)[0].distance(shapely.Point(INSIDE)) < 1e-7


def test_indian_1975_goes_by_the_named_operation(tmp_path):
    path = points_file(tmp_path / "a.geojson", [(661611.20, 1658568.77)], 24047)
    _, rows = read(path)
    assert shapes(rows)[0].distance(shapely.Point(100.5, 15.0)) < 1e-6


def test_a_forgotten_shift_of_450_m_is_told_with_the_system_that_fits(tmp_path):
    source, _ = read(points_file(tmp_path / "a.geojson", around(24047), 32647), land=LAND)
    assert (source.srid, source.srid_how) == (32647, "file")
    assert "Indian 1975 / UTM 47N" in source.crs_doubt
    assert [choice.srid for choice in source.crs_choices if choice.outside == 0] == [24047]
    again, _ = read(points_file(tmp_path / "a.geojson", around(24047), 32647), land=LAND, srid=24047)
    assert (again.srid_how, again.crs_doubt) == ("given", None)


def test_metres_in_a_file_that_must_hold_degrees_are_doubted(tmp_path):
    source, rows = read(points_file(tmp_path / "a.geojson", around(32647)), land=LAND)
    assert (source.srid, source.srid_how) == (32647, "guessed")
    assert source.crs_doubt
    assert shapes(rows)[0].distance(shapely.Point(INSIDE)) < 1e-6


def test_swapped_degrees_are_turned_and_told(tmp_path):
    source, rows = read(points_file(tmp_path / "a.geojson", around(4326, turned=True)), land=LAND)
    assert (source.axis, source.srid) == ("yx", 4326)
    assert any("สลับ" in note for note in source.notes)
    assert shapes(rows)[0].distance(shapely.Point(INSIDE)) < 1e-9
    kept, _ = read(points_file(tmp_path / "a.geojson", around(4326, turned=True)), land=LAND, axis="xy")
    assert kept.axis == "xy"


def test_numbers_without_a_system_near_the_edge_fit_one_only(tmp_path):
    source, _ = read(csv_file(tmp_path / "a.csv", around(24047)), land=LAND)
    assert (source.srid, source.srid_how, source.crs_doubt) == (24047, "guessed", None)
    assert any("Indian 1975" in note for note in source.notes)


def test_numbers_without_a_system_in_the_middle_are_asked_about(tmp_path):
    source, _ = read(csv_file(tmp_path / "a.csv", around(32647, centre=(100.485, 13.745))), land=LAND)
    assert (source.srid, source.srid_how) == (32647, "guessed")
    assert {choice.srid for choice in source.crs_choices} == {32647, 24047}
    assert "WGS 84 / UTM 47N หรือ Indian 1975 / UTM 47N" in source.crs_doubt


def test_northing_before_easting(tmp_path):
    source, rows = read(csv_file(tmp_path / "a.csv", around(32647, turned=True, centre=(100.485, 13.745))), land=LAND)
    assert source.axis == "yx"
    assert source.crs_doubt
    assert shapes(rows)[0].distance(shapely.Point(100.485, 13.745)) < 1e-6


def test_zone_48_is_told_by_the_office(tmp_path):
    east = (104.0, 15.0, 104.1, 15.1)
    source, _ = read(csv_file(tmp_path / "a.csv", around(32648, centre=(104.05, 15.05))), land=east)
    assert source.srid == 32648


def test_columns_named_degrees_but_holding_metres(tmp_path):
    source, _ = read(csv_file(tmp_path / "a.csv", around(32647), "รหัส,lon,lat"), land=LAND)
    assert (source.srid, source.srid_how) == (32647, "guessed")
    assert source.crs_doubt


def test_nothing_fits(tmp_path):
    source, rows = read(csv_file(tmp_path / "a.csv", [(5_000_000.0 + at, 9_000_000.0) for at in range(9)]), land=LAND)
    assert (source.srid, source.srid_how, source.crs_refusal) == (None, None, None)
    assert "กรุณาเลือกระบบพิกัด" in source.crs_doubt
    assert shapes(rows)[0].equals(shapely.Point(5_000_000, 9_000_000))


@pytest.mark.parametrize(("away_m", "refused"), [(0, False), (400, False), (700, True), (50_000, True)])
def test_a_file_more_than_500_m_outside_the_office_is_refused(tmp_path, away_m, refused):
    x = LAND[2] + away_m / 108_200 + 0.00001
    source, _ = read(points_file(tmp_path / "a.geojson", [(x, 13.745)] * 5), land=LAND)
    assert (source.crs_refusal is not None) == refused
    if refused:
        with pytest.raises(Refused, match="ระบบพิกัดของไฟล์ไม่ถูกต้อง") as raised:
            source.require_in_place()
        assert (raised.value.code, raised.value.geometry["type"]) == ("CRS", "Point")
    else:
        source.require_in_place()


def test_an_unknown_system_given_by_people(tmp_path):
    with pytest.raises(Refused) as refused:
        read(points_file(tmp_path / "a.geojson", [(100, 13)]), srid=999999)
    assert (refused.value.code, refused.value.field) == ("FILE_CRS", "srid")


@pytest.mark.parametrize(
    ("definition", "srid"),
    [
        (making.UTM47, 32647),
        (CRS(24047).to_wkt("WKT1_ESRI"), 24047),
        (CRS(24048).to_wkt("WKT1_GDAL"), 24048),
        (CRS(4326).to_wkt("WKT1_ESRI"), 4326),
        (CRS(3857).to_wkt("WKT1_ESRI"), 3857),
        (CRS(4240).to_wkt("WKT1_ESRI"), 4240),
        (CRS(4979).to_wkt(), 4326),
        (CRS("EPSG:32647+5773").to_wkt(), 32647),
        (CRS(32647).to_wkt() + "\0\r\n", 32647),
        ("urn:ogc:def:crs:EPSG::24047", 24047),
        ("", None),
        ("PROJCS[", None),
        ("x" * 50_000, None),
        ("\0", None),
    ],
)
def test_definitions_of_systems(definition, srid):
    assert identify(definition).srid == srid
