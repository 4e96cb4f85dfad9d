"""The API's own description: OpenAPI 3.0, of what this reader may ask."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from gis_core.ground.office import office
from layers.bound import BoundRegister, Column
from layers.features_api import collections, crs, links, parameters


def document(request: HttpRequest) -> dict[str, Any]:
    """The whole document."""
    registers = collections.readable(request.user)
    return {
        "openapi": "3.0.3",
        "info": {
            "title": f"ELOCAL: {office().thai}",
            "version": "1.0.0",
            "description": "ทะเบียนทุกระบบของหน่วยงานตามมาตรฐาน OGC API Features",
        },
        "servers": [{"url": links.url(request)}],
        "paths": _fixed_paths() | {p: o for r in registers for p, o in _collection_paths(r, request).items()},
        "components": {"parameters": _parameters(), "schemas": _schemas(), "responses": _responses()},
    }


def _get(
    summary: str, schema: str, operation: str, params: list[Any] | None = None, media: str = links.JSON
) -> dict[str, Any]:
    return {
        "get": {
            "summary": summary,
            "operationId": operation,
            "parameters": [{"$ref": "#/components/parameters/f"}, *(params or [])],
            "responses": {
                "200": {
                    "description": summary,
                    "content": {media: {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
                },
                "400": {"$ref": "#/components/responses/InvalidParameter"},
                "404": {"$ref": "#/components/responses/NotFound"},
                "500": {"$ref": "#/components/responses/ServerError"},
            },
        }
    }


def _fixed_paths() -> dict[str, Any]:
    return {
        "/": _get("หน้าแรกของ API", "landingPage", "getLandingPage"),
        "/conformance": _get("ข้อกำหนดที่ทำตาม", "confClasses", "getConformance"),
        "/collections": _get("ชุดข้อมูล", "collections", "getCollections"),
    }


def _collection_paths(register: BoundRegister, request: HttpRequest) -> dict[str, Any]:
    base = f"/collections/{register.slug}"
    name = register.slug.replace("-", "_")
    filters = [_filter(c) for c in collections.queryables(register, request.user).values()]
    shared = [
        {"$ref": f"#/components/parameters/{p}"} for p in ("limit", "bbox", "datetime", "crs", "bbox-crs", "cursor")
    ]
    feature_id = {"name": "featureId", "in": "path", "required": True, "schema": {"type": "string"}}
    crs_parameter = {"$ref": "#/components/parameters/crs"}
    return {
        base: _get(register.thai, "collection", f"describe_{name}"),
        f"{base}/items": _get(
            register.thai, "featureCollectionGeoJSON", f"items_{name}", shared + filters, links.GEOJSON
        ),
        f"{base}/items/{{featureId}}": _get(
            register.thai, "featureGeoJSON", f"item_{name}", [feature_id, crs_parameter], links.GEOJSON
        ),
        **_act_paths(register, f"{base}/items/{{featureId}}", name, feature_id),
        f"{base}/queryables": _get("คอลัมน์ที่กรองได้", "queryables", f"queryables_{name}", None, links.SCHEMA),
    }


def _act_paths(register: BoundRegister, item: str, name: str, feature_id: dict[str, Any]) -> dict[str, Any]:
    """Steps and buttons of the register; which of them are open depends on reader and record, as `acts` tells."""
    steps = register.workflow.transitions if register.workflow else ()
    actions = register.declared.actions
    if not steps and not actions:
        return {}
    paths = {f"{item}/acts": _get("สิ่งที่ทำกับระเบียนนี้ได้", "acts", f"acts_{name}", [feature_id])}
    for kind, found in (("steps", steps), ("actions", actions)):
        for each in found:
            paths[f"{item}/{kind}/{each.code}"] = _post(each.thai, f"{kind}_{name}_{each.code}", feature_id)
    return paths


def _post(summary: str, operation: str, feature_id: dict[str, Any]) -> dict[str, Any]:
    body = {"content": {links.JSON: {"schema": {"$ref": "#/components/schemas/act"}}}, "required": True}
    feature = {links.GEOJSON: {"schema": {"$ref": "#/components/schemas/featureGeoJSON"}}}
    return {
        "post": {
            "summary": summary,
            "operationId": operation,
            "parameters": [feature_id],
            "requestBody": body,
            "responses": {
                "200": {"description": summary, "content": feature},
                "400": {"$ref": "#/components/responses/InvalidParameter"},
                "404": {"$ref": "#/components/responses/NotFound"},
                "422": {"$ref": "#/components/responses/Refused"},
            },
        }
    }


def _filter(column: Column) -> dict[str, Any]:
    kinds = {"number": "number", "area": "number", "chainage": "number", "boolean": "boolean"}
    return {
        "name": column.name,
        "in": "query",
        "description": column.thai,
        "required": False,
        "schema": {"type": kinds.get(column.kind, "string")},
        "style": "form",
        "explode": False,
    }


def _parameters() -> dict[str, Any]:
    def query(name: str, description: str, schema: dict[str, Any], explode: bool = False) -> dict[str, Any]:
        return {
            "name": name,
            "in": "query",
            "description": description,
            "required": False,
            "schema": schema,
            "style": "form",
            "explode": explode,
        }

    box = {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}}
    uris = {"type": "string", "format": "uri", "enum": list(crs.SUPPORTED)}
    return {
        "f": query("f", "รูปแบบ", {"type": "string", "enum": ["json"]}),
        "limit": query(
            "limit",
            "จำนวนต่อหน้า",
            {
                "type": "integer",
                "minimum": 1,
                "maximum": parameters.MAX_LIMIT,
                "default": parameters.DEFAULT_LIMIT,
            },
        ),
        "bbox": query("bbox", "กรอบพิกัด", box),
        "datetime": query("datetime", "เวลาหรือช่วงเวลา (RFC 3339)", {"type": "string"}),
        "crs": query("crs", "ระบบพิกัดของคำตอบ", uris),
        "bbox-crs": query("bbox-crs", "ระบบพิกัดของกรอบ", uris),
        "cursor": query("cursor", "ตำแหน่งถัดไป (จากลิงก์ next)", {"type": "string"}),
    }


def _schemas() -> dict[str, Any]:
    link = {
        "type": "object",
        "required": ["href"],
        "properties": {name: {"type": "string"} for name in ("href", "rel", "type", "hreflang", "title")},
    }
    links_of = {"type": "array", "items": {"$ref": "#/components/schemas/link"}}
    feature = {
        "type": "object",
        "required": ["type", "geometry", "properties"],
        "properties": {
            "type": {"type": "string", "enum": ["Feature"]},
            "id": {"type": "string"},
            "geometry": {"type": "object", "nullable": True},
            "properties": {"type": "object", "nullable": True},
            "links": links_of,
        },
    }
    return {
        "link": link,
        "landingPage": {"type": "object", "required": ["links"], "properties": {"links": links_of}},
        "confClasses": {
            "type": "object",
            "required": ["conformsTo"],
            "properties": {"conformsTo": {"type": "array", "items": {"type": "string"}}},
        },
        "collection": {
            "type": "object",
            "required": ["id", "links"],
            "properties": {"id": {"type": "string"}, "title": {"type": "string"}, "links": links_of},
        },
        "collections": {
            "type": "object",
            "required": ["links", "collections"],
            "properties": {
                "links": links_of,
                "collections": {"type": "array", "items": {"$ref": "#/components/schemas/collection"}},
            },
        },
        "featureGeoJSON": feature,
        "featureCollectionGeoJSON": {
            "type": "object",
            "required": ["type", "features"],
            "properties": {
                "type": {"type": "string", "enum": ["FeatureCollection"]},
                "features": {"type": "array", "items": {"$ref": "#/components/schemas/featureGeoJSON"}},
                "links": links_of,
                "timeStamp": {"type": "string", "format": "date-time"},
                "numberReturned": {"type": "integer", "minimum": 0},
            },
        },
        "queryables": {"type": "object"},
        "acts": {"type": "object", "properties": {"acts": {"type": "array", "items": {"type": "object"}}}},
        "act": {
            "type": "object",
            "required": ["reason"],
            "properties": {"values": {"type": "object"}, "reason": {"type": "string", "minLength": 1}},
        },
        "exception": {
            "type": "object",
            "properties": {"title": {"type": "string"}, "status": {"type": "integer"}, "detail": {"type": "string"}},
        },
    }


def _responses() -> dict[str, Any]:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/exception"}}}
    return {
        "InvalidParameter": {"description": "พารามิเตอร์ไม่ถูกต้อง", "content": content},
        "NotFound": {"description": "ไม่พบ", "content": content},
        "Refused": {"description": "ทำไม่ได้ตามกฎ สถานะ หรือสิทธิ", "content": content},
        "ServerError": {"description": "ระบบขัดข้อง", "content": content},
    }
