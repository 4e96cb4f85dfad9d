"""Memory does not grow with the file: 50,000 parcels are read by a process that stays small."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import geopandas
import numpy as np
import pytest
import shapely

from tests.importers.readers import making

ROWS = 50_000
ROOT = Path(__file__).resolve().parents[3]
#: Python with Django, numpy and shapely takes about 90 MB; the rest is one batch, its copy and what the reader keeps.
LIMIT_MB = 300

PROGRAM = """
import json, sys
from pathlib import Path
from gis_core.settings.geo_libraries import configure
gdal, geos = configure()
from django.conf import settings
settings.configure(GDAL_LIBRARY_PATH=gdal, GEOS_LIBRARY_PATH=geos)
from importers.readers import open_source
with open_source(Path(sys.argv[1]), Path(sys.argv[1]).name, land=None, shift=(210.0, 814.0, 289.0)) as source:
    rows = faults = shapes = 0
    for batch in source.batches():
        rows, faults = rows + batch.count, faults + len(batch.faults)
        shapes += sum(1 for wkb in batch.wkb if wkb)
# not getrusage: its peak is handed down by the process that started this one
peak = next(int(line.split()[1]) // 1024 for line in open("/proc/self/status") if line.startswith("VmHWM"))
heavy = [name for name in ("pandas", "pyarrow", "pyogrio", "rasterio") if name in sys.modules]
print(json.dumps([rows, shapes, faults, peak, heavy]))
"""


@pytest.fixture(scope="module")
def parcels() -> geopandas.GeoDataFrame:
    at = np.arange(ROWS)
    x, y = 660000 + (at % 250) * 45.0, 1520000 + (at // 250) * 45.0
    return geopandas.GeoDataFrame(
        {
            "code": [f"01A{n:06d}" for n in at],
            "owner": [f"นายสมชาย ใจดี {n}" for n in at],
            "area": at / 7,
            "deed": at,
            "note": ["ที่ดินติดทางสาธารณประโยชน์"] * ROWS,
        },
        geometry=shapely.box(x, y, x + 40, y + 40),
        crs=32647,
    )


def _shapefile(parcels: geopandas.GeoDataFrame, folder: Path) -> Path:
    parcels.to_file(folder / "p.shp", encoding="utf-8")
    parts = {f"p.{end}": (folder / f"p.{end}").read_bytes() for end in ("shp", "shx", "dbf", "prj")}
    return making.zipped(folder / "p.zip", parts)


def _geopackage(parcels: geopandas.GeoDataFrame, folder: Path) -> Path:
    parcels.to_file(folder / "p.gpkg")
    return folder / "p.gpkg"


def _geojson(parcels: geopandas.GeoDataFrame, folder: Path) -> Path:
    with (folder / "p.geojson").open("w", encoding="utf-8") as file:
        file.write('{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:32647"}},"features":[')
        columns = [parcels[name] for name in ("code", "owner", "area", "deed", "note")]
        shapes = shapely.to_geojson(parcels.geometry.values)
        for at, (*values, shape) in enumerate(zip(*columns, shapes, strict=True)):
            properties = json.dumps(dict(zip(("code", "owner", "area", "deed", "note"), values, strict=True)))
            file.write(f'{"," if at else ""}{{"type":"Feature","properties":{properties},"geometry":{shape}}}\n')
        file.write("]}")
    return folder / "p.geojson"


def _csv(parcels: geopandas.GeoDataFrame, folder: Path) -> Path:
    centres = parcels.geometry.centroid
    table = parcels.drop(columns="geometry").assign(X=centres.x, Y=centres.y)
    table.to_csv(folder / "p.csv", index=False, encoding="cp874")
    return folder / "p.csv"


@pytest.mark.parametrize(
    "make",
    [_shapefile, *(pytest.param(make, marks=pytest.mark.full) for make in (_geopackage, _geojson, _csv))],
)
def test_fifty_thousand_rows_in_bounded_memory(parcels, tmp_path, make):
    path = make(parcels, tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    rows, shapes, faults, peak, heavy = json.loads(done.stdout)
    assert (rows, shapes, faults) == (ROWS, ROWS, 0)
    print(f"{make.__name__}: {peak} MB")
    assert peak < LIMIT_MB, f"{make.__name__}: {peak} MB"
    assert heavy == []
