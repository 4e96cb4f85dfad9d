"""Linear referencing: a place on a road, canal or pipe as metres from its start, side and offset, and back.

Everything is measured in the office's UTM zone and stretched by surveyed kilometre posts where a road has some.
A place off the line raises `NotOnLine` or `BeyondLine`; the system that asks says it in the words of its own refusals.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.contrib.gis.geos import LineString as GeosLine
from django.contrib.gis.geos import Point as GeosPoint
from shapely import LineString, Point, from_wkb, to_wkb
from shapely.ops import substring

from gis_core.features import measure
from gis_core.networks.models import KmPost, Road
from gis_core.pure.linear_referencing import BeyondLine, Calibration, on_line

__all__ = [
    "LEFT",
    "RIGHT",
    "BeyondLine",
    "Located",
    "Moved",
    "NotOnLine",
    "Route",
    "locate_along",
    "locate_point",
    "offset_point",
    "section",
]

LEFT, RIGHT = "ซ้าย", "ขวา"
SNAP_M = 20.0
#: An event that a new alignment moves farther than this is listed for review.
REVIEW_M = 10.0
SAME_PLACE_M = 0.005


class NotOnLine(Exception):
    """A point farther from the line than the snapping tolerance; `distance_m` to its nearest place."""

    def __init__(self, distance_m: float) -> None:
        super().__init__(distance_m)
        self.distance_m = distance_m


@dataclass(frozen=True)
class Located:
    """A place on a line: chainage, distance from it and the side seen in its direction ("" for a point on the line)."""

    measure_m: float
    offset_m: float
    side: str


@dataclass(frozen=True)
class Moved:
    """An event on a new alignment: its chainage there and how far its place on the ground moved."""

    measure_m: float
    moved_m: float

    @property
    def needs_review(self) -> bool:
        return self.moved_m > REVIEW_M


def _utm(geom: GEOSGeometry, srid: int) -> Any:
    if geom.srid == srid:
        return from_wkb(bytes(geom.wkb))
    return measure.utm_shape(measure.to_wgs84(geom, geom.srid or measure.WGS84), srid)


@dataclass(frozen=True)
class Route:
    """A line ready for many questions: its shape in metres and its calibration."""

    line: LineString
    calibration: Calibration
    srid: int

    @classmethod
    def of(cls, road_or_line: Any, posts: Iterable[KmPost] | None = None) -> Route:
        """From a road (its kilometre posts are read unless given) or a plain line, which has no posts."""
        srid = measure.office_srid()
        line = _utm(getattr(road_or_line, "geom", road_or_line), srid)
        if posts is None:
            surveyed = isinstance(road_or_line, Road) and road_or_line.pk
            posts = KmPost.objects.filter(road=road_or_line) if surveyed else ()
        knots = [(line.project(_utm(post.geom, srid)), float(post.chainage_m)) for post in posts]
        return cls(line, Calibration.of(knots), srid)

    @cached_property
    def length_m(self) -> float:
        """Chainage of the end."""
        return self.calibration.to_chainage(self.line.length)

    # -- from the ground to the line -----------------------------------------------------------------------------------
    def locate(self, point: GEOSGeometry, tolerance_m: float = SNAP_M) -> Located:
        """Chainage, offset and side of a point. Errors: NotOnLine, BeyondLine (more than 5 m past an end)."""
        here = _utm(point, self.srid)
        distance = self.line.distance(here)
        if distance > tolerance_m:
            raise NotOnLine(distance)
        at = self.line.project(here)
        past = self._past_end(at, here)
        chainage = on_line(self.calibration.to_chainage(at + past), self.length_m)
        lateral = math.sqrt(max(distance**2 - past**2, 0.0))
        return Located(chainage, lateral, self._side(at, here) if lateral > SAME_PLACE_M else "")

    def _past_end(self, at: float, here: Point) -> float:
        """Metres by which the point lies beyond the end (positive) or before the start (negative), along the line."""
        if 0.0 < at < self.line.length:
            return 0.0
        foot = self.line.interpolate(at)
        x, y = self._direction(at)
        along = (here.x - foot.x) * x + (here.y - foot.y) * y
        return max(along, 0.0) if at > 0 else min(along, 0.0)

    def _side(self, at: float, here: Point) -> str:
        foot = self.line.interpolate(at)
        x, y = self._direction(at)
        return LEFT if x * (here.y - foot.y) - y * (here.x - foot.x) > 0 else RIGHT

    def _direction(self, at: float) -> tuple[float, float]:
        """Unit direction at a place; at a bend the mean of both sides, which alone tells left from right there."""
        step = min(0.01, self.line.length / 4)
        behind, here, ahead = (self.line.interpolate(max(at + d, 0.0)) for d in (-step, 0.0, step))
        x = y = 0.0
        for a, b in ((behind, here), (here, ahead)):
            size = a.distance(b)
            if size > 0:
                x, y = x + (b.x - a.x) / size, y + (b.y - a.y) / size
        size = math.hypot(x, y) or 1.0
        return x / size, y / size

    # -- from the line to the ground -----------------------------------------------------------------------------------
    def _at(self, chainage_m: float) -> float:
        exact = self.calibration.to_line(on_line(float(chainage_m), self.length_m))
        return min(max(exact, 0.0), self.line.length)

    def along(self, chainage_m: float) -> GeosPoint:
        """The place of a chainage, as stored. Errors: BeyondLine."""
        return self._stored(self.line.interpolate(self._at(chainage_m)))

    def section(self, from_m: float, to_m: float) -> GeosLine:
        """The line between two chainages, as stored. Errors: BeyondLine; ValueError unless from < to on the line."""
        start, end = self._at(from_m), self._at(to_m)
        if start >= end:
            raise ValueError(f"a section runs forward: {from_m} to {to_m}")
        return self._stored(substring(self.line, start, end))

    def offset_point(self, chainage_m: float, side: str, distance_m: float) -> GeosPoint:
        """The place beside the line, square to it; side "" or distance 0 is the line itself. Errors: BeyondLine."""
        at = self._at(chainage_m)
        foot = self.line.interpolate(at)
        x, y = self._direction(at)
        turn = {LEFT: float(distance_m), RIGHT: -float(distance_m)}.get(side, 0.0)
        return self._stored(Point(foot.x - y * turn, foot.y + x * turn))

    def moved_to(self, new: Route, chainage_m: float) -> Moved:
        """Where an event of this alignment lies on a new one: its place on the ground is kept, not its number."""
        old_place = self.line.interpolate(self._at(chainage_m))
        at = new.line.project(old_place)
        return Moved(new.calibration.to_chainage(at), new.line.distance(old_place))

    def _stored(self, shape: Any) -> Any:
        return measure.to_wgs84(GEOSGeometry(memoryview(to_wkb(shape)), srid=self.srid))


def locate_point(road_or_line: Any, point: GEOSGeometry, tolerance_m: float = SNAP_M) -> Located:
    """Chainage, offset and side of a point beside a road or line; see `Route.locate`."""
    return Route.of(road_or_line).locate(point, tolerance_m)


def locate_along(road_or_line: Any, chainage_m: float) -> GeosPoint:
    """The stored point at a chainage; see `Route.along`."""
    return Route.of(road_or_line).along(chainage_m)


def section(road_or_line: Any, from_m: float, to_m: float) -> GeosLine:
    """The stored line between two chainages; see `Route.section`."""
    return Route.of(road_or_line).section(from_m, to_m)


def offset_point(road_or_line: Any, chainage_m: float, side: str, distance_m: float) -> GeosPoint:
    """The stored point beside the line; see `Route.offset_point`."""
    return Route.of(road_or_line).offset_point(chainage_m, side, distance_m)
