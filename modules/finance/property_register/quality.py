"""What is missing or doubtful in the tax map: lists for the officer who mends it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from gis_core.features import clock, measure
from gis_core.ground.models import AppraisalPrice, OwnershipSpell, Parcel, TaxBlock, TaxZone
from gis_core.ground.queries import LIVE
from gis_core.pure.thai_area import format_area
from layers.engine.rows import seen
from modules.finance.property_register import figures, rules
from modules.finance.property_register.reading import Rows
from modules.finance.property_register.sql import ask


def live(user: Any) -> QuerySet[Parcel]:
    """Parcels of today the reader may see, without shapes."""
    return seen(Parcel, user).filter(status__in=LIVE).defer("geom").order_by("parcel_code")


def row(parcel: Parcel, **more: Any) -> dict[str, Any]:
    """A parcel as a row of a question; its shape is fetched by the map when the row is chosen."""
    return {"uid": parcel.uid, "title": parcel.parcel_code, "geom": None, **more}


def difference_of(parcel: Parcel, on: date) -> rules.AreaDifference:
    """The drawn area of a parcel against its deed's by the limits of a day."""
    return _difference(parcel, figures.limits(on))


def _difference(parcel: Parcel, limits: Any) -> rules.AreaDifference:
    return rules.area_difference(
        parcel.area_sqwah,
        parcel.gis_area_m2,
        limits["area_percent"],
        limits["small_deed_sqwah"],
        limits["small_difference_sqwah"],
    )


# -- the lists ---------------------------------------------------------------------------------------------------------
NO_DEED = Q(deed_type=Parcel.DeedType.NONE) | Q(deed_no="")


def without_deed(user: Any) -> Rows:
    """Parcels without a deed, or whose deed's number nobody has written."""
    return [
        _with_shape(p, reason=p.get_deed_type_display() if p.deed_type == "none" else "ไม่มีเลขที่เอกสารสิทธิ")
        for p in _shaped(user).filter(NO_DEED)
    ]


def _shaped(user: Any) -> QuerySet[Parcel]:
    return seen(Parcel, user).filter(status__in=LIVE).order_by("parcel_code")


def _with_shape(parcel: Parcel, **more: Any) -> dict[str, Any]:
    return row(parcel) | {"geom": parcel.geom.geojson} | more


def area_differences(user: Any) -> Rows:
    """Parcels whose drawing differs from the deed by more than the limit: a survey task, never another tax area."""
    limits = figures.limits(clock.today())
    doubtful = Q(area_class__in=("to10", "over10")) | Q(area_sqwah__lt=limits["small_deed_sqwah"])
    found = []
    for parcel in _shaped(user).filter(doubtful):
        difference = _difference(parcel, limits)
        if difference.needs_survey:
            found.append(
                _with_shape(
                    parcel,
                    deed=format_area(parcel.area_sqwah),
                    drawn=format_area(difference.drawn_sqwah),
                    percent=difference.percent,
                    size=str(Parcel.AreaClass(parcel.area_class).label),
                )
            )
    return sorted(found, key=lambda each: -each["percent"])


def survey_limit(on: date) -> date:
    """The last day of survey that still counts on a day."""
    years = int(figures.limits(on)["unsurveyed_years"])
    try:
        return on.replace(year=on.year - years)
    except ValueError:  # 29 February
        return on.replace(year=on.year - years, day=28)


def unsurveyed_parcels(user: Any) -> QuerySet[Parcel]:
    """Parcels nobody has surveyed for longer than the office allows, or ever."""
    return live(user).filter(Q(surveyed_on__isnull=True) | Q(surveyed_on__lt=survey_limit(clock.today())))


def unsurveyed(user: Any) -> Rows:
    """The same as rows of a question, the longest ago first."""
    found = unsurveyed_parcels(user).defer(None).order_by(F("surveyed_on").asc(nulls_first=True), "parcel_code")
    return [_with_shape(p, surveyed_on=p.surveyed_on) for p in found]


def pending(user: Any) -> Rows:
    """Parcels that wait for a check, and those with an open request to divide or merge them."""
    return ask("pending_parcels", user, {"p": Parcel})


def overlaps(user: Any) -> Rows:
    """Pairs of living parcels that lie over each other by more than the limit, with the piece."""
    limits = figures.limits(clock.today())
    return ask(
        "overlapping_parcels",
        user,
        {"a": Parcel, "b": Parcel},
        zone=measure.office_srid(),
        limit_m2=limits["overlap_m2"],
        limit_percent=limits["overlap_percent"],
    )


def gaps(user: Any) -> Rows:
    """Small holes between the parcels of a block: roads and canals are larger or reach the block's edge."""
    limit = figures.limits(clock.today())["gap_m2"]
    return ask("gaps", user, {"p": Parcel}, zone=measure.office_srid(), limit_m2=limit)


UNTILED = {"overlap": "ทับกับ", "beyond": "ออกนอก", "left": "ยังไม่แบ่ง"}


def untiled(user: Any) -> Rows:
    """Where zones do not tile the office's land, or blocks their zone."""
    limit = figures.limits(clock.today())["tiling_m2"]
    rows = ask("untiled", user, {"z": TaxZone, "b": TaxBlock}, zone=measure.office_srid(), limit_m2=limit)
    return [{**row, "kind": UNTILED[row["kind"]]} for row in rows]


# -- key figures -------------------------------------------------------------------------------------------------------
def ownerless(user: Any) -> QuerySet[Parcel]:
    """Living parcels that have no owner or possessor today."""
    held = OwnershipSpell.objects.filter(parcel=OuterRef("pk"), valid__contains=clock.today())
    return live(user).exclude(Exists(held))


def unpriced(user: Any) -> QuerySet[Parcel]:
    """Living parcels without an appraised price of their own today."""
    priced = AppraisalPrice.objects.filter(parcel=OuterRef("pk"), valid__contains=clock.today())
    return live(user).exclude(Exists(priced))
