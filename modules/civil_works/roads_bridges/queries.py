"""The ready questions of the map, and the rows behind reports: only what the reader may see."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.contrib.gis.geos import Point
from django.db.models import F, QuerySet

from gis_core.access.visible import visible
from gis_core.features import clock, measure
from gis_core.features.models import Feature
from gis_core.ground.models import AdminArea, Household, NamedPlace, Parcel
from gis_core.networks.graph import within_network_distance
from gis_core.networks.models import Road, Waterway
from layers.engine.rows import seen
from layers.registry import registry
from modules.civil_works.roads_bridges import figures, placing, realigning, rules
from modules.civil_works.roads_bridges.models import Culvert, RoadApproval, SurfaceSegment
from modules.civil_works.roads_bridges.models.events import Grade, Surface
from modules.civil_works.roads_bridges.sql import ask

Rows = list[dict[str, Any]]
GONE = ("transferred", "deregistered")
REFERENCE = (Road.RoadClass.NATIONAL, Road.RoadClass.RURAL)
#: Counts of households below this are not shown to readers without a right to households.
SMALL = 5
FEW = "น้อยกว่า 5"


def own_roads(user: Any) -> QuerySet:
    """The office's living roads: without those given away and those kept only for reference."""
    return seen(Road, user).exclude(status__in=GONE).exclude(road_class__in=REFERENCE)


def own_segments(user: Any) -> QuerySet:
    """Segments of the office's living roads, each carriageway once, with their length and area."""
    found = seen(SurfaceSegment, user).filter(road__in=own_roads(user), shares_with__isnull=True)
    length = F("km_to") - F("km_from")
    return found.annotate(metres=length, square_metres=length * F("width_m"))


# -- questions of the map ----------------------------------------------------------------------------------------------
def length_by_village(user: Any) -> Rows:
    """Length by surface and village."""
    common = figures.limits(clock.today())["common_m"]
    sources = {"a": AdminArea, "s": SurfaceSegment}
    rows = ask("length_by_village", user, sources, common_m=float(common), zone=measure.office_srid())
    return [{**row, "surface": Surface(row["surface"]).label} for row in rows]


def bad_near_schools(user: Any, metres: Any = None) -> Rows:
    """Segments worse than พอใช้ near schools."""
    metres = metres or figures.limits(clock.today())["school_m"]
    rows = ask("bad_near_schools", user, {"s": SurfaceSegment, "p": NamedPlace}, metres=float(metres))
    return [{**row, "grade": Grade(row["grade"]).label} for row in rows]


def blocking_culverts(user: Any, percent: Any = None) -> Rows:
    """Culverts that hold up the water."""
    limits = figures.limits(clock.today())
    share = percent or limits["culvert_percent"]
    return ask("blocking_culverts", user, {"c": Culvert, "t": Waterway}, metres=limits["waterway_m"], percent=share)


def unregistered_on_public_land(user: Any, least_m: Any = 1) -> Rows:
    """Roads without registration that run over public land."""
    sources = {"r": Road, "p": Parcel}
    return ask("unregistered_on_public_land", user, sources, least_m=float(least_m), zone=measure.office_srid())


def _household_places() -> Rows:
    register = registry.for_model(Household)
    return ask("household_places", None, {}, layer=register.layer_id) if register else []


def near_paved(places: Rows, metres: Any) -> dict[Any, float]:
    """Households that reach a paved segment along the roads, with the way in metres."""
    paved = SurfaceSegment.objects.filter(surface__in=rules.PAVED, geom__isnull=False).exclude(road__status__in=GONE)
    points = {place["id"]: Point(place["lon"], place["lat"], srid=4326) for place in places}
    sources = list(paved.values_list("geom", flat=True))
    return within_network_distance(points, sources, float(metres)) if points and sources else {}


def far_from_paved(user: Any, metres: Any = None) -> Rows:
    """By village: how many households lie farther than so many metres of road from a paved segment."""
    metres = metres or figures.limits(clock.today())["paved_access_m"]
    places = _household_places()
    near = near_paved(places, metres)
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for place in places:
        if place["village"] is not None:
            counts[place["village"]][0] += 1
            counts[place["village"]][1] += place["id"] not in near
    may_count = not visible(registry.for_model(Household), user).nothing  # type: ignore[arg-type]
    villages = seen(AdminArea, user).filter(pk__in=list(counts)).order_by("code")
    return [
        {
            "uid": area.uid,
            "title": str(area),
            "geom": area.geom.geojson,
            "households": _shown(counts[area.pk][0], may_count),
            "far": _shown(counts[area.pk][1], may_count),
        }
        for area in villages
    ]


def _shown(count: int, may_count: bool) -> Any:
    return count if may_count or count == 0 or count >= SMALL else FEW


def far_households(user: Any, metres: Any = None) -> Rows:
    """The households themselves, for readers with a right to them."""
    register = registry.for_model(Household)
    if register is None or visible(register, user).nothing:
        return []
    metres = metres or figures.limits(clock.today())["paved_access_m"]
    places = {place["id"]: place for place in _household_places()}
    near = near_paved(list(places.values()), metres)
    far = [pk for pk in places if pk not in near]
    found = seen(Household, user).filter(pk__in=far).order_by("pk")
    return [
        {
            "uid": h.uid,
            "title": h.register_no or "",
            "geom": Point(places[h.pk]["lon"], places[h.pk]["lat"]).geojson,
        }
        for h in found
    ]


# -- work lists --------------------------------------------------------------------------------------------------------
def events_to_review(user: Any) -> Rows:
    """Everything a new alignment moved beyond the limit and nobody has looked at since."""
    rows = []
    for model in (*realigning.POINTS, *realigning.RANGES, SurfaceSegment):
        for event in seen(model, user).filter(moved_m__isnull=False).select_related("road"):
            rows.append(
                {
                    "uid": event.uid,
                    "title": str(event),
                    "geom": event.geom.geojson if event.geom else None,
                    "kind": str(model._meta.verbose_name),
                    "moved_m": event.moved_m,
                }
            )
    return sorted(rows, key=lambda row: -row["moved_m"])


def lines_to_check(user: Any) -> Rows:
    """Roads whose drawn line differs too much from the registered length (ตรวจสอบแนวเส้น)."""
    limits = figures.limits(clock.today())
    rows = []
    for road in seen(Road, user).filter(registered_length_m__isnull=False).order_by("road_code"):
        drawn = placing.measured_length(road)
        if rules.line_needs_check(road.registered_length_m, drawn, limits["length_percent"], limits["length_m"]):
            rows.append(
                {
                    "uid": road.uid,
                    "title": str(road),
                    "geom": road.geom.geojson,
                    "registered_m": road.registered_length_m,
                    "drawn_m": drawn,
                    "difference_m": abs(road.registered_length_m - drawn),
                }
            )
    return rows


def waiting_for_approval(user: Any) -> Rows:
    """Roads whose current version the head of public works has not approved."""
    roads = {road.uid: road for road in own_roads(user).order_by("road_code")}
    versions = dict(Feature.objects.filter(uid__in=list(roads)).values_list("uid", "version"))
    approved = set(RoadApproval.objects.filter(road__in=roads.values()).values_list("road__uid", "version"))
    return [
        {"uid": uid, "title": str(road), "geom": None, "version": versions[uid]}
        for uid, road in roads.items()
        if (uid, versions.get(uid)) not in approved
    ]
