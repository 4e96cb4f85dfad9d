"""Where an event lies: a point gives chainage, offset and side; a chainage gives the point; a range gives its line."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.db.models import FloatField
from django.db.models.expressions import RawSQL

from gis_core.features import clock, measure
from gis_core.networks.linear import BeyondLine, NotOnLine, Route
from gis_core.networks.models import Road
from gis_core.pure.refusal import Refused
from layers.declare import Draft
from modules.civil_works.roads_bridges import figures, rules

CENTIMETRE = Decimal("0.01")
#: Candidates of the index, which measures in degrees; the nearest of them in metres is taken.
NEAREST = 5


def to_cm(value: float) -> Decimal:
    return Decimal(repr(float(value))).quantize(CENTIMETRE, ROUND_HALF_UP)


def length_of(road: Road) -> Decimal:
    """The length its chainages are held to: the registered one, else the measured."""
    return road.registered_length_m or measured_length(road)


def measured_length(road: Road) -> Decimal:
    """Length of the drawn line with its surveyed posts, as stored when the road was saved."""
    return road.length_m if road.length_m is not None else to_cm(Route.of(road).length_m)


# -- points ------------------------------------------------------------------------------------------------------------
def locate_point(draft: Draft) -> None:
    """Fill chainage, offset and side from the point, or the point from them. Refuses E-5504, E-5506, REQUIRED."""
    record = draft.record
    if record.geom is not None and (draft.changed("geom") or draft.changed("road")):
        _from_point(record)
    elif record.road is not None and record.chainage_m is not None:
        if draft.changed("chainage_m", "offset_m", "side"):
            _from_chainage(record)
    else:
        raise Refused("REQUIRED", "ปักจุดบนแผนที่ หรือระบุสายทางและ กม.", "", "geom")
    record.moved_m = None


def _from_point(record: Any) -> None:
    road = record.road or nearest_road(record.geom)
    limits = figures.limits(clock.today())
    try:
        located = Route.of(road).locate(record.geom, float(limits["snap_m"])) if road else None
    except NotOnLine as error:
        raise rules.off_line(Decimal(repr(error.distance_m)), limits["snap_m"]) from error
    except BeyondLine as error:
        raise rules.beyond(length_of(road), "geom") from error
    if located is None:
        raise Refused("E-5506", "จุดไม่อยู่บนสายทาง: ยังไม่มีสายทางในทะเบียน", "", "geom")
    record.road = road
    record.chainage_m, record.offset_m = to_cm(located.measure_m), to_cm(located.offset_m)
    record.side = located.side


def _from_chainage(record: Any) -> None:
    road = record.road
    limits = figures.limits(clock.today())
    record.chainage_m = rules.onto_line(record.chainage_m, length_of(road), limits["end_m"], "chainage_m")
    at = min(record.chainage_m, measured_length(road))
    record.geom = Route.of(road).offset_point(float(at), record.side, float(record.offset_m or 0))


def nearest_road(point: GEOSGeometry) -> Road | None:
    """The road nearest to a stored point, in metres; None without roads."""
    near = RawSQL("networks_road.geom <-> ST_GeomFromEWKB(%s)", (bytes(point.ewkb),), FloatField())
    found = Road.objects.order_by(near)[:NEAREST]
    here = measure.to_utm(point)
    return min(found, key=lambda road: measure.to_utm(road.geom).distance(here), default=None)


def locate_bridge(draft: Draft) -> None:
    """A bridge has a road and a chainage (E-5509) and lies on that road; without a shape it stands at its chainage."""
    bridge = draft.record
    if bridge.road is None or bridge.chainage_m is None:
        field = "road" if bridge.road is None else "chainage_m"
        raise Refused("E-5509", "สะพานต้องระบุสายทางและ กม.", "", field)
    limits = figures.limits(clock.today())
    if draft.changed("road", "chainage_m"):
        length = length_of(bridge.road)
        bridge.chainage_m = rules.onto_line(bridge.chainage_m, length, limits["end_m"], "chainage_m")
    if bridge.geom is None:
        at = min(bridge.chainage_m, measured_length(bridge.road))
        bridge.geom = Route.of(bridge.road).along(float(at))
    elif draft.changed("geom", "road"):
        distance = to_cm(measure.to_utm(bridge.geom).distance(measure.to_utm(bridge.road.geom)))
        if distance > limits["snap_m"]:
            raise rules.off_line(distance, limits["snap_m"])
    bridge.moved_m = None


# -- ranges ------------------------------------------------------------------------------------------------------------
def locate_range(draft: Draft) -> None:
    """Hold a range to its road and cut its line from the route. Raises Refused KM_ORDER, E-5504."""
    record = draft.record
    if record.road_id is None or record.km_from is None or record.km_to is None:
        return  # the columns themselves are refused as empty
    if draft.changed("road", "km_from", "km_to"):
        length, end_m = length_of(record.road), figures.limits(clock.today())["end_m"]
        for refused in rules.refuse_direction(record.km_from, record.km_to, "km_to"):
            raise refused
        record.km_to = rules.onto_line(record.km_to, length, end_m, "km_to")
        for refused in rules.refuse_direction(record.km_from, record.km_to, "km_to"):
            raise refused
        record.geom = cut(record.road, record.km_from, record.km_to)
    record.moved_m = None


def cut(road: Road, from_m: Decimal, to_m: Decimal, route: Route | None = None) -> GEOSGeometry | None:
    """The line of a range; what runs past a drawn line shorter than its registered length is left out."""
    route = route or Route.of(road)
    end = min(float(to_m), route.length_m)
    return route.section(float(from_m), end) if float(from_m) < end else None


def stretches(rows: Iterable[Any]) -> list[rules.Stretch]:
    """Surface segments, stored or as drafted lines, as the rules take them."""
    return [rules.Stretch(**_stretch(row)) for row in rows]


def _stretch(row: Any) -> dict[str, Any]:
    def value(name: str) -> Any:
        return row.get(name) if isinstance(row, dict) else getattr(row, name)

    return {
        "from_m": value("km_from"),
        "to_m": value("km_to"),
        "surface": value("surface"),
        "width_m": value("width_m"),
        "iri": value("iri_m_per_km"),
        "grade": value("grade"),
        "counted": not (value("shares_with") if isinstance(row, dict) else row.shares_with_id),
    }
