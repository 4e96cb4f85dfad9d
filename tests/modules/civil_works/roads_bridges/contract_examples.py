"""What the rules of roads ask of examples: each event on the road of its number, inside the example's small area."""

from __future__ import annotations

from typing import Any

from gis_core.networks.models import Road
from gis_core.parties.models import Organisation
from modules.civil_works.roads_bridges.models import Bridge, RoadReserve, SurfaceSegment
from tests.contracts.examples import SIDE, Given, spot


def _code(n: int) -> str:
    return f"พช.ถ.12-{n + 101:03}"


def _road(n: int, given: Given) -> dict[str, Any]:
    x, y = spot(n)
    return {
        "road_code": _code(n),
        "name": f"สายทดสอบ {n}",
        "road_class": "local",
        "row_width_m": "8",
        "geom": {"type": "LineString", "coordinates": [[x - SIDE, y], [x + SIDE, y]]},
    }


def _on_road(**more: Any) -> Any:
    def values(n: int, given: Given) -> dict[str, Any]:
        return {"road": given.record(Road, n)} | more

    return values


def _at_point(**more: Any) -> Any:
    def values(n: int, given: Given) -> dict[str, Any]:
        x, y = spot(n)
        return {"road": given.record(Road, n), "geom": {"type": "Point", "coordinates": [x, y]}} | more

    return values


def _range(**more: Any) -> Any:
    return _on_road(km_from="0+010", km_to="0+060", geom=None, **more)


def _giver(n: int, given: Given) -> Organisation:
    return given.record(Organisation, n)


EXAMPLES: dict[str, Any] = {
    "road": _road,
    "km_post": _at_point(chainage_m="0+042", surveyed_on="1/2/2568"),
    "land_gift": lambda n, given: {
        "road": given.record(Road, n),
        "organisation": _giver(n, given),
        "area_sqwah": "0-1-0",
        "signed_on": "1/2/2568",
    },
    "condition_survey": _range(surveyed_on="1/2/2568", iri_m_per_km="2.5"),
    "defect": _at_point(damage="pothole", severity="low"),
    "accident": _at_point(happened_on="1/2/2568"),
    "bridge": lambda n, given: {
        "code": f"ส.{n:02}",
        "name": f"สะพานทดสอบ {n}",
        "road": given.record(Road, n),
        "chainage_m": "0+040",
        "kind": "concrete",
        "spans": "1",
        "length_m": "8",
        "width_m": "6",
        "geom": None,
    },
    "bridge_inspection": lambda n, given: {
        "bridge": given.record(Bridge, n),
        "inspected_on": "1/2/2568",
        **dict.fromkeys(("deck", "beam", "pier", "rail", "approach"), "4"),
    },
    "culvert": _at_point(shape="pipe", cells="1", opening_m="1"),
    "road_furniture": _at_point(kind="sign"),
    "works": _range(kind="routine", title="ซ่อมทดสอบ"),
    "weight_limit": _range(limit_t="10", valid={"from": "1/2/2568", "to": ""}),
    "reserve_permit": lambda n, given: (
        _range(kind="pipe", purpose="วางท่อ")(n, given)
        | {"organisation": _giver(n, given), "works_from": "1/2/2568", "works_to": "5/2/2568"}
    ),
}

LINES: dict[str, Any] = {
    "road": lambda n, given: {
        "surfacesegment": [{"km_from": "0", "km_to": "84", "surface": "concrete", "width_m": "5"}],
        "roadwidth": [{"row_width_m": "8", "valid": {"from": "1/2/2560", "to": ""}}],
        "trafficcount": [{"counted_on": "1/2/2568", "vehicles_per_day": "100"}],
    },
    "condition_survey": lambda n, given: {"surveydefect": [{"damage": "pothole", "quantity": "2", "unit": "ตร.ม."}]},
}

#: Registers that are never typed: the road writes them.
RECORDS: dict[str, Any] = {
    "surface_segment": lambda n, given: SurfaceSegment.objects.get(road=given.record(Road, n)),
    "road_reserve": lambda n, given: RoadReserve.objects.get(road=given.record(Road, n)),
}

#: One harmless change of each.
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
