"""Key figures and reports. A figure and the records behind it come from different statements that a test compares."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, DecimalField, F, Q, Sum, Value, When
from django.db.models.functions import Coalesce

from gis_core.features import clock, measure
from gis_core.ground.models import Household
from gis_core.networks.models import Road
from gis_core.pure.thai_calendar import fiscal_year, fiscal_year_bounds, format_date
from layers.registry import registry
from modules.civil_works.roads_bridges import figures, priorities, rules
from modules.civil_works.roads_bridges.models import Accident, Bridge, Culvert, Defect, SurfaceSegment, Works
from modules.civil_works.roads_bridges.models.events import Grade, Surface
from modules.civil_works.roads_bridges.queries import Rows, own_roads, own_segments, seen
from modules.civil_works.roads_bridges.sql import ask

ZERO = Decimal(0)
OPEN = ("reported", "confirmed", "planned")
BAD = ("damaged", "severe")
DECIMAL = DecimalField(max_digits=18, decimal_places=4)
REGISTERED_M = Coalesce("registered_length_m", "length_m", Value(ZERO), output_field=DECIMAL)


def km(metres: Decimal | None) -> Decimal:
    return ((metres or ZERO) / 1000).quantize(Decimal("0.001"))


def percent(part: Decimal | None, whole: Decimal | None) -> Decimal:
    return ((part or ZERO) / whole * 100).quantize(Decimal("0.01")) if whole else ZERO


def _year(year: Any) -> tuple[int, date, date]:
    wanted = int(year) if year else fiscal_year(clock.today())
    return wanted, *fiscal_year_bounds(wanted)


# -- key figures -------------------------------------------------------------------------------------------------------
def registered_percent(user: Any) -> Decimal:
    """Registered length of the length of all roads of the office."""
    found = own_roads(user).aggregate(
        all=Sum(REGISTERED_M), registered=Sum(REGISTERED_M, filter=Q(status="registered"))
    )
    return percent(found["registered"], found["all"])


def registered_roads(user: Any) -> list[Road]:
    return [road for road in own_roads(user).order_by("road_code") if road.status == "registered"]


def paved_percent(user: Any) -> Decimal:
    """Paved length of the length of all segments."""
    found = own_segments(user).aggregate(all=Sum("metres"), paved=Sum("metres", filter=Q(surface__in=rules.PAVED)))
    return percent(found["paved"], found["all"])


def paved_segments(user: Any) -> list[SurfaceSegment]:
    segments = own_segments(user).select_related("road").order_by("road__road_code", "km_from")
    return [segment for segment in segments if segment.surface in rules.PAVED]


def backlog_baht(user: Any) -> Decimal:
    """What it costs to mend all bad segments at the unit costs of today, and all open defects by their estimates."""
    cases = [When(surface=s, then=Value(c)) for s, c in figures.repair_costs(clock.today()).items()]
    unit = Case(*cases, default=Value(ZERO), output_field=DECIMAL)
    bad = own_segments(user).filter(grade__in=BAD).aggregate(baht=Sum(F("square_metres") * unit, output_field=DECIMAL))
    defects = _open_defects(user).aggregate(baht=Sum("estimate_baht"))
    return ((bad["baht"] or ZERO) + (defects["baht"] or ZERO)).quantize(Decimal("0.01"))


def _open_defects(user: Any) -> Any:
    return seen(Defect, user).filter(status__in=OPEN, road__in=own_roads(user))


def backlog(user: Any) -> Rows:
    """Each bad segment and open defect with its cost; the costs add up to the backlog."""
    costs = figures.repair_costs(clock.today())
    segments = own_segments(user).filter(grade__in=BAD).select_related("road").order_by("road__road_code", "km_from")
    rows = [
        {"uid": s.uid, "title": str(s), "baht": s.width_m * (s.km_to - s.km_from) * costs.get(s.surface, ZERO)}
        for s in segments
    ]
    rows += [{"uid": d.uid, "title": str(d), "baht": d.estimate_baht or ZERO} for d in _open_defects(user)]
    return rows


def repair_per_km(user: Any) -> Decimal:
    """Baht spent on finished works and mended defects of this fiscal year for each kilometre of road."""
    _, first, last = _year(None)
    works = seen(Works, user).filter(status="done", finished_on__range=(first, last)).aggregate(baht=Sum("cost_baht"))
    defects = seen(Defect, user).filter(status="repaired", repaired_on__range=(first, last))
    spent = (works["baht"] or ZERO) + (defects.aggregate(baht=Sum("repair_baht"))["baht"] or ZERO)
    length = km(own_segments(user).aggregate(all=Sum("metres"))["all"])
    return (spent / length).quantize(Decimal("0.01")) if length else ZERO


def repairs(user: Any) -> Rows:
    """The works and defects that were paid for in this fiscal year."""
    year, _, _ = _year(None)
    works = [w for w in seen(Works, user).filter(status="done") if w.finished_on and fiscal_year(w.finished_on) == year]
    defects = [d for d in seen(Defect, user).filter(status="repaired") if fiscal_year(d.repaired_on) == year]
    return [{"uid": w.uid, "title": str(w), "baht": w.cost_baht or ZERO} for w in works] + [
        {"uid": d.uid, "title": str(d), "baht": d.repair_baht or ZERO} for d in defects
    ]


def deaths(user: Any) -> int:
    """Deaths on the roads in this fiscal year."""
    _, first, last = _year(None)
    found = seen(Accident, user).filter(happened_on__range=(first, last)).aggregate(all=Sum("deaths"))
    return found["all"] or 0


def deadly_accidents(user: Any) -> list[Accident]:
    year, _, _ = _year(None)
    return [a for a in seen(Accident, user).filter(deaths__gt=0) if fiscal_year(a.happened_on) == year]


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
    found = _open_defects(user).select_related("road").defer("geom")
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
