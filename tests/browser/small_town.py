"""A town of a few streets for the browser: blocks of parcels with houses, a canal, a temple and a market."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.gis.geos import LineString, MultiPolygon, Point, Polygon
from django.core.cache import cache
from django.db.backends.postgresql.psycopg_any import DateRange

from gis_core.access.actor import acting_as, system_user
from gis_core.access.models import User
from gis_core.ground.models import AdminArea, Building, NamedPlace, Office, OwnershipSpell, Parcel, TaxBlock, TaxZone
from gis_core.networks.models import Road, Waterway
from gis_core.parties.models import Person
from tests.people import user_with

WEST, SOUTH = 101.15, 16.42
COLUMNS, ROWS = 10, 6
WIDE, HIGH = 0.0006, 0.0004
LAND_USES = ("agriculture", "residence", "other", "vacant", "public")


@dataclass
class SmallTown:
    """Who works here and one parcel to look for."""

    taxman: User
    villager_reader: User
    parcel: Parcel
    owner: Person


def _box(west: float, south: float, east: float, north: float) -> Polygon:
    return Polygon.from_bbox((west, south, east, north))


def build() -> SmallTown:
    """Write the town; the first village is its western half."""
    east, north = WEST + COLUMNS * WIDE, SOUTH + ROWS * HIGH
    middle = (WEST + east) / 2
    with acting_as(system_user(), "วางเมืองทดสอบ"):
        edge = MultiPolygon(_box(WEST - 0.001, SOUTH - 0.001, east + 0.001, north + 0.001), srid=4326)
        Office.objects.create(thai="เทศบาลตำบลทดสอบ", kind="municipality", province="เพชรบูรณ์", boundary=edge)
        tambon = AdminArea.objects.create(code="990101", level="tambon", thai="ทดสอบ", geom=edge)
        halves = (_box(WEST, SOUTH, middle, north), _box(middle, SOUTH, east, north))
        for moo, half in enumerate(halves, start=1):
            AdminArea.objects.create(
                code=f"9901010{moo}",
                level="village",
                moo=moo,
                thai=f"บ้านที่ {moo}",
                parent=tambon,
                geom=MultiPolygon(half),
            )
        parcels = _parcels(MultiPolygon(_box(WEST, SOUTH, east, north)))
        owner = _owner(parcels[10])
        _places(middle, east, north)
    cache.clear()
    western = MultiPolygon(halves[0], srid=4326)
    return SmallTown(
        taxman=user_with("revenue_officer", name="taxman"),
        villager_reader=user_with("surveyor", name="reader_moo1", area=western),
        parcel=parcels[10],
        owner=owner,
    )


def _parcels(town: MultiPolygon) -> list[Parcel]:
    zone = TaxZone.objects.create(code="01", geom=town)
    block = TaxBlock.objects.create(zone=zone, letter="A", code="01A", geom=town)
    made = []
    for number in range(COLUMNS * ROWS):
        column, row = number % COLUMNS, number // COLUMNS
        west, south = WEST + column * WIDE, SOUTH + row * HIGH
        parcel = Parcel.objects.create(
            parcel_code=f"01A{number + 1:03}", block=block, deed_type="ns4", deed_no=str(20001 + number),
            land_no=str(number + 1), area_sqwah=700, moo=1 + column // (COLUMNS // 2),
            land_use=LAND_USES[number % len(LAND_USES)],
            geom=MultiPolygon(_box(west, south, west + WIDE * 0.96, south + HIGH * 0.94)),
        )  # fmt: skip
        made.append(parcel)
        Building.objects.create(
            building_code=f"{parcel.parcel_code}/001", parcel=parcel, structure="wood", floors=1 + number % 3,
            geom=_box(west + WIDE * 0.3, south + HIGH * 0.3, west + WIDE * 0.5, south + HIGH * 0.6),
        )  # fmt: skip
    return made


def _owner(parcel: Parcel) -> Person:
    owner = Person.objects.create(first_name="สมมุติ", last_name="ใจดี", national_id="9999999999994")
    OwnershipSpell.objects.create(parcel=parcel, person=owner, valid=DateRange(date(2020, 1, 1), None))
    return owner


def _places(middle: float, east: float, north: float) -> None:
    street = SOUTH + 3 * HIGH - HIGH * 0.03
    Road.objects.create(road_code="ตย.ถ.1-001", name="ถนนสุขใจ", geom=LineString((WEST, street), (east, street)))
    Road.objects.create(road_code="ตย.ถ.1-002", name="ถนนกลาง", geom=LineString((middle, SOUTH), (middle, north)))
    Waterway.objects.create(
        name="คลองทดสอบ",
        kind="canal",
        width_m=8,
        register_no="น.1",
        geom=LineString((WEST, SOUTH - 0.0004), (east, SOUTH - 0.0004)),
    )
    NamedPlace.objects.create(
        thai="วัดสาธิตวนาราม", kind="temple", register_no="ส.1", geom=Point(WEST + 0.001, SOUTH + 0.0011)
    )
    NamedPlace.objects.create(
        thai="ตลาดสดทดสอบ", kind="market", register_no="ส.2", geom=Point(east - 0.001, SOUTH + 0.0011)
    )
