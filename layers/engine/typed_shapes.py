"""Shapes typed as coordinates in one of the office's systems."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, Point

from gis_core.features import measure
from gis_core.ground.office import office
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_text import to_arabic_digits

FIELD = "geom"
NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
#: 1e6 would be read as two numbers, 1 and 6.
POWER = re.compile(r"\d[eE][-+]?\d")
FEWEST = {"point": 1, "line": 2, "polygon": 3}


def typed_geometry(text: str, srid: int, kind: str) -> dict[str, Any]:
    """GeoJSON of typed coordinates: x y on each line (longitude latitude, or easting northing). A polygon need not
    be closed.

    Raises Refused FORMAT for a line that is no pair, CRS for a place outside the office, which a wrong system
    gives away.
    """
    rows = [row for row in to_arabic_digits(text).splitlines() if row.strip()]
    pairs = [_pair(row, number) for number, row in enumerate(rows, start=1)]
    if len(pairs) < FEWEST.get(kind, 1):
        raise Refused("BAD_GEOM", f"ต้องพิมพ์พิกัดอย่างน้อย {FEWEST[kind]} จุด", field=FIELD)
    points = [measure.to_lonlat(x, y, srid, office().indian_shift) for x, y in pairs]
    for number, (lon, lat) in enumerate(points, start=1):
        _notice_wrong_system(lon, lat, number)
    positions = [[round(lon, 8), round(lat, 8)] for lon, lat in points]
    if kind == "point":
        return {"type": "Point", "coordinates": positions[0]}
    if kind == "line":
        return {"type": "LineString", "coordinates": positions}
    closed = positions if positions[0] == positions[-1] else [*positions, positions[0]]
    return {"type": "Polygon", "coordinates": [closed]}


def _pair(row: str, number: int) -> tuple[float, float]:
    if POWER.search(row):
        raise Refused("FORMAT", f"พิกัดบรรทัดที่ {number}: พิมพ์ตัวเลขเต็มจำนวน ไม่ใช้รูป 1e6", field=FIELD)
    numbers = [float(n) for n in NUMBER.findall(re.sub(r"(?<=\d),(?=\d{3}(?:\D|$))", "", row))]
    if len(numbers) != 2:
        raise Refused("FORMAT", f"พิกัดบรรทัดที่ {number}: ต้องมีเลขสองตัว (x แล้ว y) คั่นด้วยช่องว่าง", field=FIELD)
    return numbers[0], numbers[1]


def _notice_wrong_system(lon: float, lat: float, number: int) -> None:
    boundary = office().boundary_ewkb
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise Refused("CRS", f"พิกัดบรรทัดที่ {number} ไม่อยู่บนโลกในระบบพิกัดที่เลือก ตรวจระบบพิกัด", field=FIELD)
    if boundary and not GEOSGeometry(memoryview(boundary)).intersects(Point(lon, lat, srid=4326)):
        raise Refused(
            "CRS", f"พิกัดบรรทัดที่ {number} อยู่นอกเขตของหน่วยงาน ({lat:.5f}, {lon:.5f}) ตรวจระบบพิกัดหรือลำดับ x y", field=FIELD
        )
