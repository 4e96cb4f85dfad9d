"""A block of parcels drawn in metres, owned by two people, for the tests of drawing, dividing and merging."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, LineString, MultiPolygon, Polygon
from django.db.backends.postgresql.psycopg_any import DateRange

from gis_core.access.actor import acting_as, system_user
from gis_core.features.measure import to_utm, to_wgs84
from gis_core.ground import office
from gis_core.ground.models import Office, OwnershipSpell, Parcel, TaxBlock, TaxZone
from gis_core.parties.models import Person
from layers.bound import BoundRegister
from layers.engine import coverage, records
from layers.registry import registry
from tests.people import user_with

X, Y, ZONE = 660_000, 1_658_000, 32647
Point = tuple[float, float]
#: Since when the parcels of the block are owned.
SINCE = date(2010, 1, 1)


def stored(shape: GEOSGeometry) -> GEOSGeometry:
    shape.srid = ZONE
    return to_wgs84(shape)


def polygon(*corners: Point) -> MultiPolygon:
    """A polygon through corners in metres from the block's corner."""
    ring = [(X + x, Y + y) for x, y in corners]
    return MultiPolygon(stored(Polygon([*ring, ring[0]])), srid=4326)


def box(west: float, south: float, east: float, north: float) -> MultiPolygon:
    return polygon((west, south), (east, south), (east, north), (west, north))


def line(*corners: Point) -> GEOSGeometry:
    return stored(LineString([(X + x, Y + y) for x, y in corners]))


def metres(shape: GEOSGeometry) -> GEOSGeometry:
    """A stored shape in metres from the block's corner."""
    return to_utm(shape)


def corners(shape: GEOSGeometry) -> list[Point]:
    """The corners of the first ring, in metres from the block's corner, to the centimetre, without the last."""
    ring = to_utm(shape)[0][0].coords if shape.geom_type == "MultiPolygon" else to_utm(shape)[0].coords
    return [(round(x - X, 2), round(y - Y, 2)) for x, y in ring][:-1]


def exact(shape: GEOSGeometry) -> set[Point]:
    """The stored corners of a shape."""
    return {point for part in shape for ring in part for point in ring.coords}


def area(shape: GEOSGeometry) -> float:
    return to_utm(shape).area


def register() -> BoundRegister:
    found = registry.for_model(Parcel)
    assert found is not None
    return found


def town(blocks: Sequence[tuple[str, MultiPolygon]] = ()) -> None:
    """An office of one zone; block A is 400 m wide, B lies east of it."""
    with acting_as(system_user(), "วางเมืองทดสอบ"):
        Office.objects.create(thai="เทศบาลทดสอบ", kind="municipality", boundary=box(-10, -10, 900, 500))
        zone = TaxZone.objects.create(code="01", geom=box(0, 0, 800, 400))
        for letter, shape in blocks or (("A", box(0, 0, 400, 400)), ("B", box(400, 0, 800, 400))):
            TaxBlock.objects.create(zone=zone, letter=letter, code=f"01{letter}", geom=shape)
    office.forget()


def people(*names: str) -> list[Person]:
    with acting_as(system_user(), "เพิ่มคน"):
        return [Person.objects.create(first_name=name, last_name="ทดสอบ", register_no=f"บค.{name}") for name in names]


def surveyor(name: str = "surveyor", **more: Any) -> Any:
    return user_with("surveyor", "assessor", name=name, **more)


def values(code: str, shape: Any, **more: Any) -> dict[str, Any]:
    return {
        "parcel_code": code,
        "block": code[:3],
        "deed_type": "ns4",
        "deed_no": "".join(c for c in code if c.isdigit()),
        "amphoe_code": "1601",
        "area_sqwah": "0-1-0",
        "geom": shape,
    } | more


def draw(code: str, shape: Any, user: Any, **more: Any) -> Parcel:
    """A parcel through the engine, as the form does it."""
    given = values(code, shape) | {"area_sqwah": round(area(shape) / 4, 1)} | more
    given["area_sqwah"] = str(given["area_sqwah"]) if "-" in str(given["area_sqwah"]) else _tenths(given["area_sqwah"])
    return records.create(register(), given, user=user, reason="เพิ่มแปลง")


def _tenths(value: Any) -> Any:
    return Decimal(str(value)).quantize(Decimal("0.1"))


def own(
    parcel: Parcel, *shares: tuple[Person, str], since: date | None = SINCE, until: date | None = None, **more: Any
) -> None:
    """Give a parcel to people in shares like 1/2."""
    with acting_as(system_user(), "บันทึกเจ้าของ"):
        for person, share in shares:
            num, den = share.split("/")
            OwnershipSpell.objects.create(
                parcel=parcel,
                person=person,
                share_num=int(num),
                share_den=int(den),
                valid=DateRange(since, until),
                **more,
            )


def divide(parcel: Parcel, cut: Any, user: Any, children: Sequence[dict[str, Any]], **values: Any) -> coverage.Divided:
    act = {name: values.pop(name) for name in ("expected_version", "batch_id", "dry_run") if name in values}
    return coverage.divide(
        register(), parcel.uid, cut, {"children": list(children)} | values, user=user, reason="แบ่งแยก", **act
    )


def merge(parcels: Sequence[Parcel], user: Any, **values: Any) -> coverage.Merged:
    act = {name: values.pop(name) for name in ("expected_versions", "batch_id", "dry_run") if name in values}
    return coverage.merge(register(), [p.uid for p in parcels], values, user=user, reason="รวมแปลง", **act)
