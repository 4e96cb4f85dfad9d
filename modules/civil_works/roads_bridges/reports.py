"""Reports of roads and bridges."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum

from gis_core.features import clock, measure
from gis_core.ground.models import Household
from gis_core.networks.models import Road
from gis_core.pure.thai_calendar import fiscal_year, fiscal_year_bounds, format_date
from layers.engine.rows import seen
from layers.registry import registry
from modules.civil_works.roads_bridges import figures, priorities, rules
from modules.civil_works.roads_bridges.key_figures import ZERO, open_defects
from modules.civil_works.roads_bridges.models import Accident, Bridge, Culvert, SurfaceSegment, Works
from modules.civil_works.roads_bridges.models.events import Grade, Surface
from modules.civil_works.roads_bridges.queries import Rows, own_roads, own_segments
from modules.civil_works.roads_bridges.sql import ask


def km(metres: Decimal | None) -> Decimal:
    return ((metres or ZERO) / 1000).quantize(Decimal("0.001"))


def percent(part: Decimal | None, whole: Decimal | None) -> Decimal:
    return ((part or ZERO) / whole * 100).quantize(Decimal("0.01")) if whole else ZERO


def _year(year: Any) -> tuple[int, date, date]:
    wanted = int(year) if year else fiscal_year(clock.today())
    return wanted, *fiscal_year_bounds(wanted)


# -- reports -----------------------------------------------------------------------------------------------------------
def km_by_class(user: Any) -> Rows:
    """Kilometres by class of road and surface."""
    found = own_segments(user).values("road__road_class", "surface").annotate(all=Sum("metres")).order_by()
    table: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    for row in found:
        table[row["road__road_class"]][row["surface"]] += row["all"]
    rows = [_surfaces(Road.RoadClass(key).label, table[key]) for key in Road.RoadClass.values if key in table]
    return [*rows, _surfaces("รวม", _summed(table.values()))] if rows else []


def _summed(parts: Iterable[dict[str, Decimal]]) -> dict[str, Decimal]:
    total: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for part in parts:
        for surface, metres in part.items():
            total[surface] += metres
    return total


def _surfaces(name: str, lengths: dict[str, Decimal]) -> dict[str, Any]:
    row: dict[str, Any] = {"name": name} | {surface: km(lengths.get(surface)) for surface in Surface.values}
    whole = sum(lengths.values(), ZERO)
    paved = sum((metres for surface, metres in lengths.items() if surface in rules.PAVED), ZERO)
    return row | {"total": km(whole), "paved_percent": percent(paved, whole)}


SURFACE_COLUMNS = (
    ("name", "รายการ"),
    *((s.value, f"{s.label} (กม.)") for s in Surface),
    ("total", "รวม (กม.)"),
    ("paved_percent", "ลาดยางและคอนกรีต (%)"),
)


def km_by_grade(user: Any) -> Rows:
    """Kilometres and area by grade of condition."""
    found = own_segments(user).values("grade").annotate(all=Sum("metres"), area=Sum("square_metres")).order_by()
    by_grade = {row["grade"]: row for row in found}
    whole = sum((row["all"] for row in by_grade.values()), ZERO)
    labels = {**{g.value: g.label for g in Grade}, "": "ยังไม่สำรวจ"}
    return [
        {
            "grade": label,
            "km": km(by_grade[grade]["all"]),
            "percent": percent(by_grade[grade]["all"], whole),
            "area_m2": by_grade[grade]["area"].quantize(Decimal("0.01")),
        }
        for grade, label in labels.items()
        if grade in by_grade
    ]


def priority_list(user: Any) -> Rows:
    """Segments in fair or worse condition by their score, the parts of the score beside it."""
    today = clock.today()
    set_up = figures.priorities(today)
    weights = {part: set_up[f"weight_{part}"] for part in priorities.PARTS}
    full = {"households": set_up["full_households"], "traffic": set_up["full_traffic"]}
    costs = figures.repair_costs(today)
    register = registry.for_model(Household)
    layer = register.layer_id if register else 0
    near = {"households_m": float(set_up["households_m"]), "access_m": float(set_up["access_m"])}
    near["zone"] = measure.office_srid()
    rows = []
    for fact in ask("priority_facts", user, {"s": SurfaceSegment}, layer=layer, **near):
        facts = priorities.Facts(fact["grade"], fact["households"], fact["vehicles"], fact["serves"])
        score = priorities.priority(facts, weights, full)
        rows.append(
            {
                "uid": fact["uid"],
                "title": fact["title"],
                "geom": fact["geom"],
                "grade": Grade(fact["grade"]).label,
                **{line.part: line.points for line in score.lines},
                "score": score.total,
                "cost_baht": (fact["area_m2"] * costs.get(fact["surface"], ZERO)).quantize(Decimal("0.01")),
            }
        )
    return sorted(rows, key=lambda row: (-row["score"], row["title"]))


def repair_list(user: Any) -> Rows:
    """Open defects of all roads, the most dangerous first."""
    order = {"high": 0, "medium": 1, "low": 2}
    found = open_defects(user).select_related("road").defer("geom")
    return [
        {
            "uid": d.uid,
            "title": str(d),
            "road": str(d.road),
            "chainage_m": d.chainage_m,
            "severity": d.get_severity_display(),
            "reported_on": format_date(d.reported_on) if d.reported_on else "",
            "estimate_baht": d.estimate_baht,
        }
        for d in sorted(found, key=lambda d: (order[d.severity], d.reported_on or date.max))
    ]


def dla_yearly(user: Any, year: Any = None) -> Rows:
    """The yearly return of infrastructure: roads by class with their surfaces, bridges and culverts."""
    wanted, _, last = _year(year)
    counted = dict(own_roads(user).values_list("road_class").annotate(n=Count("id")).order_by())
    labels = {Road.RoadClass(key).label: counted[key] for key in counted}
    rows = [{**row, "roads": labels.get(row["name"], sum(counted.values()))} for row in km_by_class(user)]
    bridges = seen(Bridge, user).filter(Q(year_be__isnull=True) | Q(year_be__lte=wanted))
    rows.append({"name": "สะพาน", "roads": bridges.count(), "total": km(bridges.aggregate(m=Sum("length_m"))["m"])})
    rows.append({"name": "ท่อลอด", "roads": seen(Culvert, user).count()})
    spent = seen(Works, user).filter(status="done", finished_on__range=(_year(wanted)[1], last))
    rows.append({"name": "งานแล้วเสร็จในปีงบประมาณ (แห่ง)", "roads": spent.count()})
    return rows


def registration_changes(user: Any, year: Any = None) -> Rows:
    """Roads registered, transferred or removed in a fiscal year, for the register at the provincial hall."""
    _, first, last = _year(year)
    inside = Q(registered_on__range=(first, last)) | Q(closed_on__range=(first, last))
    labels = {"registered": "ลงทะเบียน", "transferred": "โอนหน่วยงาน", "deregistered": "ถอนทะเบียน"}
    return [
        {
            "uid": road.uid,
            "title": str(road),
            "registered_no": road.registered_no,
            "on": format_date(road.closed_on or road.registered_on),
            "change": labels.get(road.status, ""),
            "km": km(road.registered_length_m),
        }
        for road in seen(Road, user).filter(inside).order_by("road_code")
    ]


def accidents_by_road(user: Any, year: Any = None) -> Rows:
    """Accidents, deaths and injured by road in a fiscal year, the worst first."""
    _, first, last = _year(year)
    found = (
        seen(Accident, user)
        .filter(happened_on__range=(first, last))
        .values("road__uid", "road__road_code", "road__name")
        .annotate(accidents=Count("id"), deaths=Sum("deaths"), injured=Sum("injured"))
        .order_by("-deaths", "-injured", "road__road_code")
    )
    return [{"uid": row["road__uid"], "title": f"{row['road__road_code']} {row['road__name']}", **row} for row in found]
