"""A short road at each spot, and one of everything that lies on it."""

from __future__ import annotations

from typing import Any

from gis_core.networks.models import Road
from gis_core.parties.models import Organisation
from layers.engine import records
from layers.registry import registry
from modules.civil_works.roads_bridges.models import Bridge, RoadReserve, SurfaceSegment
from tests.contracts.examples import SIDE, Given, spot
from tests.modules.civil_works.roads_bridges.made import engineer


def _point(n: int, east: float = 0.0) -> dict[str, Any]:
    x, y = spot(n)
    return {"type": "Point", "coordinates": [x + east, y]}


def _stretch(n: int, given: Given) -> dict[str, Any]:
    return {"road": given.record(Road, n), "km_from": "0+010", "km_to": "0+050", "geom": ""}


def _on_road(n: int, given: Given) -> dict[str, Any]:
    return {"road": given.record(Road, n), "geom": _point(n)}


def _segment(n: int, given: Given) -> SurfaceSegment:
    lines = {"surfacesegment": [{"km_from": "0", "km_to": "80", "surface": "concrete", "width_m": "5"}]}
    road, register = given.record(Road, n), registry.for_model(Road)
    assert register is not None
    records.update(register, road.uid, {"registered_length_m": "80"}, user=engineer(), reason="ช่วงผิวทาง", lines=lines)
    return SurfaceSegment.objects.get(road=road)


EXAMPLES: dict[str, Any] = {
    "road": lambda n, given: {
        "road_code": f"พช.ถ.12-{n + 1:03}", "name": f"สายทดสอบ {n}", "road_class": "local", "row_width_m": "8",
    },
    "km_post": lambda n, given: {"road": given.record(Road, n), "chainage_m": "0+000", "geom": _point(n, -SIDE)},
    "land_gift": lambda n, given: {
        "road": given.record(Road, n), "organisation": given.record(Organisation, n), "area_sqwah": "0-1-0",
        "signed_on": "1/2/2568",
    },
    "condition_survey": lambda n, given: _stretch(n, given) | {"surveyed_on": "1/2/2568", "visual_grade": "good"},
    "defect": lambda n, given: _on_road(n, given) | {"damage": "pothole", "severity": "low"},
    "accident": lambda n, given: _on_road(n, given) | {"happened_on": "1/2/2568"},
    "bridge": lambda n, given: {
        "road": given.record(Road, n), "chainage_m": "0+040", "code": f"ส.{n:02}", "kind": "concrete", "length_m": "10",
        "width_m": "6", "geom": _point(n),
    },
    "bridge_inspection": lambda n, given: {
        "bridge": given.record(Bridge, n), "inspected_on": "1/2/2568", "deck": "3", "beam": "3", "pier": "3",
        "rail": "3", "approach": "3",
    },
    "culvert": lambda n, given: _on_road(n, given) | {"opening_m": "1"},
    "road_furniture": lambda n, given: _on_road(n, given) | {"kind": "sign"},
    "works": lambda n, given: _stretch(n, given) | {"kind": "routine"},
    "weight_limit": lambda n, given: _stretch(n, given) | {
        "limit_t": "15", "valid": {"from": "1/2/2568", "to": ""},
    },
    "reserve_permit": lambda n, given: _stretch(n, given) | {
        "kind": "utility", "organisation": given.record(Organisation, n), "purpose": "วางท่อประปา",
        "works_from": "1/2/2570", "works_to": "1/3/2570",
    },
}  # fmt: skip
RECORDS: dict[str, Any] = {
    "surface_segment": _segment,
    "road_reserve": lambda n, given: RoadReserve.objects.get(road=given.record(Road, n)),
}
LINES: dict[str, Any] = dict.fromkeys(EXAMPLES, lambda n, given: {})
CHANGES: dict[str, Any] = {
    "road": lambda n, given: {"name": "สายเปลี่ยนชื่อ"},
    "km_post": lambda n, given: {"surveyed_on": "1/3/2568"},
    "land_gift": lambda n, given: {"deed_text": "ฉบับใหม่"},
    "condition_survey": lambda n, given: {"note": "สำรวจซ้ำ"},
    "defect": lambda n, given: {"note": "ลึกขึ้น"},
    "accident": lambda n, given: {"cause": "ฝนตก"},
    "bridge": lambda n, given: {"name": "สะพานใหม่"},
    "bridge_inspection": lambda n, given: {"note": "ตรวจซ้ำ"},
    "culvert": lambda n, given: {"cells": "2"},
    "road_furniture": lambda n, given: {"detail": "หยุด"},
    "works": lambda n, given: {"title": "ซ่อมผิวทาง"},
    "weight_limit": lambda n, given: {"limit_t": "12"},
    "reserve_permit": lambda n, given: {"purpose": "วางสายไฟ"},
}
