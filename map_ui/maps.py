"""Shapes for the small maps on pages, as GeoJSON with little in it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from gis_core.features.models import Feature

DIGITS = 7


def collection(features: Iterable[Mapping[str, Any] | None]) -> str:
    """GeoJSON text of a feature collection."""
    return json.dumps({"type": "FeatureCollection", "features": [f for f in features if f]}, ensure_ascii=False)


def feature(shape: Any, **properties: Any) -> dict[str, Any] | None:
    """One GeoJSON feature of a GEOS geometry; None for no shape."""
    if shape is None:
        return None
    return {"type": "Feature", "geometry": json.loads(shape.json), "properties": properties}


def geojson(shape: Any) -> str:
    """GeoJSON text of a shape with every digit it is stored with, so that what is sent back unchanged is unchanged."""
    return json.dumps({"type": shape.geom_type, "coordinates": shape.coords})


def place_of(record: Any) -> Feature | None:
    """The index row of the place a record stands at; None while it stands nowhere."""
    row = Feature.objects.filter(uid=record.uid).defer("geom").first()
    if row is None or row.place_uid is None:
        return None
    return Feature.objects.filter(uid=row.place_uid).first()
