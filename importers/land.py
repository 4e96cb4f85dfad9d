"""The office's land as readers need it: to tell whether points lie inside."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
import shapely
from django.contrib.gis.geos import GEOSGeometry

from gis_core.features.datum import MARGIN_DEG, Bounds
from gis_core.ground.office import office
from importers.axis import THAILAND


class Default(Enum):
    """Stands for the land of the office that runs this system."""

    OFFICE = "office"


OFFICE = Default.OFFICE
LandGiven = Bounds | GEOSGeometry | Default | None


@dataclass(frozen=True)
class Land:
    """`shape` in degrees, None when no boundary is known; then the whole country counts as inside."""

    shape: Any
    utm_srid: int
    _ground: Any

    @classmethod
    def of(cls, given: LandGiven) -> Land:
        """From a boundary, from west, south, east, north, from the office's row, or from nothing."""
        utm_srid = 32647
        shape = None
        if given is OFFICE:
            facts = office()
            utm_srid = facts.utm_srid
            if facts.boundary_ewkb:
                shape = shapely.from_wkb(facts.boundary_ewkb)
        elif isinstance(given, GEOSGeometry):
            shape = shapely.from_wkb(bytes(given.wkb))
        elif isinstance(given, tuple):
            shape = shapely.box(*given)
        if shape is not None and given is not OFFICE:
            utm_srid = 32647 if shape.centroid.x < 102 else 32648
        ground = shapely.box(*THAILAND) if shape is None else shape.buffer(MARGIN_DEG)
        shapely.prepare(ground)
        return cls(shape, utm_srid, ground)

    def outside(self, lonlat: np.ndarray[Any, Any]) -> float:
        """The share of points (n, 2) in degrees that do not lie in the land; NaN lies nowhere."""
        if not len(lonlat):
            return 0.0
        inside = shapely.contains_xy(
            self._ground, np.nan_to_num(lonlat[:, 0], nan=-999), np.nan_to_num(lonlat[:, 1], nan=-999)
        )
        return 1.0 - float(np.mean(inside))

    def as_geos(self) -> GEOSGeometry | None:
        """The shape for GeoDjango."""
        return None if self.shape is None else GEOSGeometry(memoryview(shapely.to_wkb(self.shape)), srid=4326)
