"""A made-up month of the Land Office: tables and shapes as they arrive, blanks and all. Everybody in it is invented."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyogrio
import shapely

from gis_core.features import measure

DEED = (
    " UTM_MAP1", "UTM_MAP2", "UTM_MAP3 ", "UTM_MAP4", "UTM_SCALE", "ที่ดิน", "โฉนด", "ไร่", "งาน", "วา", "เศษ",
    "คำนำหน้า", "ชื่อ", "นามสกุล", "เลขประจำตัว", "สถานะดำเนินการ", "วันที่", "REG_AMT",
)  # fmt: skip
NS3K = ("UTM_AIRMAP1", "UTM_AIRMAP2", "UTM_AIRMAP3", "ที่ดิน", "น.ส.3ก", *DEED[7:])
BUILDING = ("ลำดับ", "ประเภท", "คำนำหน้า", "ชื่อ", "นามสกุล", "สถานะดำเนินการ", "วันที่", "REG_AMT")


def table(headings: Sequence[str], rows: Sequence[Sequence[Any]], encoding: str = "cp874") -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def deed_row(
    land_no: str, deed_no: str, act: str, on: str = "5/1/2569", *, name: Sequence[str] = ("นาง", "ใหม่", "ทดสอบ", ""),
    sheet: Sequence[str] = ("5136", "III", "6058", "7", "1000"), area: Sequence[str] = ("1", "0", "0", "0"),
    amount: str = " ฿1,234.00 ",
) -> list[str]:  # fmt: skip
    """One row as the file has it: text everywhere, blanks around."""
    return [*sheet, f" {land_no} ", f"{deed_no} ", *area, *name, act, on, amount]


def shapes(features: Sequence[tuple[Sequence[str], str, Any]], *, indian: bool = True) -> bytes:
    """GeoJSON in a `LocationGeospatial` wrapper; shapes are given in 4326 and written in metres of Indian 1975."""
    made = []
    for sheet, land_no, shape in features:
        names = ("LandUTM1", "LandUTM2", "LandUTM3", "LandUTM4", "LandUTMScale")
        inner = dict(zip(names, sheet, strict=True)) | {"LandNumber": land_no}
        rings = [[_metres(x, y, indian) for x, y in ring] for ring in shape.coords]
        geometry = {"type": "Polygon", "coordinates": rings}
        made.append({"type": "Feature", "properties": {"LocationGeospatial": inner}, "geometry": geometry})
    return json.dumps({"LocationGeospatial": {"type": "FeatureCollection", "features": made}}).encode()


def shapefile(features: Sequence[tuple[Sequence[str], str, Any]], *, indian: bool = True) -> dict[str, bytes]:
    """The parts of a shapefile by ending, as GIS programs write them: names of ten letters, text of Thai Windows."""
    names = ("LandUTM1", "LandUTM2", "LandUTM3", "LandUTM4", "LandUTMScale", "LandNumber", "Remark")
    rows = [(*sheet, land_no, "แปลงใหม่") for sheet, land_no, _ in features]
    polygons = [
        shapely.Polygon(*[[_metres(x, y, indian) for x, y in ring] for ring in shape.coords]) for *_, shape in features
    ]
    with TemporaryDirectory() as folder:
        pyogrio.raw.write(
            Path(folder) / "x.shp",
            geometry=np.array(shapely.to_wkb(polygons), dtype=object),
            field_data=[np.array(column, dtype=object) for column in zip(*rows, strict=True)],
            fields=list(names),
            geometry_type="Polygon",
            crs="EPSG:24047" if indian else "EPSG:32647",
            driver="ESRI Shapefile",
            encoding="CP874",
        )
        return {path.suffix[1:]: path.read_bytes() for path in Path(folder).iterdir()}


def _metres(lon: float, lat: float, indian: bool) -> list[float]:
    x, y = measure.from_lonlat(lon, lat, 24047 if indian else 32647)
    return [float(x), float(y)]


def archive(folder: Path, name: str = "2569-01.zip", **members: bytes) -> tuple[Path, str]:
    """Write a ZIP; gives its path and fingerprint. Members by file name with __ for the dot."""
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        for member, data in members.items():
            zipped.writestr(zipfile.ZipInfo(member.replace("__", ".")), data)
    return path, hashlib.sha256(path.read_bytes()).hexdigest()
