"""Descriptions of the collections: one a register, for the registers the reader may see."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.http import HttpRequest

from gis_core.access.models import User
from gis_core.access.visible import visible
from gis_core.ground.office import office
from layers.bound import BoundRegister, Column
from layers.features_api import crs
from layers.features_api.links import GEOJSON, JSON, SCHEMA, link, url
from layers.features_api.problems import NotFound
from layers.registry import registry

THAILAND = [97.3, 5.6, 105.7, 20.5]
GEOMETRIES = {"point": "Point", "line": "LineString", "polygon": "MultiPolygon"}


def readable(user: Any) -> list[BoundRegister]:
    """The registers this reader may see."""
    return [register for register in registry.registers if not visible(register, user).nothing]


def named(slug: str, user: Any) -> BoundRegister:
    """The register of a collection. Raises NotFound also for one the reader may not see."""
    register = registry.by_slug.get(slug)
    if register is None or visible(register, user).nothing:
        raise NotFound(f"ไม่พบชุดข้อมูล {slug}")
    return register


def queryables(register: BoundRegister, user: Any) -> dict[str, Column]:
    """Columns by which items may be filtered: what the reader may see unmasked. An account is shown by its holder's
    name, which is no key.
    """
    columns = register.readable(user)
    unmask = register.may_unmask(user)
    kept = {
        c.name: c
        for c in columns
        if c.kind not in ("period", "geometry")
        and c.field.related_model is not User
        and (unmask or c.name not in register.declared.masks)
    }
    kept["status"] = register.by_name["status"]
    return kept


def describe(register: BoundRegister, request: HttpRequest) -> dict[str, Any]:
    """The collection object of Part 1 and 2, with the links QGIS and GDAL follow."""
    path = f"/collections/{register.slug}"
    body: dict[str, Any] = {
        "id": register.slug,
        "title": register.thai,
        "description": f"{register.system.thai}: {register.thai} ({register.english})",
        "itemType": "feature",
        "extent": {
            "spatial": {"bbox": [list(office().bounds or THAILAND)], "crs": crs.CRS84},
            "temporal": {
                "interval": [[_first_day(), None]],
                "trs": "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian",
            },
        },
        "crs": list(crs.SUPPORTED),
        "storageCrs": crs.storage(),
        "links": [
            link(url(request, path), "self", JSON, "ชุดข้อมูลนี้"),
            link(url(request, f"{path}/items"), "items", GEOJSON, register.thai),
            link(
                url(request, f"{path}/queryables"), "http://www.opengis.net/def/rel/ogc/1.0/queryables", SCHEMA, "คอลัมน์"
            ),
            link(url(request, f"{path}/schema"), "describedby", SCHEMA, "โครงสร้าง"),
        ],
    }
    if register.layer and register.level.value != "hidden":
        body["links"].append(
            link(
                url(request, f"{path}/tiles"),
                "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector",
                JSON,
                "ไทล์เวกเตอร์",
            )
        )
    return body


def _first_day() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(at) FROM gis_change")
        first = cursor.fetchone()[0]
    return first.strftime("%Y-%m-%dT%H:%M:%SZ") if first else "2020-01-01T00:00:00Z"


_TYPES = {"number": "number", "area": "number", "chainage": "number", "boolean": "boolean"}


def schema(register: BoundRegister, columns: dict[str, Column], request: HttpRequest, name: str) -> dict[str, Any]:
    """JSON Schema of queryables or of a feature's properties."""
    properties: dict[str, Any] = {
        "geometry": {"$ref": f"https://geojson.org/schema/{GEOMETRIES.get(register.geometry_kind, 'Geometry')}.json"}
    }
    for column in columns.values():
        properties[column.name] = _property(column)
    return {
        "$schema": "https://json-schema.org/draft/2019-09/schema",
        "$id": url(request, f"/collections/{register.slug}/{name}"),
        "type": "object",
        "title": register.thai,
        "properties": properties,
        "additionalProperties": False,
    }


def _property(column: Column) -> dict[str, Any]:
    body: dict[str, Any] = {"title": column.thai, "type": _TYPES.get(column.kind, "string")}
    if column.choices:
        body["enum"] = list(column.choices)
        body["description"] = ", ".join(f"{value} = {label}" for value, label in column.choices.items())
    if column.kind == "date":
        body["format"] = "date"
    return body
