"""Reports of the property register."""

from __future__ import annotations

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, Q, Sum

from gis_core.features import clock
from gis_core.ground.models import (
    Building,
    BuildingFloor,
    CondoUnit,
    Parcel,
    ParcelLineage,
    Signboard,
    TaxBlock,
    TaxZone,
)
from gis_core.pure.thai_area import format_area
from gis_core.pure.thai_calendar import be_year
from layers.engine.rows import seen
from modules.finance.property_register import quality
from modules.finance.property_register.models import ControlFile, ControlRow
from modules.finance.property_register.reading import Rows


def percent(part: int, whole: int) -> Decimal:
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.01"), ROUND_HALF_UP) if whole else Decimal(0)


def _year(year: Any) -> int:
    return int(year) if year else be_year(clock.today())


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


def monthly(user: Any) -> Rows:
    """Rows of each month's file by effect, and what became of them."""
    rows = seen(ControlRow, user).exclude(file__status=ControlFile.Status.UNDONE)
    found = rows.values("file__period", "effect").annotate(
        number=Count("id"),
        applied=Count("id", filter=Q(status__in=("applied", "requested"))),
        waiting=Count("id", filter=Q(status__in=("waiting", "unmatched", "quarantine"))),
        rejected=Count("id", filter=Q(status="rejected")),
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
    steps = ParcelLineage.objects.filter(on__year=_year(year) - 543, child__in=seen(Parcel, user))
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


def ltax(user: Any, year: Any = None) -> Rows:
    """The yearly return to the Department of Local Administration: what the register holds and how far it is done."""
    ends = f"{_year(year) - 543}-12-31"
    live = quality.live(user)
    parcels = live.count()
    buildings = seen(Building, user).filter(demolished_on__isnull=True)
    number = buildings.count()
    surveyed = seen(Building, user).filter(pk__in=BuildingFloor.objects.values("building"), demolished_on__isnull=True)
    signs = seen(Signboard, user).filter(removed_on__isnull=True)
    owned = CondoUnit.objects.filter(spells__valid__contains=clock.today()).distinct().count()
    return [
        _line("เขต (Zone)", seen(TaxZone, user).count(), seen(TaxZone, user).count()),
        _line("เขตย่อย (Block)", seen(TaxBlock, user).count(), seen(TaxBlock, user).count()),
        _line("แปลงที่ดินที่จัดทำแผนที่แม่บท", parcels, live.exclude(status=Parcel.Status.PENDING).count()),
        _line("แปลงที่มีข้อมูลเอกสารสิทธิ", parcels, parcels - live.filter(quality.NO_DEED).count()),
        _line("แปลงที่มีเจ้าของหรือผู้ครอบครอง", parcels, parcels - quality.ownerless(user).count()),
        _line("แปลงที่มีราคาประเมิน", parcels, parcels - quality.unpriced(user).count()),
        _line("แปลงที่สำรวจภาคสนามแล้ว", parcels, live.filter(surveyed_on__lte=ends).count()),
        _line("สิ่งปลูกสร้างที่สำรวจการใช้ประโยชน์", number, surveyed.count()),
        _line("ห้องชุดที่มีเจ้าของ", seen(CondoUnit, user).count(), owned),
        _line("ป้ายที่ลงทะเบียน", signs.count(), signs.exclude(sign_code=None).count()),
    ]


def _line(item: str, total: int, done: int) -> dict[str, Any]:
    return {"item": item, "total": total, "done": done, "percent": percent(done, total)}
