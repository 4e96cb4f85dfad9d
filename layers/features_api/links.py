"""Links of the API: absolute addresses and their media types."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

JSON = "application/json"
GEOJSON = "application/geo+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
SCHEMA = "application/schema+json"
ROOT = "/ogc"


def url(request: HttpRequest, path: str = "", **query: Any) -> str:
    """An absolute address below the API's root."""
    text = request.build_absolute_uri(f"{ROOT}{path}")
    return f"{text}?{urlencode(query)}" if query else text


def link(href: str, rel: str, media_type: str, title: str) -> dict[str, str]:
    return {"href": href, "rel": rel, "type": media_type, "title": title}
