"""The shape of a form: drawn as GeoJSON, or typed as coordinates in one of the office's systems."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gis_core.features import measure
from gis_core.pure.refusal import Refused
from layers.bound import BoundRegister
from layers.engine.typed_shapes import FIELD, typed_geometry
from map_ui import maps


@dataclass
class GeometryInput:
    """`raw` is GeoJSON text, `typed` one coordinate a line in the system `srid`; typed coordinates go before the
    drawing.
    """

    kind: str
    thai: str
    raw: str = ""
    typed: str = ""
    srid: int = 4326
    errors: list[Refused] = field(default_factory=list)
    #: When two people drew: both shapes as GeoJSON, which is kept ("" while nobody has chosen), or that the other's
    #: was taken because only he drew.
    both: str = ""
    chosen: str = ""
    was_taken: bool = False

    @property
    def systems(self) -> list[tuple[int, str, bool]]:
        return [(srid, name, srid == self.srid) for srid, name in measure.SYSTEMS.items()]

    @property
    def refused_shapes(self) -> str:
        """GeoJSON of the places that refusals speak of."""
        shapes = [{"type": "Feature", "geometry": r.geometry, "properties": {}} for r in self.errors if r.geometry]
        return json.dumps({"type": "FeatureCollection", "features": shapes}) if shapes else ""

    def value(self) -> Any:
        """What the engine parses. Raises Refused when typed coordinates cannot be read or lie outside the office."""
        return typed_geometry(self.typed, self.srid, self.kind) if self.typed.strip() else self.raw


def of_record(register: BoundRegister, record: Any) -> GeometryInput:
    found = _empty(register)
    if record is not None and record.geom is not None:
        found.raw = maps.geojson(record.geom)
    return found


def from_post(register: BoundRegister, posted: Mapping[str, str]) -> GeometryInput:
    found = _empty(register)
    found.raw = posted.get(FIELD, "").strip()
    found.typed = posted.get(f"{FIELD}.typed", "")
    srid = posted.get(f"{FIELD}.srid", "")
    found.srid = int(srid) if srid.isdecimal() and len(srid) < 7 and int(srid) in measure.SYSTEMS else measure.WGS84
    return found


def _empty(register: BoundRegister) -> GeometryInput:
    return GeometryInput(register.geometry_kind, str(register.model._meta.get_field(FIELD).verbose_name))
