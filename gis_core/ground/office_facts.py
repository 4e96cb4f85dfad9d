"""Setting up the office itself: what it is called, where its land ends, in which zone it measures."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.core.exceptions import ValidationError
from shapely.errors import GEOSException
from shapely.geometry import MultiPolygon, Polygon, shape

from gis_core.access.actor import acting_as
from gis_core.access.models import User
from gis_core.access.permissions import ACCOUNTS, require
from gis_core.features.field_faults import thai_of
from gis_core.ground.models import Office
from gis_core.pure.refusal import Refused, raise_all

#: Where Thailand lies, with its seas (degrees): a boundary outside is in another system, or has its axes changed over.
THAILAND = shapely.box(97.0, 5.0, 106.0, 21.0)
MOST_BYTES = 20_000_000


def current_office() -> Office | None:
    """The one row, or None in a database just made."""
    return Office.objects.first()


def save_office(admin: User, values: Mapping[str, Any], boundary: bytes | None, reason: str) -> Office:
    """Write the office's facts; without a file the boundary stays as it is. Raises Refused or Refusals."""
    require(ACCOUNTS, admin, "change")
    with acting_as(admin, reason):
        office = Office.objects.select_for_update().first() or Office()
        for name, value in values.items():
            setattr(office, name, value)
        if boundary is not None:
            office.boundary = boundary_of(boundary)
        try:
            office.full_clean()
        except ValidationError as error:
            found = ((field, each) for field, errors in error.error_dict.items() for each in errors)
            raise_all([Refused("OFFICE", thai_of(each), field=field) for field, each in found])
        office.save()
    return office


def boundary_of(data: bytes) -> GEOSGeometry:
    """The office's land (MultiPolygon, 4326) from a GeoJSON file with one or more polygons, which are joined."""
    if len(data) > MOST_BYTES:
        raise Refused("FILE_TOO_BIG", "ไฟล์ใหญ่เกิน 20 MB", field="boundary")
    try:
        parts = [shape(each) for each in _geometries(json.loads(data.decode("utf-8-sig")))]
        areas = [each for part in parts for each in getattr(part, "geoms", [part]) if isinstance(each, Polygon)]
        land = shapely.union_all([shapely.force_2d(each) for each in areas])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, GEOSException) as error:
        raise Refused("BOUNDARY", "อ่านไฟล์ไม่ได้ ต้องเป็น GeoJSON (UTF-8) ของรูปปิด", field="boundary") from error
    if land.is_empty or not land.is_valid:
        raise Refused("BOUNDARY", "ไม่พบรูปปิดที่สมบูรณ์ในไฟล์ ตรวจว่าเส้นขอบเขตไม่ตัดกันเอง", field="boundary")
    if not THAILAND.covers(land):
        raise Refused("CRS", "ระบบพิกัดของไฟล์ไม่ถูกต้อง ต้องเป็นองศา WGS 84 (EPSG:4326) ในประเทศไทย", field="boundary")
    whole = land if isinstance(land, MultiPolygon) else MultiPolygon([land])
    return GEOSGeometry(memoryview(shapely.to_wkb(whole)), srid=4326)


def _geometries(found: Any) -> list[Mapping[str, Any]]:
    """The geometries of a GeoJSON object of any of its kinds."""
    if found["type"] == "FeatureCollection":
        return [each["geometry"] for each in found["features"] if each["geometry"]]
    return [found["geometry"] if found["type"] == "Feature" else found]
