"""A road gets a new alignment: what stands on it keeps its place on the ground and gets a new chainage."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from gis_core.features import clock
from gis_core.networks.linear import BeyondLine, Route
from gis_core.networks.models import Road
from gis_core.pure.refusal import Refused
from modules.civil_works.roads_bridges import figures, placing, rules
from modules.civil_works.roads_bridges.models import (
    Accident,
    Bridge,
    ConditionSurvey,
    Culvert,
    Defect,
    ReservePermit,
    RoadFurniture,
    SurfaceSegment,
    WeightLimit,
    Works,
)

POINTS = (Defect, RoadFurniture, Culvert, Bridge, Accident)
RANGES = (ConditionSurvey, Works, WeightLimit, ReservePermit)
ANYWHERE = float("inf")


def follow(old: Route, road: Road, segments_given: bool) -> None:
    """Move every event from the old line to the road as saved; those that moved more than the limit are marked.

    segments_given: the segments were edited together with the line and stand as typed. Raises Refused REALIGN.
    """
    new = Route.of(road)
    limit = figures.limits(clock.today())["review_m"]
    for model in POINTS:
        _points(model, road, old, new, limit)
    for model in RANGES:
        _ranges(model, road, old, new, limit)
    if not segments_given:
        _segments(road, old, new, limit)


def _mark(moved_m: float, limit: Decimal) -> Decimal | None:
    rounded = placing.to_cm(moved_m)
    return rounded if rounded > limit else None


def _moved(old: Route, new: Route, chainage_m: Decimal) -> Any:
    return old.moved_to(new, min(float(chainage_m), old.length_m))


def _points(model: Any, road: Road, old: Route, new: Route, limit: Decimal) -> None:
    events = list(model.objects.filter(road=road, chainage_m__isnull=False))
    for event in events:
        event.moved_m = _mark(_moved(old, new, event.chainage_m).moved_m, limit)
        _locate(event, new)
    columns = ["chainage_m", "offset_m", "side", "moved_m"]
    model.objects.bulk_update(events, columns)


def _locate(event: Any, new: Route) -> None:
    place = event.geom if event.geom.geom_type == "Point" else event.geom.centroid
    try:
        located = new.locate(place, ANYWHERE)
        event.chainage_m, event.offset_m = placing.to_cm(located.measure_m), placing.to_cm(located.offset_m)
        event.side = located.side
    except BeyondLine as error:
        event.chainage_m = placing.to_cm(0.0 if error.chainage_m < 0 else new.length_m)


def _ranges(model: Any, road: Road, old: Route, new: Route, limit: Decimal) -> None:
    events = list(model.objects.filter(road=road))
    for event in events:
        start, end = _moved(old, new, event.km_from), _moved(old, new, event.km_to)
        event.moved_m = _mark(max(start.moved_m, end.moved_m), limit)
        first, last = sorted((placing.to_cm(start.measure_m), placing.to_cm(end.measure_m)))
        if first < last:
            event.km_from, event.km_to = first, last
        event.geom = placing.cut(road, event.km_from, event.km_to, new)
    model.objects.bulk_update(events, ["km_from", "km_to", "geom", "moved_m"])


def _segments(road: Road, old: Route, new: Route, limit: Decimal) -> None:
    """Segments go on filling the road: the first starts at 0, the last ends at its length."""
    segments = list(SurfaceSegment.objects.filter(road=road).order_by("km_from"))
    reached = Decimal(0)
    for number, segment in enumerate(segments, 1):
        start, end = _moved(old, new, segment.km_from), _moved(old, new, segment.km_to)
        before = rules.span(segment.km_from, segment.km_to)
        is_last = number == len(segments)
        segment.km_from, segment.km_to = reached, placing.length_of(road) if is_last else placing.to_cm(end.measure_m)
        segment.moved_m = _mark(max(start.moved_m, end.moved_m), limit)
        if segment.km_to <= segment.km_from:
            text = f"แนวใหม่ทำให้ช่วงผิวทาง {before} ไม่เหลือความยาว แก้รายการช่วงผิวทางพร้อมกับแนวเส้น"
            raise Refused("REALIGN", text, "", "geom")
        reached = segment.km_to
    SurfaceSegment.objects.bulk_update(segments, ["km_from", "km_to", "moved_m"])


def follow_posts(road: Road) -> None:
    """After posts were surveyed points keep their place and get new chainages, ranges keep theirs and are cut anew."""
    route = Route.of(road)
    Road.objects.filter(pk=road.pk).update(length_m=placing.to_cm(route.length_m))
    for model in POINTS:
        events = list(model.objects.filter(road=road, chainage_m__isnull=False))
        for event in events:
            _locate(event, route)
        model.objects.bulk_update(events, ["chainage_m", "offset_m", "side"])
    for model in (*RANGES, SurfaceSegment):
        cut_again(model, list(model.objects.filter(road=road)), route)


def cut_again(model: Any, events: Sequence[Any], route: Route) -> None:
    """Cut the lines of ranges of one road from it."""
    for event in events:
        event.geom = placing.cut(event.road, event.km_from, event.km_to, route)
    model.objects.bulk_update(events, ["geom"])
