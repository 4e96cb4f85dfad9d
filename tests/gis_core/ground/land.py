"""A block of hand-drawn parcels in metres, with people to own them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.gis.geos import MultiPolygon, Polygon
from django.db.backends.postgresql.psycopg_any import DateRange

from gis_core.features.measure import to_wgs84
from gis_core.ground.models import OwnershipSpell, Parcel, TaxBlock, TaxZone
from gis_core.parties.models import Person

X, Y, ZONE = 660000, 1658000, 32647


def area(west: float, south: float, east: float, north: float) -> MultiPolygon:
    shape = Polygon.from_bbox((X + west, Y + south, X + east, Y + north))
    shape.srid = ZONE
    return MultiPolygon(to_wgs84(shape), srid=4326)


def block() -> TaxBlock:
    zone = TaxZone.objects.create(code="01", geom=area(0, 0, 2000, 2000))
    return TaxBlock.objects.create(zone=zone, letter="A", code="01A", geom=area(0, 0, 2000, 2000))


def parcel(number: int, shape: MultiPolygon, **values: Any) -> Parcel:
    owner_block = TaxBlock.objects.first() or block()
    values = {"area_sqwah": 100, "status": "active"} | values
    return Parcel.objects.create(parcel_code=f"01A{number:03}", block=owner_block, geom=shape, **values)


def person(name: str) -> Person:
    return Person.objects.create(first_name=name, last_name="ทดสอบ", register_no=f"บค.{name}")


def spell(
    thing: Parcel, who: Person, share: str = "1/1", since: date | None = None, until: date | None = None, **more: Any
) -> OwnershipSpell:
    num, den = share.split("/")
    return OwnershipSpell(
        parcel=thing, person=who, share_num=int(num), share_den=int(den), valid=DateRange(since, until), **more
    )
