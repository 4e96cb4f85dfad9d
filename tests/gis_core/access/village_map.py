"""Two squares side by side: villages no. 3 and no. 4."""

from __future__ import annotations

from django.contrib.gis.geos import MultiPolygon, Polygon

from gis_core.access.actor import acting_as, system_user
from gis_core.ground.models import AdminArea


def square(west: float, south: float = 15.0, side: float = 0.01) -> MultiPolygon:
    return MultiPolygon(Polygon.from_bbox((west, south, west + side, south + side)), srid=4326)


def make_villages() -> tuple[AdminArea, AdminArea]:
    with acting_as(system_user(), "ตั้งหมู่บ้านทดสอบ"):
        return (
            AdminArea.objects.create(code="99010103", level="village", thai="บ้านหนองเทียม", moo=3, geom=square(100.50)),
            AdminArea.objects.create(code="99010104", level="village", thai="บ้านโคกเทียม", moo=4, geom=square(100.51)),
        )
