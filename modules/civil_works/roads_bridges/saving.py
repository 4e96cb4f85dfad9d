"""What follows from a saved record: segment lines, reserve, width versions, condition of segments and bridges."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q

from gis_core.features import clock, measure
from gis_core.networks.events import cut_sections
from gis_core.networks.linear import Route
from gis_core.networks.models import Road, RoadWidth
from layers.declare import Draft
from modules.civil_works.roads_bridges import figures, placing, realigning, rules
from modules.civil_works.roads_bridges.models import (
    Bridge,
    BridgeInspection,
    ConditionSurvey,
    ReservePermit,
    RoadReserve,
    SurfaceSegment,
    Works,
)
from modules.civil_works.roads_bridges.sql import run

SEGMENTS, WIDTHS = "surfacesegment", "roadwidth"


# -- roads -------------------------------------------------------------------------------------------------------------
def derive_road(draft: Draft) -> None:
    """The measured length, and today's width when its versions are edited."""
    road = draft.record
    if road.geom is not None and draft.changed("geom"):
        road.length_m = placing.to_cm(Route.of(road).length_m)
    if WIDTHS in draft.lines:
        held = [line for line in draft.lines[WIDTHS] if line["valid"] and _holds(line["valid"], clock.today())]
        road.row_width_m = held[0]["row_width_m"] if held else road.row_width_m


def _holds(valid: Any, on: date) -> bool:
    return (valid.lower is None or valid.lower <= on) and (valid.upper is None or on < valid.upper)


def road_saved(draft: Draft) -> None:
    """Events follow a new alignment; segments, reserve and condition follow the road."""
    road = draft.record
    before = draft.before
    if before is not None and draft.changed("geom"):
        old = Route.of(before["geom"], posts=road.km_posts.all())
        realigning.follow(old, road, segments_given=SEGMENTS in draft.lines)
    if WIDTHS not in draft.lines and road.row_width_m is not None and draft.changed("row_width_m"):
        widen(road)
    if SEGMENTS in draft.lines or draft.changed("geom"):
        cut_segments([road.pk])
        refresh_condition([road.pk])
    if draft.changed("geom", "row_width_m"):
        draw_reserves([road.pk])


def roads_saved(drafts: Sequence[Draft]) -> None:
    """The same for the roads of a file. New ones, of which it may hold thousands, have no events and no segments: their
    widths and reserves are written together.
    """
    for draft in drafts:
        if not draft.is_new:
            road_saved(draft)
    wide = [draft.record for draft in drafts if draft.is_new and draft.record.row_width_m is not None]
    always = DateRange(None, None)
    RoadWidth.objects.bulk_create(RoadWidth(road=road, row_width_m=road.row_width_m, valid=always) for road in wide)
    if wide:
        draw_reserves([road.pk for road in wide])


def widen(road: Road) -> None:
    """The width of the reserve is another from today on: the version in force ends, a new one begins. The first one has
    held for as long as anybody knows.
    """
    today = clock.today()
    held = RoadWidth.objects.filter(road=road, valid__contains=today).first()
    if held is not None and held.valid.lower == today:
        held.row_width_m = road.row_width_m
        held.save()
        return
    start, end = (today, held.valid.upper) if held else (None, None)
    if held is not None:
        held.valid = DateRange(held.valid.lower, today)
        held.save()
    elif RoadWidth.objects.filter(road=road).exists():
        return  # only versions of other times are known: the officer dates the new one in the list
    RoadWidth.objects.create(road=road, row_width_m=road.row_width_m, valid=DateRange(start, end))


def cut_segments(road_ids: Iterable[int]) -> None:
    """Cut the lines of all segments of some roads, in one statement, and store those that differ."""
    segments = list(SurfaceSegment.objects.filter(road_id__in=list(road_ids)).select_related("road"))
    ends = [min(s.km_to, placing.measured_length(s.road)) for s in segments]
    shapes = cut_sections((s.road_id, s.km_from, end) for s, end in zip(segments, ends, strict=True))
    changed = [s for s, shape in zip(segments, shapes, strict=True) if s.geom != shape]
    for segment, shape in zip(segments, shapes, strict=True):
        segment.geom = shape
    SurfaceSegment.objects.bulk_update(changed, ["geom"], batch_size=500)


def draw_reserves(road_ids: Iterable[int]) -> None:
    """The reserve of each road as an area in metres of the office's zone; roads without a width have none."""
    ids = list(road_ids)
    RoadReserve.objects.filter(road_id__in=ids, road__row_width_m__isnull=True).delete()
    run("draw_reserves", roads=ids, zone=measure.office_srid())


def refresh_condition(road_ids: Iterable[int]) -> None:
    """Write the latest survey's roughness and grade on the segments of some roads; two queries and one update."""
    ids = list(road_ids)
    surveys: dict[int, list[rules.Surveyed]] = defaultdict(list)
    for s in ConditionSurvey.objects.filter(road_id__in=ids).defer("geom"):
        stretch = rules.Stretch(s.km_from, s.km_to, iri=s.iri_m_per_km, grade=s.grade or s.visual_grade)
        surveys[s.road_id].append(rules.Surveyed(s.surveyed_on, stretch))
    grades = figures.rows(figures.IRI_GRADES)
    changed = []
    for segment in SurfaceSegment.objects.filter(road_id__in=ids).defer("geom"):
        found = rules.condition_of(placing.stretches([segment])[0], surveys[segment.road_id], grades)
        if (segment.iri_m_per_km, segment.grade, segment.surveyed_on) != (found.iri, found.grade, found.on):
            segment.iri_m_per_km, segment.grade, segment.surveyed_on = found.iri, found.grade, found.on
            changed.append(segment)
    SurfaceSegment.objects.bulk_update(changed, ["iri_m_per_km", "grade", "surveyed_on"], batch_size=500)


def km_post_saved(draft: Draft) -> None:
    realigning.follow_posts(draft.record.road)


# -- surveys and inspections -------------------------------------------------------------------------------------------
def derive_survey(draft: Draft) -> None:
    """The line of the range and the grade of the survey, by the surface it covers most."""
    placing.locate_range(draft)
    survey = draft.record
    if survey.road_id is None or survey.surveyed_on is None or survey.km_from is None or survey.km_to is None:
        return
    limits = figures.limits(clock.today())
    if rules.refuse_iri(survey.iri_m_per_km, limits.iri):
        return  # the check refuses it
    surface = surface_at(survey.road_id, survey.km_from, survey.km_to)
    rows = figures.rows(figures.IRI_GRADES)
    survey.grade = rules.grade_of(survey.iri_m_per_km, survey.visual_grade, surface, survey.surveyed_on, rows)


def surface_at(road_id: int, from_m: Any, to_m: Any) -> str:
    """The surface that covers most of a range; "" without segments."""
    wanted = rules.Stretch(from_m, to_m)
    covered: Mapping[str, Any] = defaultdict(int)
    for each in placing.stretches(SurfaceSegment.objects.filter(road_id=road_id).defer("geom")):
        covered[each.surface] += rules.overlap_m(each, wanted)  # type: ignore[index]
    best = max(covered, key=lambda surface: covered[surface], default="")
    return best if best and covered[best] else ""


def survey_saved(draft: Draft) -> None:
    roads = {draft.record.road_id} | ({draft.before["road"]} if draft.before else set())
    refresh_condition(roads)


def derive_inspection(draft: Draft) -> None:
    """Worst element and grade of a bridge inspection."""
    inspection = draft.record
    scores = {element: getattr(inspection, element) for element in BridgeInspection.ELEMENTS}
    if inspection.inspected_on is None or any(s is None or not 0 <= s <= 5 for s in scores.values()):
        return  # the columns are refused
    rows = figures.rows(figures.BRIDGE_GRADES)
    inspection.worst_element, inspection.grade = rules.bridge_condition(scores, inspection.inspected_on, rows)


def inspection_saved(draft: Draft) -> None:
    """The bridge shows its latest inspection."""
    bridge = Bridge.objects.get(pk=draft.record.bridge_id)
    latest = bridge.inspections.order_by("-inspected_on").first()
    bridge.grade, bridge.inspected_on = latest.grade, latest.inspected_on
    bridge.save()


# -- defects and permits -----------------------------------------------------------------------------------------------
def derive_defect(draft: Draft) -> None:
    placing.locate_point(draft)
    draft.record.reported_on = draft.record.reported_on or clock.today()


def derive_permit(draft: Draft) -> None:
    """The line of the opening, and a warning when it opens a young surface again."""
    placing.locate_range(draft)
    permit = draft.record
    if permit.geom is None or permit.works_from is None:
        return
    months = int(figures.limits(permit.works_from)["reopen_months"])
    renewed, reinstated = renewed_on(permit), reinstated_on(permit)
    permit.warning = rules.reopening_warning(renewed, reinstated, permit.works_from, months)


def _meets(permit: ReservePermit) -> Q:
    return Q(road_id=permit.road_id, km_from__lt=permit.km_to, km_to__gt=permit.km_from)


def renewed_on(permit: ReservePermit) -> date | None:
    """The day on which the surface was built or renewed last; of a year alone its last day."""
    works = Works.objects.filter(_meets(permit), kind__in=Works.RENEWING, status="done", finished_on__isnull=False)
    days = list(works.filter(finished_on__lte=permit.works_from).values_list("finished_on", flat=True))
    years = SurfaceSegment.objects.filter(_meets(permit), year_built_be__isnull=False)
    days += [date(year - 543, 12, 31) for year in years.values_list("year_built_be", flat=True)]
    return max(days, default=None)


def reinstated_on(permit: ReservePermit) -> date | None:
    """The day on which an earlier opening of the same stretch was made good."""
    earlier = ReservePermit.objects.filter(_meets(permit), reinstated_on__isnull=False).exclude(pk=permit.pk)
    return earlier.order_by("-reinstated_on").values_list("reinstated_on", flat=True).first()
