"""A small plan of parcels or a building for printed forms: true shapes in metres, north up, drawn as SVG."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise
from math import atan2, degrees
from typing import Any

import shapely
from django.contrib.gis.geos import Polygon

from gis_core.features import measure
from gis_core.ground.models import Building, Parcel
from gis_core.ground.queries import LIVE
from gis_core.pure.thai_text import to_thai_digits

WIDTH, HEIGHT, MARGIN = 460.0, 300.0, 14.0
AROUND_M = 15.0
#: Lengths of edges shorter than this are not written; they would lie over each other.
SHORT_M = 4.0
#: Parcels of one owner farther apart than this are not drawn on one plan: none of them could be recognised.
FAR_M = 500.0
#: On a plan of a few centimetres letters must be larger.
PLAN_TEXT = 18.0
#: More lots around than this say nothing on a small plan.
MANY = 150


class _Paper:
    """From metres of the zone to the paper: one scale, north up."""

    def __init__(self, bounds: tuple[float, float, float, float]) -> None:
        west, south, east, north = bounds
        self.west, self.north = west, north
        self.scale = min((WIDTH - 2 * MARGIN) / max(east - west, 1), (HEIGHT - 2 * MARGIN) / max(north - south, 1))

    def place(self, x: float, y: float) -> tuple[float, float]:
        return MARGIN + (x - self.west) * self.scale, MARGIN + (self.north - y) * self.scale

    def path(self, shape: Any) -> str:
        parts = shape.geoms if hasattr(shape, "geoms") else [shape]
        rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
        return " ".join(
            "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in (self.place(*xy) for xy in ring.coords)) + "Z"
            for ring in rings
        )


def _metres(geom: Any) -> Any:
    return shapely.from_wkb(bytes(measure.to_utm(geom).wkb))


def of_parcel(parcel: Parcel) -> str:
    """The parcel with the lengths of its edges, its buildings and the lots around it."""
    subject = _metres(parcel.geom)
    west, south, east, north = subject.buffer(AROUND_M).bounds
    box = measure.to_wgs84(_box(west, south, east, north))
    others = Parcel.objects.filter(geom__bboverlaps=box, status__in=LIVE).exclude(pk=parcel.pk)
    houses = Building.objects.filter(geom__bboverlaps=box, demolished_on__isnull=True)
    paper = _Paper((west, south, east, north))
    window = shapely.box(west, south, east, north)
    drawn = [_shape(paper, _metres(p.geom).intersection(window), "none", "#999", 0.6, p.lot) for p in others]
    drawn += [_shape(paper, subject, "#f4efe0", "#000", 1.4, parcel.lot)]
    drawn += [_shape(paper, _metres(h.geom).intersection(window), "#e3d2c6", "#7a5a48", 0.6, "") for h in houses]
    return _svg([*drawn, *_lengths(paper, subject)])


def of_parcels(parcels: Sequence[Parcel]) -> str:
    """The parcels of one owner among the lots around them, by their lots; of those far apart the first and its like.

    "" of none.
    """
    if not parcels:
        return ""
    shapes = [_metres(each.geom) for each in parcels]
    near = [n for n, shape in enumerate(shapes) if shape.distance(shapes[0]) <= FAR_M]
    west, south, east, north = shapely.unary_union([shapes[n] for n in near]).buffer(AROUND_M).bounds
    window, paper = shapely.box(west, south, east, north), _Paper((west, south, east, north))
    box = measure.to_wgs84(_box(west, south, east, north))
    others = Parcel.objects.filter(geom__bboverlaps=box, status__in=LIVE).exclude(pk__in=[each.pk for each in parcels])
    drawn = [
        _shape(paper, _metres(other.geom).intersection(window), "none", "#999", 0.6, other.lot, PLAN_TEXT)
        for other in others.order_by("id")[:MANY]
    ]
    drawn += [_shape(paper, shapes[n], "#f4e3b0", "#000", 1.6, parcels[n].parcel_code, PLAN_TEXT) for n in near]
    return _svg(drawn, 2 * MARGIN + (north - south) * paper.scale)


def of_building(building: Building) -> str:
    """The footprint with the lengths of its walls, within the parcels it stands on."""
    foot = _metres(building.geom)
    bounds = foot.buffer(AROUND_M).bounds
    window, paper = shapely.box(*bounds), _Paper(bounds)
    lands = [_metres(site.parcel.geom).intersection(window) for site in building.sites.select_related("parcel")]
    drawn = [_shape(paper, land, "none", "#555", 1, "") for land in lands]
    return _svg([*drawn, _shape(paper, foot, "#e3d2c6", "#000", 1.2, ""), *_lengths(paper, foot)])


def _box(west: float, south: float, east: float, north: float) -> Polygon:
    box = Polygon.from_bbox((west, south, east, north))
    box.srid = measure.office_srid()
    return box


def _shape(paper: _Paper, shape: Any, fill: str, line: str, width: float, text: str, size: float = 11) -> str:
    surface = (
        shape
        if shape.geom_type in ("Polygon", "MultiPolygon")
        else shapely.MultiPolygon([part for part in getattr(shape, "geoms", ()) if part.geom_type == "Polygon"])
    )
    if surface.is_empty:
        return ""
    drawn = (
        f'<path d="{paper.path(surface)}" fill="{fill}" stroke="{line}" stroke-width="{width}" fill-rule="evenodd"/>'
    )
    if not text:
        return drawn
    x, y = paper.place(*surface.representative_point().coords[0])
    return drawn + _text(x, y, text, size, "#333")


def _text(x: float, y: float, text: str, size: float, color: str, turn: float = 0) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}"' + (f' transform="rotate({turn:.1f} {x:.1f} {y:.1f})"' if turn else "")
    return f'<text {place} font-size="{size}" fill="{color}" text-anchor="middle">{escape(to_thai_digits(text))}</text>'


def _lengths(paper: _Paper, shape: Any) -> Iterable[str]:
    """The length of each edge, written along it."""
    for part in shape.geoms if hasattr(shape, "geoms") else [shape]:
        corners = list(shapely.simplify(part.exterior, 0.05).coords)
        for one, other in pairwise(corners):
            edge = shapely.LineString([one, other])
            if edge.length >= max(SHORT_M, 24 / paper.scale):
                yield _along(paper, one, other, edge.length)


def _along(paper: _Paper, one: Any, other: Any, metres: float) -> str:

    (x1, y1), (x2, y2) = paper.place(*one[:2]), paper.place(*other[:2])
    turn = degrees(atan2(y2 - y1, x2 - x1))
    turn = turn - 180 if turn > 90 else turn + 180 if turn < -90 else turn
    return _text((x1 + x2) / 2, (y1 + y2) / 2 - 2, f"{metres:.2f}", 8, "#a02020", turn)


def _svg(drawn: Iterable[str], height: float = HEIGHT) -> str:
    north = f'<path d="M{WIDTH - 16},34 l0,-20 m-4,7 l4,-7 l4,7" fill="none" stroke="#000"/>' + _text(
        WIDTH - 16, 46, "น", 11, "#000"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="100%"'
        ' font-family="Sarabun Latin, Sarabun Thai">'
        f"{''.join(drawn)}{north}</svg>"
    )
