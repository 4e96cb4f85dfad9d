"""Reports of the property register."""

from __future__ import annotations

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, Q, Sum

from gis_core.features import clock
from gis_core.ground.models import Parcel, ParcelLineage
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_area import format_area
from gis_core.pure.thai_calendar import be_year
from layers.engine.rows import seen
from modules.finance.property_register import monthly_acts, quality, requests
from modules.finance.property_register.models import ControlFile, ControlRow
from modules.finance.property_register.reading import Rows


def percent(part: int, whole: int) -> Decimal:
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.01"), ROUND_HALF_UP) if whole else Decimal(0)


FIRST_YEAR = 2450


def year_asked(year: Any) -> int:
    """The B.E. year a report was asked for; this one where none was named. Errors: Refused ``YEAR``."""
    now = be_year(clock.today())
    asked = int(year) if year else now
    if not FIRST_YEAR <= asked <= now:
        raise Refused("YEAR", f"ปีต้องเป็น พ.ศ. ตั้งแต่ {FIRST_YEAR} ถึง {now}", field="year")
    return asked


# -- reports -----------------------------------------------------------------------------------------------------------
def by_zone(user: Any) -> Rows:
    """Parcels and area by zone and type of deed, with the total."""
    found = (
        quality.live(user)
        .order_by()
        .values("block__zone__code", "deed_type")
        .annotate(parcels=Count("id"), area=Sum("area_sqwah"))
    )
    kinds = dict(Parcel.DeedType.choices)
    rows = sorted(found, key=lambda r: (r["block__zone__code"], list(kinds).index(r["deed_type"])))
    lines = [
        {
            "zone": r["block__zone__code"],
            "deed_type": str(kinds[r["deed_type"]]),
            "parcels": r["parcels"],
            "area": format_area(r["area"]),
        }
        for r in rows
    ]
    total = sum((r["area"] for r in rows), Decimal(0))
    return [
        *lines,
        {"zone": "รวม", "deed_type": "", "parcels": sum(r["parcels"] for r in rows), "area": format_area(total)},
    ]


def completeness(user: Any) -> Rows:
    """What share of each zone's parcels has an owner, a deed, a price and a survey that still counts."""
    live = quality.live(user).order_by()
    lacking = {
        "owner": _by_zone(quality.ownerless(user)),
        "deed": _by_zone(live.filter(quality.NO_DEED)),
        "price": _by_zone(quality.unpriced(user)),
        "survey": _by_zone(quality.unsurveyed_parcels(user)),
    }
    whole = _by_zone(live)
    rows = [_complete(zone, count, {k: v[zone] for k, v in lacking.items()}) for zone, count in sorted(whole.items())]
    total = {key: sum(counts.values()) for key, counts in lacking.items()}
    return [*rows, _complete("รวม", sum(whole.values()), total)]


def _by_zone(query: Any) -> dict[str, int]:
    found = query.order_by().values("block__zone__code").annotate(number=Count("id"))
    return defaultdict(int, {row["block__zone__code"]: row["number"] for row in found})


def _complete(zone: str, count: int, lacking: dict[str, int]) -> dict[str, Any]:
    return {"zone": zone, "parcels": count} | {key: percent(count - number, count) for key, number in lacking.items()}


#: What became of a row of a monthly file; one that opened a request stands as the request does.
ROW_APPLIED = Q(status="applied") | Q(status="requested", request__status="applied")
ROW_WAITS = Q(status__in=monthly_acts.OPEN) | Q(status="requested", request__status__in=requests.OPEN)
ROW_REFUSED = Q(status="rejected") | Q(status="requested", request__status__in=("unchanged", "rejected"))


def monthly(user: Any) -> Rows:
    """Rows of each month's file by effect, and what became of them."""
    rows = seen(ControlRow, user).exclude(file__status=ControlFile.Status.UNDONE)
    found = rows.values("file__period", "effect").annotate(
        number=Count("id"),
        applied=Count("id", filter=ROW_APPLIED),
        waiting=Count("id", filter=ROW_WAITS),
        rejected=Count("id", filter=ROW_REFUSED),
    )
    effects = dict(ControlRow.Effect.choices)
    return [
        {
            "period": r["file__period"],
            "effect": str(effects[r["effect"]]),
            "rows": r["number"],
            "applied": r["applied"],
            "waiting": r["waiting"],
            "rejected": r["rejected"],
        }
        for r in found.order_by("-file__period", "effect")
    ]


def unmatched(user: Any) -> Rows:
    """Rows nobody could place, or whose act is not known."""
    rows = seen(ControlRow, user).filter(status__in=("unmatched", "quarantine")).exclude(file__status="undone")
    return [
        {
            "uid": r.uid,
            "title": str(r),
            "period": r.file.period,
            "source": r.get_source_display(),
            "line_no": r.line_no,
            "act": r.act,
            "problem": r.problem,
        }
        for r in rows.select_related("file").order_by("-file__period", "source", "line_no")
    ]


def lineage(user: Any, year: Any = None) -> Rows:
    """Divisions and mergers of a calendar year."""
    steps = ParcelLineage.objects.filter(on__year=year_asked(year) - 543, child__in=seen(Parcel, user))
    return [
        {
            "uid": s.child.uid,
            "title": s.child.parcel_code,
            "on": s.on,
            "act": s.get_act_display(),
            "parent": s.parent.parcel_code,
            "child": s.child.parcel_code,
            "area": format_area(s.child.area_sqwah),
        }
        for s in steps.select_related("parent", "child").order_by("on", "parent__parcel_code", "child__parcel_code")
    ]
