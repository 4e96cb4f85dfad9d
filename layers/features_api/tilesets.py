"""OGC API Tiles: descriptions of the tilesets the site serves at /tiles, in the WebMercatorQuad scheme."""

from __future__ import annotations

import math
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from gis_core.access.levels import Level
from gis_core.ground.office import office
from layers.bound import BoundRegister
from layers.features_api import collections
from layers.features_api.door import api
from layers.features_api.links import JSON, link, url
from layers.features_api.parameters import COMMON, check_known
from layers.features_api.problems import NotFound

SCHEME = "WebMercatorQuad"
SCHEME_URI = f"http://www.opengis.net/def/tilematrixset/OGC/1.0/{SCHEME}"
MERCATOR = "http://www.opengis.net/def/crs/EPSG/0/3857"
MVT = "application/vnd.mapbox-vector-tile"
EDGE = 20037508.342789244
MAX_ZOOM = 22


def _drawn(slug: str, user: Any) -> BoundRegister:
    register = collections.named(slug, user)
    if register.layer is None or register.level == Level.HIDDEN:
        raise NotFound(f"ชุดข้อมูล {slug} ไม่มีไทล์")
    return register


@api()
def list_of(request: HttpRequest, slug: str) -> HttpResponse:
    """The one tileset of a collection."""
    check_known(request, COMMON)
    register = _drawn(slug, request.user)
    address = url(request, f"/collections/{slug}/tiles")
    return JsonResponse(
        {"links": [link(address, "self", JSON, register.thai)], "tilesets": [_short(register, request)]}
    )


def _short(register: BoundRegister, request: HttpRequest) -> dict[str, Any]:
    return {
        "title": register.thai,
        "dataType": "vector",
        "crs": MERCATOR,
        "tileMatrixSetURI": SCHEME_URI,
        "links": [link(url(request, f"/collections/{register.slug}/tiles/{SCHEME}"), "self", JSON, register.thai)],
    }


@api()
def one(request: HttpRequest, slug: str, scheme: str) -> HttpResponse:
    """Description of a tileset: layers, limits and the template of its tiles."""
    check_known(request, COMMON)
    register = _drawn(slug, request.user)
    if scheme != SCHEME:
        raise NotFound(f"ไม่มีระบบแผ่นไทล์ {scheme}")
    template = request.build_absolute_uri(f"/tiles/{slug}/") + "{tileMatrix}/{tileCol}/{tileRow}"
    body = _short(register, request) | {
        "layers": [
            {
                "id": register.slug,
                "title": register.thai,
                "dataType": "vector",
                "geometryDimension": {"point": 0, "line": 1, "polygon": 2}.get(register.geometry_kind, 0),
                "minTileMatrix": str(register.layer.zooms[0]),
                "maxTileMatrix": str(register.layer.zooms[1]),
                "propertiesSchema": {
                    "type": "object",
                    "properties": {n: {"title": register.label(n)} for n in register.layer.tile_columns},
                },
            }
        ],
        "tileMatrixSetLimits": _limits(register),
        "boundingBox": _bounding_box(),
    }
    body["links"] += [
        link(template, "item", MVT, "ไทล์") | {"templated": True},
        link(
            url(request, f"/tileMatrixSets/{SCHEME}"),
            "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme",
            JSON,
            SCHEME,
        ),
        link(request.build_absolute_uri(f"/tiles/{slug}/tilejson.json"), "describedby", JSON, "TileJSON"),
    ]
    return JsonResponse(body)


def _bounding_box() -> dict[str, Any]:
    west, south, east, north = office().bounds or tuple(collections.THAILAND)
    return {"lowerLeft": [west, south], "upperRight": [east, north], "crs": collections.crs.CRS84}


def _limits(register: BoundRegister) -> list[dict[str, Any]]:
    west, south, east, north = office().bounds or tuple(collections.THAILAND)
    rows = []
    for zoom in range(register.layer.zooms[0], min(register.layer.zooms[1], MAX_ZOOM) + 1):
        left, top = _tile(west, north, zoom)
        right, bottom = _tile(east, south, zoom)
        rows.append(
            {"tileMatrix": str(zoom), "minTileRow": top, "maxTileRow": bottom, "minTileCol": left, "maxTileCol": right}
        )
    return rows


def _tile(lon: float, lat: float, zoom: int) -> tuple[int, int]:
    size = 1 << zoom
    x = int((lon + 180) / 360 * size)
    y = int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * size)
    return min(max(x, 0), size - 1), min(max(y, 0), size - 1)


@api()
def schemes(request: HttpRequest) -> HttpResponse:
    check_known(request, COMMON)
    row = {"id": SCHEME, "title": SCHEME, "uri": SCHEME_URI, "crs": MERCATOR}
    row["links"] = [link(url(request, f"/tileMatrixSets/{SCHEME}"), "self", JSON, SCHEME)]  # type: ignore[assignment]
    return JsonResponse({"tileMatrixSets": [row]})


@api()
def scheme(request: HttpRequest, name: str) -> HttpResponse:
    """The definition of WebMercatorQuad (OGC 17-083r4)."""
    check_known(request, COMMON)
    if name != SCHEME:
        raise NotFound(f"ไม่มีระบบแผ่นไทล์ {name}")
    matrices = [
        {
            "id": str(zoom),
            "scaleDenominator": 2 * EDGE / 256 / 0.00028 / (1 << zoom),
            "cellSize": 2 * EDGE / 256 / (1 << zoom),
            "pointOfOrigin": [-EDGE, EDGE],
            "tileWidth": 256,
            "tileHeight": 256,
            "matrixWidth": 1 << zoom,
            "matrixHeight": 1 << zoom,
        }
        for zoom in range(MAX_ZOOM + 1)
    ]
    return JsonResponse(
        {
            "id": SCHEME,
            "title": SCHEME,
            "uri": SCHEME_URI,
            "crs": MERCATOR,
            "orderedAxes": ["X", "Y"],
            "tileMatrices": matrices,
        }
    )
