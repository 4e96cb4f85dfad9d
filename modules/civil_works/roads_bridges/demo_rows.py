"""Rows and places of the demo town's roads in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.db.models import Model

from gis_core.demo.crs import to_wgs84
from gis_core.features import clock
from gis_core.numbering import series
from layers.bound import BoundRegister
from layers.registry import registry

BATCH = 2_000


def stored_many(shapes: Sequence[Any]) -> list[GEOSGeometry]:
    """Shapes of the plan (UTM) as stored geometries."""
    moved = to_wgs84(np.asarray(list(shapes), dtype=object))
    return [GEOSGeometry(memoryview(wkb), srid=4326) for wkb in shapely.to_wkb(moved)] if len(shapes) else []


def stored(shape: Any) -> GEOSGeometry:
    return stored_many([shape])[0]


def register_of(model: type[Model]) -> BoundRegister:
    """The register of a table of this system. LookupError: it has none."""
    found = registry.for_model(model)
    if found is None:
        raise LookupError(model.__name__)
    return found


def bulk(model: type[Model], rows: Iterable[Any]) -> list[Any]:
    """Write rows in batches, with their register numbers where the register has a series."""
    rows, register = list(rows), register_of(model)
    if register.declared.number and rows:
        numbers = series.take_many(
            register.key, register.declared.number, clock.today(), len(rows), register.declared.number_year
        )
        for row, number in zip(rows, numbers, strict=True):
            row.register_no = number
    return model._default_manager.bulk_create(rows, batch_size=BATCH)


def segment_values(plan: Any) -> dict[str, Any]:
    """Columns of a surface segment of the plan."""
    return {
        "km_from": plan.from_m,
        "km_to": plan.to_m,
        "surface": plan.surface,
        "width_m": plan.width_m,
        "shoulder_left_m": plan.shoulder_l_m,
        "shoulder_right_m": plan.shoulder_r_m,
        "sidewalk_left_m": plan.sidewalk_l_m,
        "sidewalk_right_m": plan.sidewalk_r_m,
        "lanes": plan.lanes,
        "year_built_be": plan.year_built_be,
    }


class Lines:
    """Places along the plan's roads, in metres of its zone."""

    def __init__(self, roads: Sequence[Any]) -> None:
        self.lines = [road.line for road in roads]

    def beside(self, index: int, chainage_m: float, side: str, offset_m: Decimal) -> Any:
        """The place beside road `index`, square to it; side "" is the line itself."""
        line = self.lines[index]
        at = min(float(chainage_m), line.length)
        foot = line.interpolate(at)
        behind, ahead = line.interpolate(max(at - 0.5, 0)), line.interpolate(min(at + 0.5, line.length))
        size = behind.distance(ahead) or 1.0
        dx, dy = (ahead.x - behind.x) / size, (ahead.y - behind.y) / size
        turn = float(offset_m) * {"ซ้าย": 1.0, "ขวา": -1.0}.get(side, 0.0)
        return shapely.Point(foot.x - dy * turn, foot.y + dx * turn)
