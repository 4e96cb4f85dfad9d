"""A small tax map drawn in metres of zone 47: an office, one zone, one block, parcels as rectangles."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.contrib.gis.geos import LineString, MultiPolygon, Point, Polygon
from django.db.backends.postgresql.psycopg_any import DateRange

from gis_core.access.actor import acting_as, system_user
from gis_core.features import measure
from gis_core.ground.models import Building, Office, OwnershipSpell, Parcel, TaxBlock, TaxZone
from gis_core.parties.models import Person
from layers.bound import BoundRegister
from layers.engine import records
from layers.registry import registry
from tests.people import account

EAST, NORTH = 661_000.0, 1_658_000.0
ZONE = 32647
user = account


def stored(shape: Any) -> Any:
    shape.srid = ZONE
    return measure.to_wgs84(shape, ZONE)


def ring(*places: tuple[float, float]) -> Polygon:
    corners = [(EAST + x, NORTH + y) for x, y in places]
    return stored(Polygon([*corners, corners[0]]))


def rect(west: float, south: float, east: float, north: float) -> Polygon:
    """A stored rectangle in metres east and north of the corner."""
    return ring((west, south), (east, south), (east, north), (west, north))


def area(*edges: float) -> MultiPolygon:
    return MultiPolygon(rect(*edges), srid=4326)


def line(*places: tuple[float, float]) -> LineString:
    return stored(LineString([(EAST + x, NORTH + y) for x, y in places]))


def point(x: float, y: float) -> Point:
    return stored(Point(EAST + x, NORTH + y))


def geojson(shape: Any) -> Any:
    return json.loads(shape.geojson)


def register(name: str) -> BoundRegister:
    return registry.by_slug[f"property_register-{name}"]


def write(reason: str = "วางเมืองทดสอบ") -> Any:
    return acting_as(system_user(), reason)


def town() -> TaxBlock:
    """An office of 1 x 1 km with block 01A over its western half."""
    with write():
        Office.objects.create(thai="เทศบาลทดสอบ", kind="municipality", boundary=area(0, 0, 1000, 1000))
        zone = TaxZone.objects.create(code="01", geom=area(0, 0, 1000, 1000))
        return TaxBlock.objects.create(zone=zone, letter="A", code="01A", geom=area(0, 0, 500, 1000))


def parcel(lot: int, *edges: float, **more: Any) -> Parcel:
    """A parcel of block 01A, written as it stands without asking the rules."""
    shape = more.pop("geom", None) or area(*edges)
    values = {
        "parcel_code": f"01A{lot:03}",
        "deed_no": f"{1000 + lot}",
        "area_sqwah": round(measure.area_m2(shape) / 4, 1),
        "amphoe_code": "9999",
    }
    with write():
        return Parcel.objects.create(block=TaxBlock.objects.get(code="01A"), geom=shape, **(values | more))


def building(parcel: Parcel, *edges: float, number: int = 1, **more: Any) -> Building:
    with write():
        code = f"{parcel.parcel_code}/{number:03}"
        return Building.objects.create(parcel=parcel, building_code=code, geom=rect(*edges), **more)


def person(name: str = "สมมุติ", **more: Any) -> Person:
    with write():
        return Person.objects.create(first_name=name, last_name="ทดสอบ", **more)


def owner(
    thing: Any, who: Person, share: str = "1/1", since: date = date(2010, 1, 1), until: date | None = None
) -> Any:
    column = thing._meta.model_name.replace("condounit", "condo_unit")
    numerator, denominator = share.split("/")
    with write():
        return OwnershipSpell.objects.create(
            **{column: thing}, person=who, share_num=numerator, share_den=denominator, valid=DateRange(since, until)
        )


def make(name: str, values: dict[str, Any], who: Any = None, lines: Any = None) -> Any:
    return records.create(register(name), values, user=who or user("assessor"), reason="ทดสอบ", lines=lines)
