"""Files as the world has them load with no option typed and their Thai is right.

The files are no part of the product: see conftest for where they are looked for; without them these tests are skipped.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gis_core.pure.refusal import Refused
from tests.importers.readers import making
from tests.importers.readers.conftest import real_files

THAILAND = (97.2, 5.4, 105.8, 20.6)
THAI = re.compile("^[ก-๛]")

#: path, kind, layer, rows, geometry, srid, encoding, column, a value of the first row
FILES = [
    ("th_admin/tambon_Phuket.shp.zip", "shapefile", 17, "polygon", 4326, "utf-8", "ADM3_TH", "ตลาดใหญ่"),
    ("th_admin/tambon_Nonthaburi.shp.zip", "shapefile", 52, "polygon", 4326, "utf-8", "ADM3_TH", "สวนใหญ่"),
    ("th_admin/tambon_Lamphun.shp.zip", "shapefile", 51, "polygon", 4326, "utf-8", "ADM3_TH", "ในเมือง"),
    ("th_admin/tambon_Phuket.kml", "kml", 17, "polygon", 4326, "utf-8", "ADM3_TH", "ตลาดใหญ่"),
    ("th_admin/amphoe_ChiangMai.shp.zip", "shapefile", 25, "polygon", 4326, "utf-8", "ADM2_TH", "เมืองเชียงใหม่"),
    (
        "th_admin/adm3_tambon_simplified.shp.zip",
        "shapefile",
        7425,
        "polygon",
        4326,
        "utf-8",
        "ADM3_TH",
        "พระบรมมหาราชวัง",
    ),
    ("th_admin/adm1_provinces.geojson", "geojson", 77, "polygon", 4326, "utf-8", "pro_th", "พะเยา"),
    ("th_villages/TH_VILLAGE2012.zip", "shapefile", 65213, "point", 4326, "utf-8", "NAME", "บ้านท่าลานเตียน"),
    ("bangkok/district.shp.zip", "shapefile", 50, "polygon", 4326, "utf-8", "dname", "เขตบางพลัด"),
    ("bangkok/hospital.shp.zip", "shapefile", 121, "point", 4326, "utf-8", "name", "โรงพยาบาลภูมิพลอดุลยเดช"),
    ("bangkok/hospital.csv", "csv", 121, "point", 4326, "utf-8", "name", "โรงพยาบาลภูมิพลอดุลยเดช"),
    ("bangkok/bike_way.shp.zip", "shapefile", 31, "line", 32647, "cp874", "NAME", "ถนนจรัญสนิทวงศ์"),
    ("bangkok/health_area.shp.zip", "shapefile", 68, "polygon", 32647, "cp874", None, None),
    ("bangkok/land_value.shp.zip", "shapefile", 834, "line", 32647, "cp874", "name", "ถนนสมเด็จพระปิ่นเกล้า"),
    ("bangkok/osm_z12.gpkg.zip", "geopackage", 132177, "mixed", 4326, "utf-8", None, None),
    ("th_postcodes/sub_districts.csv", "csv", 7451, "point", 4326, "utf-8", "name_th", "พระบรมมหาราชวัง"),
    ("th_postcodes/districts.csv", "csv", 929, "none", None, "utf-8", "name_th", "เขตพระนคร"),
    ("th_postcodes/provinces.csv", "csv", 77, "none", None, "utf-8", "name_th", "กรุงเทพมหานคร"),
    ("th_postcodes/geographies.csv", "csv", 6, "none", None, "utf-8", "name", "ภาคเหนือ"),
]


@pytest.mark.parametrize(
    ("name", "kind", "count", "geometry", "srid", "encoding", "column", "value"), FILES, ids=[f[0] for f in FILES]
)
def test_it_loads_with_no_option(real, name, kind, count, geometry, srid, encoding, column, value):
    with making.opened(real / name) as source:
        layer = next(layer for layer in source.layers if source.layer in (layer.name, Path(layer.name).stem))
        assert (source.kind, source.count, layer.geometry, source.srid) == (kind, count, geometry, srid)
        assert source.encoding.name == encoding
        assert (source.crs_doubt, source.crs_refusal, source.axis) == (None, None, "xy")
        first = None
        rows = placed = 0
        for batch in source.batches():
            first = first or batch
            rows += batch.count
            placed += sum(1 for wkb in batch.wkb if wkb)
            assert batch.faults == {}
    assert rows == count
    assert placed == (0 if geometry == "none" else 7121 if "sub_districts" in name else count)
    if column:
        assert first.columns[column][0] == value
        assert sum(1 for each in first.columns[column] if each and THAI.match(each)) > 0.8 * first.count
    if srid:
        west, south, east, north = source.bounds
        assert THAILAND[0] < west < east < THAILAND[2]
        assert THAILAND[1] < south < north < THAILAND[3]


def test_prices_with_commas_stay_as_they_are_written(real):
    _, rows = making.read(real / "bangkok/land_value.shp.zip")
    assert rows.columns["price_min"][0] == "50,000"


def test_the_table_beside_the_villages_is_no_question_but_can_be_had(real):
    with making.opened(real / "th_villages/TH_VILLAGE2012.zip") as source:
        assert [layer.name for layer in source.layers] == ["TH_VILLAGE2012"]
    with making.opened(real / "th_villages/TH_VILLAGE2012.zip", layer="TH_VILLAGE2012.csv") as source:
        assert (source.kind, source.count) == ("csv", 65213)
        assert next(source.batches()).columns["NAME"][0] == "บ้านท่าลานเตียน"


def test_every_layer_of_the_roads_geopackage(real):
    path = real / "bangkok/osm_z12.gpkg.zip"
    with making.opened(path) as source:
        names = [layer.name for layer in source.layers]
    assert "road" in names
    total = 0
    for name in names:
        with making.opened(path, layer=name) as source:
            total += sum(batch.count for batch in source.batches())
    assert total == 138_091


#: Variants without a single position: nothing a map could show.
PLACELESS = {"custom_schema_locations.gpx", "default_schema_locations.gpx", "unicode2.gpx"}
VARIANTS = sorted((real_files() or Path("/nonexistent")).glob("gpx_variants/*.gpx"))


def test_there_are_thirty_variants_of_gpx(real):
    assert len(VARIANTS) == 30


@pytest.mark.parametrize("path", VARIANTS, ids=[path.name for path in VARIANTS])
def test_a_variant_of_gpx(path):
    if path.name in PLACELESS:
        with pytest.raises(Refused) as refused:
            making.opened(path)
        assert refused.value.code == "FILE_NO_ROWS"
        assert "กรุณา" in refused.value.thai
        return
    with making.opened(path) as source:
        assert (source.kind, source.srid, source.crs_doubt) == ("gpx", 4326, None)
        layers = {layer.name: layer.count for layer in source.layers}
        tracks = list(source.tracks())
    assert all(-180 <= point.lon <= 180 and -90 <= point.lat <= 90 for track in tracks for point in track.points)
    for layer, count in layers.items():
        _, rows = making.read(path, layer=layer)
        assert rows.count == count
        assert {why.code for why in rows.faults.values()} <= {"FILE_SHORT"}


def test_our_shapes_and_values_are_those_of_gdal(real):
    """The readers of .shp and .dbf are our own; GDAL reads the same from the same files."""
    import pyogrio
    import shapely

    for name in (
        "th_admin/tambon_Lamphun.shp.zip",
        "bangkok/health_area.shp.zip",
        "th_admin/adm3_tambon_simplified.shp.zip",
    ):
        theirs = pyogrio.read_dataframe(f"/vsizip/{real / name}", encoding="CP874" if "health" in name else "UTF-8")
        with making.opened(real / name, srid=4326) as source:
            at = 0
            for batch in source.batches():
                ours = shapely.from_wkb(batch.wkb) if "health" not in name else None
                if ours is not None:
                    part = theirs.geometry.values[at : at + batch.count]
                    assert shapely.equals(shapely.normalize(ours), shapely.normalize(part)).all()
                for column, values in batch.columns.items():
                    expected = theirs[column].iloc[at : at + batch.count]
                    for mine, other in zip(values, expected, strict=True):
                        if isinstance(mine, str):
                            assert mine == other.strip()
                        elif isinstance(mine, float):
                            assert mine == pytest.approx(other)
                at += batch.count
