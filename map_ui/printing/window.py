"""The piece of ground under the frame: grid metres to millimetres of paper and back to degrees."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from pyproj import Proj

from gis_core.features import measure
from gis_core.pure.map_sheet import SheetBounds
from map_ui.printing.paper import Box

MEAN_RADIUS_M = 6_371_000
#: The Everest 1830 ellipsoid of Indian 1975, as the named operation of `measure` has it.
EVEREST = "+proj=utm +zone={zone} +a=6377276.345 +rf=300.8017"
EDGE_STEPS = 9


@lru_cache(maxsize=4)
def _projection(srid: int) -> Proj:
    return Proj(EVEREST.format(zone=srid - 24000)) if srid in measure.UTM_ZONES.values() else Proj(srid)


@dataclass(frozen=True)
class Window:
    """`west` and `south` are grid metres of `srid` at the lower left corner of the frame."""

    srid: int
    scale: int
    frame: Box
    west: float
    south: float

    @classmethod
    def around(cls, lon: float, lat: float, scale: int, frame: Box) -> Window:
        """The window with a place in its middle, its corner on a whole metre of the office's zone."""
        srid = measure.office_srid()
        x, y = measure.from_lonlat(lon, lat, srid)
        metre = scale / 1000
        return cls(srid, scale, frame, round(x - frame.width * metre / 2), round(y - frame.height * metre / 2))

    @classmethod
    def of_sheet(cls, bounds: SheetBounds, srid: int, scale: int, frame: Box) -> Window:
        """The window of a Land Department sheet in its own grid, Indian 1975."""
        return cls(srid, scale, frame, bounds.min_x, bounds.min_y)

    @property
    def metres_a_mm(self) -> float:
        return self.scale / 1000

    @property
    def east(self) -> float:
        return self.west + self.frame.width * self.metres_a_mm

    @property
    def north(self) -> float:
        return self.south + self.frame.height * self.metres_a_mm

    @property
    def middle(self) -> tuple[float, float]:
        return (self.west + self.east) / 2, (self.south + self.north) / 2

    # -- from ground to paper ------------------------------------------------------------------------------------------
    def on_paper(self, xy: np.ndarray) -> np.ndarray:
        """Grid metres in millimetres of the paper."""
        corner = np.array([self.west, self.south])
        return (xy - corner) / self.metres_a_mm + np.array([self.frame.x, self.frame.y])

    def degrees_on_paper(self, lonlat: np.ndarray) -> np.ndarray:
        """Stored coordinates in millimetres of the paper."""
        if not len(lonlat):
            return lonlat
        return self.on_paper(np.column_stack(measure.from_lonlat(lonlat[:, 0], lonlat[:, 1], self.srid)))

    def degrees_of(self, x: float, y: float) -> tuple[float, float]:
        """Longitude and latitude (WGS 84) of grid metres."""
        lon, lat = measure.to_lonlat(x, y, self.srid)
        return float(lon), float(lat)

    @cached_property
    def outline(self) -> np.ndarray:
        """The frame in WGS 84 degrees, with points along its edges."""
        t = np.linspace(0, 1, EDGE_STEPS)
        xs = self.west + (self.east - self.west) * np.concatenate([t, np.ones_like(t), t[::-1], np.zeros_like(t)])
        ys = self.south + (self.north - self.south) * np.concatenate([np.zeros_like(t), t, np.ones_like(t), t[::-1]])
        return np.column_stack(measure.to_lonlat(xs, ys, self.srid))

    def degrees_box(self, margin_mm: float = 0.0) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees of the frame and so many millimetres around it."""
        (w, s), (e, n) = self.outline.min(axis=0), self.outline.max(axis=0)
        more = margin_mm * self.metres_a_mm / 110_000
        return w - more, s - more, e + more, n + more

    # -- what the projection does to lengths and directions ------------------------------------------------------------
    @cached_property
    def _factors(self) -> tuple[float, float]:
        projection = _projection(self.srid)
        lon, lat = projection(*self.middle, inverse=True)
        factors = projection.get_factors(lon, lat)
        return float(factors.meridional_scale), float(factors.meridian_convergence)

    @property
    def grid_factor(self) -> float:
        """Grid distance over distance on the ellipsoid, in the middle of the sheet."""
        return self._factors[0]

    @property
    def convergence_deg(self) -> float:
        """By how many degrees true north lies to the left (west) of grid north; negative: to the right."""
        return self._factors[1]

    def combined_factor(self, height_m: float) -> float:
        """Grid distance over horizontal distance on the ground at a height above the ellipsoid."""
        return self.grid_factor * MEAN_RADIUS_M / (MEAN_RADIUS_M + height_m)
