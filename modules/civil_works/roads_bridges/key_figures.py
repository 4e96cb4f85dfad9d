"""Key figures of roads: the whole, by village, and the records behind it, from three statements that must agree."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, DecimalField, F, Q, Sum, Value, When
from django.db.models.functions import Coalesce

from gis_core.features import clock
from gis_core.pure.thai_calendar import fiscal_year, fiscal_year_bounds
from layers.declare.reports import Measured
from layers.engine import villages
from layers.engine.rows import seen
from modules.civil_works.roads_bridges import figures, rules
from modules.civil_works.roads_bridges.models import Accident, Defect, Works
from modules.civil_works.roads_bridges.queries import Rows, own_roads, own_segments

ZERO, SATANG = Decimal(0), Decimal("0.01")
OPEN = ("reported", "confirmed", "planned")
BAD, GOOD = ("damaged", "severe"), ("very_good", "good")
DECIMAL = DecimalField(max_digits=18, decimal_places=4)
PAVED = Q(surface__in=rules.PAVED)
ESTIMATES, COSTS, REPAIRS = Sum("estimate_baht"), Sum("cost_baht"), Sum("repair_baht")
REGISTERED_M = Coalesce("registered_length_m", "length_m", Value(ZERO), output_field=DECIMAL)


def registered(user: Any) -> Measured:
    """Registered length of the length of all roads of the office, in metres."""
    found = own_roads(user).aggregate(
        all=Sum(REGISTERED_M), registered=Sum(REGISTERED_M, filter=Q(status="registered"))
    )
    return Measured(found["registered"] or ZERO, found["all"] or ZERO)


def registered_by_village(user: Any) -> dict[str, Measured]:
    part = Sum(REGISTERED_M, filter=Q(status="registered"))
    return villages.sums_by_village(own_roads(user), part, Sum(REGISTERED_M))


def registered_roads(user: Any) -> Rows:
    roads = [road for road in own_roads(user).order_by("road_code") if road.status == "registered"]
    return [_row(road, _first(road.registered_length_m, road.length_m)) for road in roads]


def paved(user: Any) -> Measured:
    """Paved length of the length of all segments, in metres."""
    found = own_segments(user).aggregate(all=Sum("metres"), paved=Sum("metres", filter=PAVED))
    return Measured(found["paved"] or ZERO, found["all"] or ZERO)


def paved_by_village(user: Any) -> dict[str, Measured]:
    return villages.sums_by_village(own_segments(user), Sum("metres", filter=PAVED), Sum("metres"))


def paved_segments(user: Any) -> Rows:
    segments = own_segments(user).select_related("road").order_by("road__road_code", "km_from")
    return [_row(segment, segment.km_to - segment.km_from) for segment in segments if segment.surface in rules.PAVED]


def good(user: Any) -> Measured:
    """Length in good or very good condition of the length of all segments; what nobody surveyed is not good."""
    found = own_segments(user).aggregate(all=Sum("metres"), good=Sum("metres", filter=Q(grade__in=GOOD)))
    return Measured(found["good"] or ZERO, found["all"] or ZERO)


def good_by_village(user: Any) -> dict[str, Measured]:
    return villages.sums_by_village(own_segments(user), Sum("metres", filter=Q(grade__in=GOOD)), Sum("metres"))


def good_segments(user: Any) -> Rows:
    segments = own_segments(user).select_related("road").order_by("road__road_code", "km_from")
    return [_row(segment, segment.km_to - segment.km_from) for segment in segments if segment.grade in GOOD]


def backlog(user: Any) -> Measured:
    """What it costs to mend all bad segments at the unit costs of today, and all open defects by their estimates."""
    bad, defects = _bad_segments(user).aggregate(baht=_mending()), open_defects(user).aggregate(baht=ESTIMATES)
    return Measured(((bad["baht"] or ZERO) + (defects["baht"] or ZERO)).quantize(SATANG))


def backlog_by_village(user: Any) -> dict[str, Measured]:
    return villages.joined(
        villages.sums_by_village(_bad_segments(user), _mending()),
        villages.sums_by_village(open_defects(user), ESTIMATES),
    )


def _bad_segments(user: Any) -> Any:
    return own_segments(user).filter(grade__in=BAD)


def _mending() -> Any:
    cases = [When(surface=s, then=Value(c)) for s, c in figures.repair_costs(clock.today()).items()]
    unit = Case(*cases, default=Value(ZERO), output_field=DECIMAL)
    return Sum(F("square_metres") * unit, output_field=DECIMAL)


def open_defects(user: Any) -> Any:
    """Defects nobody has mended, of the office's living roads."""
    return seen(Defect, user).filter(status__in=OPEN, road__in=own_roads(user))


def backlog_rows(user: Any) -> Rows:
    """Each bad segment and open defect with its cost."""
    costs = figures.repair_costs(clock.today())
    segments = _bad_segments(user).select_related("road").order_by("road__road_code", "km_from")
    rows = [_row(s, s.width_m * (s.km_to - s.km_from) * costs.get(s.surface, ZERO)) for s in segments]
    return rows + [_row(d, d.estimate_baht) for d in open_defects(user)]


def repairs(user: Any) -> Measured:
    """Baht spent on finished works and mended defects of this fiscal year for each metre of road."""
    works, defects = _paid_works(user).aggregate(baht=COSTS), _paid_defects(user).aggregate(baht=REPAIRS)
    metres = own_segments(user).aggregate(all=Sum("metres"))["all"]
    return Measured((works["baht"] or ZERO) + (defects["baht"] or ZERO), metres or ZERO)


def repairs_by_village(user: Any) -> dict[str, Measured]:
    spent = villages.joined(
        villages.sums_by_village(_paid_works(user), COSTS), villages.sums_by_village(_paid_defects(user), REPAIRS)
    )
    return villages.over(spent, villages.sums_by_village(own_segments(user), Sum("metres")))


def _paid_works(user: Any) -> Any:
    first, last = _this_year()
    return seen(Works, user).filter(status="done", finished_on__range=(first, last))


def _paid_defects(user: Any) -> Any:
    first, last = _this_year()
    return seen(Defect, user).filter(status="repaired", repaired_on__range=(first, last))


def repair_rows(user: Any) -> Rows:
    """The works and defects that were paid for in this fiscal year."""
    year = fiscal_year(clock.today())
    works = [w for w in seen(Works, user).filter(status="done") if w.finished_on and fiscal_year(w.finished_on) == year]
    defects = [d for d in seen(Defect, user).filter(status="repaired") if fiscal_year(d.repaired_on) == year]
    return [_row(w, w.cost_baht) for w in works] + [_row(d, d.repair_baht) for d in defects]


def deaths(user: Any) -> Measured:
    """Deaths on the roads in this fiscal year."""
    return Measured(Decimal(_accidents(user).aggregate(all=Sum("deaths"))["all"] or 0))


def deaths_by_village(user: Any) -> dict[str, Measured]:
    return villages.sums_by_village(_accidents(user), Sum("deaths"))


def _accidents(user: Any) -> Any:
    first, last = _this_year()
    return seen(Accident, user).filter(happened_on__range=(first, last))


def deadly_accidents(user: Any) -> Rows:
    year = fiscal_year(clock.today())
    found = [a for a in seen(Accident, user).filter(deaths__gt=0) if fiscal_year(a.happened_on) == year]
    return [_row(a, Decimal(a.deaths)) for a in found]


def _this_year() -> tuple[date, date]:
    return fiscal_year_bounds(fiscal_year(clock.today()))


def _row(record: Any, amount: Decimal | None) -> dict[str, Any]:
    return {"uid": record.uid, "title": str(record), "amount": amount or ZERO}


def _first(*lengths: Decimal | None) -> Decimal | None:
    """The first of some lengths that is known, as Coalesce takes it."""
    return next((length for length in lengths if length is not None), None)
