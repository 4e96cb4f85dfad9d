"""OGC API Features, Parts 1 and 2, over every register; writing follows the create-replace-update-delete draft."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse, JsonResponse

from gis_core.ground.office import office
from layers.features_api import acts, collections, items, openapi, parameters, writing
from layers.features_api.crs import named as named_crs
from layers.features_api.door import api
from layers.features_api.links import GEOJSON, JSON, OPENAPI, SCHEMA, link, url
from layers.features_api.parameters import COMMON, check_known
from layers.features_api.problems import NotFound

CONFORMANCE = [
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tileset",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tilesets-list",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/geodata-tilesets",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/mvt",
]


@api()
def landing(request: HttpRequest) -> HttpResponse:
    """The door: links to everything."""
    check_known(request, COMMON)
    return JsonResponse(
        {
            "title": f"ELOCAL: {office().thai}",
            "description": "ทะเบียนและชั้นข้อมูลของหน่วยงานตามสิทธิของผู้อ่าน",
            "links": [
                link(url(request, "/"), "self", JSON, "หน้านี้"),
                link(url(request, "/api"), "service-desc", OPENAPI, "คำอธิบาย API"),
                link(url(request, "/conformance"), "conformance", JSON, "ข้อกำหนดที่ทำตาม"),
                link(url(request, "/collections"), "data", JSON, "ชุดข้อมูล"),
                link(
                    url(request, "/tileMatrixSets"),
                    "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes",
                    JSON,
                    "ระบบแผ่นไทล์",
                ),
            ],
        }
    )


@api()
def api_description(request: HttpRequest) -> HttpResponse:
    check_known(request, COMMON)
    return HttpResponse(orjson.dumps(openapi.document(request)), content_type=OPENAPI)


@api()
def conformance(request: HttpRequest) -> HttpResponse:
    check_known(request, COMMON)
    return JsonResponse({"conformsTo": CONFORMANCE})


@api()
def all_collections(request: HttpRequest) -> HttpResponse:
    check_known(request, COMMON)
    described = [collections.describe(register, request) for register in collections.readable(request.user)]
    return JsonResponse(
        {
            "links": [link(url(request, "/collections"), "self", JSON, "ชุดข้อมูลทั้งหมด")],
            "crs": list(collections.crs.SUPPORTED),
            "collections": described,
        }
    )


@api()
def one_collection(request: HttpRequest, slug: str) -> HttpResponse:
    check_known(request, COMMON)
    return JsonResponse(collections.describe(collections.named(slug, request.user), request))


@api()
def queryables(request: HttpRequest, slug: str) -> HttpResponse:
    check_known(request, COMMON)
    register = collections.named(slug, request.user)
    columns = collections.queryables(register, request.user)
    body = collections.schema(register, columns, request, "queryables")
    return HttpResponse(orjson.dumps(body), content_type=SCHEMA)


@api()
def schema(request: HttpRequest, slug: str) -> HttpResponse:
    check_known(request, COMMON)
    register = collections.named(slug, request.user)
    columns = {column.name: column for column in register.readable(request.user)}
    return HttpResponse(orjson.dumps(collections.schema(register, columns, request, "schema")), content_type=SCHEMA)


@api("GET", "HEAD", "POST")
def item_list(request: HttpRequest, slug: str) -> HttpResponse:
    """GET: one page of features. POST: a new feature."""
    register = collections.named(slug, request.user)
    if request.method == "POST":
        return writing.create(request, register)
    known = collections.queryables(register, request.user)
    query = parameters.items_query(request, register, known, request.user)
    found, after = items.features(register, query, request.user)
    path = f"/collections/{slug}/items"
    given = request.GET.dict()
    links = [
        link(url(request, path, **given), "self", GEOJSON, "หน้านี้"),
        link(url(request, f"/collections/{slug}"), "collection", JSON, register.thai),
    ]
    if after is not None:
        following = given | {"cursor": parameters.cursor_of(after), "limit": query.limit}
        links.append(link(url(request, path, **following), "next", GEOJSON, "หน้าถัดไป"))
    body = {
        "type": "FeatureCollection",
        "features": found,
        "links": links,
        "timeStamp": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "numberReturned": len(found),
    }
    return _geojson(body, query.crs.uri)


@api("GET", "HEAD", *writing.METHODS)
def one_item(request: HttpRequest, slug: str, fid: str) -> HttpResponse:
    """GET, PUT (replace), PATCH (update), DELETE of one feature."""
    register = collections.named(slug, request.user)
    uid = _uid(fid)
    if request.method in writing.METHODS:
        return writing.METHODS[request.method](request, register, uid)
    check_known(request, COMMON | {"crs"})
    system = named_crs(request.GET.get("crs"), "crs")
    found = items.feature(register, uid, system, request.user)
    if found is None:
        raise NotFound(f"ไม่พบ {fid}")
    path = f"/collections/{slug}/items/{fid}"
    found["links"] = [
        link(url(request, path, **request.GET.dict()), "self", GEOJSON, "ระเบียนนี้"),
        link(url(request, f"/collections/{slug}"), "collection", JSON, register.thai),
    ]
    response = _geojson(found, system.uri)
    response["ETag"] = writing.etag(register, uid, found["properties"]["version"])
    return response


@api()
def what_may_be_done(request: HttpRequest, slug: str, fid: str) -> HttpResponse:
    """GET: the steps and buttons open to the reader."""
    return acts.listed(request, collections.named(slug, request.user), _uid(fid))


@api("POST")
def step(request: HttpRequest, slug: str, fid: str, code: str) -> HttpResponse:
    """POST: a step of the workflow."""
    return acts.take_step(request, collections.named(slug, request.user), _uid(fid), code)


@api("POST")
def action(request: HttpRequest, slug: str, fid: str, code: str) -> HttpResponse:
    """POST: a button of the system's own."""
    return acts.act(request, collections.named(slug, request.user), _uid(fid), code)


def _uid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise NotFound(f"ไม่พบ {text}") from error


def _geojson(body: dict[str, Any], crs_uri: str) -> HttpResponse:
    response = HttpResponse(orjson.dumps(body), content_type=GEOJSON)
    response["Content-Crs"] = f"<{crs_uri}>"
    return response
