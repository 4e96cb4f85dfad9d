"""What the printed forms and the tabs of a record show beyond its columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.safestring import mark_safe

from gis_core.features import clock, measure
from gis_core.features.models import History
from gis_core.networks.models import Road
from gis_core.networks.widths import width_on
from gis_core.pure import rate_lookup
from gis_core.pure.refusal import Refused
from layers.models import StateChange
from modules.civil_works.roads_bridges import actions, diagram, figures, placing, rules
from modules.civil_works.roads_bridges.models import (
    Bridge,
    Culvert,
    Defect,
    LandGift,
    ReservePermit,
    RoadFurniture,
    SurfaceSegment,
    TrafficCount,
    WeightLimit,
    Works,
)

MAP_POINTS = 400
MAX_MARKS = 400


def segments_of(road: Road) -> list[SurfaceSegment]:
    return list(road.surface_segments.select_related("shares_with").order_by("km_from"))


def totals(road: Road, segments: Sequence[SurfaceSegment]) -> dict[str, Any]:
    """Length, area, paved share and mean roughness of a road."""
    stretches = placing.stretches(segments)
    length = placing.length_of(road)
    return {
        "length_m": length,
        "length_km": length / 1000,
        "area_m2": rules.surface_area_m2(stretches),
        "paved_percent": rules.paved_percent(stretches, length) if segments else None,
        "mean_iri": rules.mean_iri(stretches),
    }


def road_paper(road: Road) -> Mapping[str, Any]:
    """Route, segments and totals: the forms ทถ.1 to ทถ.3, ทถ.5, ทถ.6."""
    segments = segments_of(road)
    return {"segments": segments, "totals": totals(road, segments), "gifts": LandGift.objects.filter(road=road).count()}


def history_paper(road: Road) -> Mapping[str, Any]:
    """ทถ.7: works, steps and versions of a road, oldest first."""
    steps = StateChange.objects.filter(record_uid=road.uid).select_related("actor").order_by("at")
    versions = History.objects.filter(uid=road.uid).select_related("change__actor").order_by("version")
    works = Works.objects.filter(road=road, status="done").order_by("finished_on")
    return {
        **road_paper(road),
        "works": works,
        "steps": steps,
        "versions": versions,
        "widths": road.widths.order_by("valid"),
    }


def route_sheet(road: Road) -> Mapping[str, Any]:
    """Map, straight-line diagram by chainage and the table of segments."""
    segments = segments_of(road)
    return {
        **road_paper(road),
        "map": mark_safe(_map(road, segments)),  # built from numbers and escaped text by `diagram`
        "diagram": mark_safe(diagram.straight_line(float(placing.length_of(road)), _bars(segments), _marks(road))),
        "traffic": road.traffic_counts.order_by("-counted_on")[:5],
        "bridges": Bridge.objects.filter(road=road).order_by("chainage_m"),
    }


def _bars(segments: Sequence[SurfaceSegment]) -> list[diagram.Bar]:
    return [
        diagram.Bar(
            float(s.km_from),
            float(s.km_to),
            s.surface,
            s.get_surface_display(),
            s.grade,
            s.get_grade_display() or "ยังไม่สำรวจ",
            f"{s.width_m:g}",
        )
        for s in segments
    ]


def _marks(road: Road) -> list[diagram.Mark]:
    found = [
        (Bridge, "#2f6f9f", lambda b: b.name or f"สะพาน {b.code}"),
        (Culvert, "#3a9bc1", lambda c: f"ท่อลอด {c.cells}×{c.opening_m:g} ม."),
        (RoadFurniture, "#7a6a9a", lambda f: "" if f.kind == "light" else f.get_kind_display()),
        (Defect, "#d62728", lambda d: d.get_damage_display()),
    ]
    marks = []
    for model, color, text in found:
        rows = model.objects.filter(road=road, chainage_m__isnull=False).defer("geom")
        if model is Defect:
            rows = rows.exclude(status__in=("repaired", "rejected"))
        marks += [diagram.Mark(float(row.chainage_m), text(row), row.side, color) for row in rows[:MAX_MARKS]]
    return marks


def _map(road: Road, segments: Sequence[SurfaceSegment]) -> str:
    colors = diagram.SURFACE_COLORS
    lines = [(s.geom, colors.get(s.surface, diagram.NOTHING)) for s in segments if s.geom is not None]
    shapes = lines or [(road.geom, colors["asphalt"])]
    return diagram.small_map([(_thinned(measure.to_utm(shape).coords), color) for shape, color in shapes])


def _thinned(points: Sequence[Any]) -> list[tuple[float, float]]:
    step = max(len(points) // MAP_POINTS, 1)
    kept = [(float(p[0]), float(p[1])) for p in points[::step]]
    last = (float(points[-1][0]), float(points[-1][1]))
    return kept if kept[-1] == last else [*kept, last]


def repair_list(road: Road) -> Mapping[str, Any]:
    """Open defects and bad segments of a road."""
    defects = Defect.objects.filter(road=road, status__in=("reported", "confirmed", "planned")).order_by("chainage_m")
    bad = [s for s in segments_of(road) if s.grade in ("damaged", "severe")]
    return {"defects": defects, "bad_segments": bad, "totals": totals(road, segments_of(road))}


def bridge_record(bridge: Bridge) -> Mapping[str, Any]:
    return {"inspections": bridge.inspections.order_by("-inspected_on")[:10]}


def permit_paper(permit: ReservePermit) -> Mapping[str, Any]:
    return {
        "applicant": permit.person or permit.organisation,
        "row_width_m": width_on(permit.road_id, permit.works_from),
    }


def weight_limit_notice(limit: WeightLimit) -> Mapping[str, Any]:
    rows = [r for r in figures.rows(figures.AXLES) if r.in_force(clock.today())]
    return {"axle_limits": rows}


def land_gift_paper(gift: LandGift) -> Mapping[str, Any]:
    return {"giver": gift.person or gift.organisation}


# -- tabs --------------------------------------------------------------------------------------------------------------
def diagram_tab(road: Road, user: Any) -> Mapping[str, Any]:
    """The straight-line diagram on the road's page."""
    return route_sheet(road)


def state_tab(road: Road, user: Any) -> Mapping[str, Any]:
    """What the office must know of a road: its approved version, its drawn length, its widths against the standard."""
    limits = figures.limits(clock.today())
    now = actions.current_version(road)
    approved = road.approvals.order_by("-version").select_related("approved_by").first()
    registered, drawn = road.registered_length_m, placing.measured_length(road)
    return {
        "version": now.version,
        "approved": approved,
        "is_approved": approved is not None and approved.version == now.version,
        "drawn_m": drawn,
        "needs_check": rules.line_needs_check(registered, drawn, limits["length_percent"], limits["length_m"]),
        "standards": standards(road),
        "segments": segments_of(road),
        "widths": road.widths.order_by("valid"),
    }


def standards(road: Road) -> dict[str, Any]:
    """The widths a road of this traffic should have; empty when its traffic was never counted."""
    latest: TrafficCount | None = road.traffic_counts.order_by("-counted_on").first()
    if latest is None:
        return {}
    rows = figures.rows(figures.STANDARDS)
    found: dict[str, Any] = {"vehicles": latest.vehicles_per_day}
    for key in ("carriageway", "shoulder", "reserve"):
        try:
            found[key] = rate_lookup.step(rows, key, latest.counted_on, _vehicles(latest), "[)").value
        except Refused:
            return {}
    return found


def _vehicles(count: TrafficCount) -> Any:
    return placing.to_cm(count.vehicles_per_day)
