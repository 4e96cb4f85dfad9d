"""The published figures as files for everybody."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from layers.engine.judging import published
from map_ui.exporting import csv_rows
from map_ui.reports import open_data


@require_safe
def as_csv(request: HttpRequest) -> HttpResponseBase:
    """A table; who publishes it and under which terms stands behind the links of its head."""
    rows = ([row[name] for name in open_data.FIELDS] for row in open_data.rows(published()))
    response = StreamingHttpResponse(csv_rows(list(open_data.FIELDS), rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="figures.csv"'
    described = request.build_absolute_uri(reverse("open-data-json"))
    response.headers["Link"] = f'<{open_data.LICENCE_URL}>; rel="license", <{described}>; rel="describedby"'
    return _for_all(response)


@require_safe
def as_json(request: HttpRequest) -> HttpResponseBase:
    """The same with its description."""
    figures = published()
    return _json(open_data.about(figures) | {"records": list(open_data.rows(figures))}, "application/json")


@require_safe
def as_geojson(request: HttpRequest) -> HttpResponseBase:
    """The villages with what is told of them."""
    figures = published()
    body = {"type": "FeatureCollection", "features": open_data.outlines(figures)}
    return _json(body | {"about": open_data.about(figures)}, "application/geo+json")


def _json(body: dict[str, Any], content_type: str) -> HttpResponseBase:
    return _for_all(JsonResponse(body, content_type=content_type, json_dumps_params={"ensure_ascii": False}))


def _for_all(response: HttpResponseBase) -> HttpResponseBase:
    """Pages of other sites may read it too."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
