"""Lamps on a street of two villages, and the people who work with them."""

from __future__ import annotations

from typing import Any

from django.contrib.gis.geos import MultiPolygon, Point, Polygon

from gis_core.access.actor import acting_as, system_user
from gis_core.ground.models import AdminArea
from layers.bound import BoundRegister
from layers.engine import records
from layers.registry import registry
from tests.people import user_with
from tests.street_lamps.models import StreetLamp

LON, LAT = 101.15, 16.43
STEP = 0.001


def lamps() -> BoundRegister:
    found = registry.for_model(StreetLamp)
    assert found is not None
    return found


def village(moo: int, west: float, east: float) -> AdminArea:
    """A village that covers the street from `west` to `east` lamps."""
    ring = Polygon.from_bbox((LON + (west - 0.5) * STEP, LAT - 0.01, LON + (east + 0.5) * STEP, LAT + 0.01))
    with acting_as(system_user(), "หมู่บ้านทดสอบ"):
        return AdminArea.objects.create(
            code=f"6701{moo:02}", level="village", thai=f"บ้านที่ {moo}", moo=moo, geom=MultiPolygon(ring, srid=4326)
        )


def lamp(n: int, user: Any, **values: Any) -> StreetLamp:
    """Lamp `n` of the street, through the engine."""
    given = {"lamp_type": "led", "power_w": "100", "geom": Point(LON + n * STEP, LAT, srid=4326)} | values
    lines = given.pop("lines", None)
    return records.create(lamps(), given, user=user, reason="เพิ่มโคมไฟ", lines=lines)


def bulk(count: int) -> list[StreetLamp]:
    """Many lamps at once, numbered, powers repeating every ten, every seventh without a date."""
    rows = [
        StreetLamp(
            register_no=f"ฟ.{n:05}/2568",
            lamp_type="led" if n % 2 else "sodium",
            power_w=100 + n % 10,
            status="working",
            installed_on=None if n % 7 == 0 else f"2024-01-{1 + n % 28:02}",
            geom=Point(LON + n * STEP / 100, LAT, srid=4326),
        )
        for n in range(1, count + 1)
    ]
    with acting_as(system_user(), "เพิ่มเป็นชุด"):
        return StreetLamp.objects.bulk_create(rows)


def engineer(**more: Any) -> Any:
    return user_with("engineer", name="engineer", **more)
