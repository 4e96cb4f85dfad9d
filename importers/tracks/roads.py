"""The known roads beside a journey, and the journey on them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from django.contrib.gis.geos import GEOSGeometry, Point, Polygon

from gis_core.features import measure
from gis_core.networks import graph
from gis_core.networks.events import locate_points
from gis_core.networks.models import Road
from importers.tracks.points import Points
from importers.tracks.stretches import OnLine, Stretch, rounded, stretches

#: Degrees beside the journey in which roads are read, about 200 m.
BESIDE_DEG = 0.002
#: A village's worth; a longer journey is reviewed against the nearest of them.
MOST_ROADS = 400
#: How far from a road's line a new line may still be that road: both stand a few metres off the middle of the way.
SAME_ROAD_M = 10.0
#: A road that leaves at a sharp angle stays that near for some tens of metres.
LEAST_DOUBLED_M = 100.0
#: Points of a journey asked for their road: enough for one every few metres of a long one.
MOST_PLACES = 4_000


@dataclass(frozen=True)
class Beside:
    """Roads near a journey: the records, their shapes in metres, and the nodes where they meet or end."""

    roads: list[Road]
    lines: list[Any]
    nodes: list[Any]


def beside(lonlat: Any, allowed: Any) -> Beside:
    """Roads of the queryset `allowed` near points in degrees."""
    west, south = lonlat.min(axis=0) - BESIDE_DEG
    east, north = lonlat.max(axis=0) + BESIDE_DEG
    box = Polygon.from_bbox((west, south, east, north))
    box.srid = 4326
    found = list(allowed.defer(None).filter(geom__intersects=box).order_by("pk")[:MOST_ROADS])
    network = graph.road_network(found)
    lines = list(graph.in_metres([road.geom for road in found], measure.office_srid())) if found else []
    return Beside(found, lines, list(network.places))


def along(points: Points, kept: Any, tolerance_m: float, allowed: Collection[int]) -> list[Stretch]:
    """The runs of the kept points on roads whose numbers are allowed, chainages to the metre."""
    chosen = kept[:: max(1, len(kept) // MOST_PLACES)]
    lon, lat = measure.to_lonlat(points.xy[chosen, 0], points.xy[chosen, 1], measure.office_srid())
    places = [Point(x, y, srid=4326) for x, y in zip(lon.tolist(), lat.tolist(), strict=True)]
    found = locate_points(places, tolerance_m)
    on_lines = [
        OnLine(each.road_id, each.located.measure_m, each.located.offset_m)
        if each is not None and each.road_id in allowed
        else None
        for each in found
    ]
    return [rounded(stretch) for stretch in stretches(on_lines)]


@dataclass(frozen=True)
class Doubled:
    """How much of a line lies where a road is already: metres, and of its whole length."""

    road: Road
    length_m: float
    share: float


def doubled(line: Any, near: Beside) -> list[Doubled]:
    """The known roads a line in metres runs along, the longest first; one that it only meets or crosses is none."""
    least = min(LEAST_DOUBLED_M, line.length / 2)
    found = []
    for road, known in zip(near.roads, near.lines, strict=True):
        if known.dwithin(line, SAME_ROAD_M):
            length = line.intersection(known.buffer(SAME_ROAD_M)).length
            if length >= least:
                found.append(Doubled(road, length, length / line.length))
    return sorted(found, key=lambda each: -each.length_m)


def stored(line: Any) -> GEOSGeometry:
    """A line in metres as it is kept, to a tenth of a millimetre in degrees."""
    degrees = shapely.transform(
        line, lambda xy: np.round(np.column_stack(measure.to_lonlat(xy[:, 0], xy[:, 1], measure.office_srid())), 8)
    )
    return GEOSGeometry(memoryview(shapely.to_wkb(degrees)), srid=4326)
