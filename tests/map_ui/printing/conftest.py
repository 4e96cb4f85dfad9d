"""A corner of the tax map whose boundary marks stand on whole metres of the grid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from django.contrib.gis.geos import MultiPolygon, Point, Polygon

from gis_core.access.actor import acting_as, system_user
from gis_core.access.models import User
from gis_core.features import measure
from gis_core.ground.models import AdminArea, Building, NamedPlace, Office, Parcel, TaxBlock, TaxZone
from tests.people import user_with

#: The lower left mark of the first lot, in WGS 84 / UTM 47N.
EAST, NORTH = 661_800, 1_663_400
SIDE = 100


def box(x: float, y: float, width: float, height: float, srid: int = 32647) -> Polygon:
    """A rectangle of the grid, stored in degrees."""
    xs = np.array([x, x + width, x + width, x, x])
    ys = np.array([y, y, y + height, y + height, y])
    lon, lat = measure.to_lonlat(xs, ys, srid)
    return Polygon([(float(a), float(b)) for a, b in zip(lon, lat, strict=True)], srid=4326)


def place(x: float, y: float, srid: int = 32647) -> tuple[float, float]:
    lon, lat = measure.to_lonlat(x, y, srid)
    return float(lon), float(lat)


@dataclass
class Ground:
    """The lots 001 (west) and 002 (east) of block 01A, both 100 m square, and who looks at them."""

    surveyor: User
    west_reader: User
    block: TaxBlock
    west: Parcel
    east: Parcel

    def order(self, **more: Any) -> dict[str, Any]:
        """A request for an A3 page at 1:1,000 with both lots on it."""
        layers = [{"id": slug} for slug in ("property_register-parcel", "property_register-building")]
        centre = list(place(EAST + SIDE, NORTH + SIDE / 2))
        asked = {"paper": "A3", "orientation": "landscape", "scale": 1000, "centre": centre, "layers": layers}
        return asked | {"title": "แผนที่แสดงแปลงที่ดินบ้านน้ำป่าปู่ย่า"} | more


def build() -> Ground:
    with acting_as(system_user(), "วางผังทดสอบ"):
        town = MultiPolygon(box(EAST - 400, NORTH - 400, 1000, 900), srid=4326)
        Office.objects.create(
            thai="เทศบาลตำบลทดสอบ", kind="municipality", tambon="ทดสอบ", province="ลพบุรี", boundary=town
        )
        AdminArea.objects.create(code="990101", level="tambon", thai="ทดสอบ", geom=town)
        zone = TaxZone.objects.create(code="01", geom=town)
        block = TaxBlock.objects.create(
            zone=zone, letter="A", code="01A", geom=MultiPolygon(box(EAST - 20, NORTH - 20, 240, 140), srid=4326)
        )
        lots = [_lot(block, number) for number in (1, 2)]
        NamedPlace.objects.create(
            thai="วัดกลาง", kind="temple", register_no="ส.1", geom=Point(*place(EAST + 150, NORTH + 80), srid=4326)
        )
    half = MultiPolygon(box(EAST - 50, NORTH - 50, 140, 200), srid=4326)
    return Ground(user_with("surveyor"), user_with("surveyor", name="reader_west", area=half), block, *lots)


def _lot(block: TaxBlock, number: int) -> Parcel:
    x = EAST + SIDE * (number - 1)
    lot = Parcel.objects.create(
        parcel_code=f"01A{number:03}",
        block=block,
        deed_type="ns4",
        deed_no=str(70_000 + number),
        land_no=str(number),
        area_sqwah=2500,
        land_use="residence" if number == 1 else "agriculture",
        geom=MultiPolygon(box(x, NORTH, SIDE, SIDE), srid=4326),
    )
    Building.objects.create(
        building_code=f"01A{number:03}/001",
        parcel=lot,
        structure="wood" if number == 1 else "masonry",
        floors=number,
        geom=box(x + 10, NORTH + 10, 20, 12),
    )
    return lot


@pytest.fixture
def ground(db: None) -> Ground:
    return build()
