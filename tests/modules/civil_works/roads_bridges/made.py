"""Roads of an exact length for tests: drawn in metres of zone 47 from one corner."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.gis.geos import LineString, MultiPolygon, Point, Polygon

from gis_core.access.actor import acting_as, system_user
from gis_core.features import measure
from gis_core.ground.models import AdminArea
from layers.bound import BoundRegister
from layers.engine import records
from layers.registry import registry
from tests.people import user_with

EAST, NORTH = 661_000.0, 1_658_000.0
ZONE = 32647


def register(name: str) -> BoundRegister:
    return registry.by_slug[f"roads_bridges-{name}"]


def line(*places: tuple[float, float]) -> LineString:
    """A stored line through places in metres east and north of the corner."""
    shape = LineString([(EAST + x, NORTH + y) for x, y in places], srid=ZONE)
    return measure.to_wgs84(shape, ZONE)


def point(x: float, y: float) -> Point:
    return measure.to_wgs84(Point(EAST + x, NORTH + y, srid=ZONE), ZONE)


def box(west: float, south: float, east: float, north: float) -> MultiPolygon:
    """A stored rectangle in metres."""
    ring = Polygon.from_bbox((EAST + west, NORTH + south, EAST + east, NORTH + north))
    ring.srid = ZONE
    return measure.to_wgs84(MultiPolygon(ring, srid=ZONE), ZONE)


def village(moo: int, *edges: float) -> AdminArea:
    """A village whose border is a rectangle in metres."""
    with acting_as(system_user(), "วางหมู่บ้าน"):
        return AdminArea.objects.create(
            code=f"6701010{moo}", level="village", thai=f"บ้าน{moo}", moo=moo, geom=box(*edges)
        )


def geojson(shape: Any) -> Any:
    return json.loads(shape.geojson)


def segment(km_from: Any, km_to: Any, surface: str = "concrete", width: Any = 5, **more: Any) -> dict[str, Any]:
    return {"km_from": km_from, "km_to": km_to, "surface": surface, "width_m": width} | more


def road_values(code: str = "พช.ถ.12-001", length: float = 2450, **more: Any) -> dict[str, Any]:
    values = {
        "road_code": code,
        "name": "สายทดสอบ",
        "road_class": "local",
        "registered_length_m": length,
        "row_width_m": 8,
        "geom": geojson(line((0, 0), (length, 0))),
    }
    return values | more


def engineer() -> Any:
    from gis_core.access.models import User

    return User.objects.filter(username="engineer").first() or user_with("engineer", name="engineer")


def make_road(segments: list[dict[str, Any]] | None = None, user: Any = None, **more: Any) -> Any:
    lines = {"surfacesegment": segments} if segments is not None else {}
    user = user or engineer()
    return records.create(register("road"), road_values(**more), user=user, reason="เพิ่มสายทาง", lines=lines)


def make(name: str, /, user: Any = None, **values: Any) -> Any:
    return records.create(register(name), values, user=user or engineer(), reason="เพิ่มข้อมูลทดสอบ")
