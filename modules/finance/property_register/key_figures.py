"""Key figures of what the tax map lacks: the whole, by village, and the parcels; three statements that must agree."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet

from gis_core.features import clock
from gis_core.ground.models import AppraisalPrice, OwnershipSpell, Parcel
from layers.declare.reports import Measured
from layers.engine import villages
from modules.finance.property_register import quality
from modules.finance.property_register.reading import Rows

ONE = Decimal(1)


def _counted(query: QuerySet[Parcel]) -> Measured:
    return Measured(Decimal(query.count()))


def _counted_by_village(query: QuerySet[Parcel]) -> dict[str, Measured]:
    return villages.sums_by_village(query, Count("pk"))


def _row(parcel: Parcel) -> dict[str, Any]:
    return quality.row(parcel, amount=ONE)


def ownerless(user: Any) -> Measured:
    """Living parcels that have no owner or possessor today."""
    return _counted(quality.ownerless(user))


def ownerless_by_village(user: Any) -> dict[str, Measured]:
    return _counted_by_village(quality.ownerless(user))


def ownerless_parcels(user: Any) -> Rows:
    held = set(OwnershipSpell.objects.filter(valid__contains=clock.today()).values_list("parcel_id", flat=True))
    return [_row(p) for p in quality.live(user) if p.pk not in held]


def no_deed(user: Any) -> Measured:
    """Living parcels without a deed, or whose deed's number nobody has written."""
    return _counted(quality.live(user).filter(quality.NO_DEED))


def no_deed_by_village(user: Any) -> dict[str, Measured]:
    return _counted_by_village(quality.live(user).filter(quality.NO_DEED))


def no_deed_parcels(user: Any) -> Rows:
    return [_row(p) for p in quality.live(user) if p.deed_type == "none" or not p.deed_no]


def unpriced(user: Any) -> Measured:
    """Living parcels without an appraised price of their own today."""
    return _counted(quality.unpriced(user))


def unpriced_by_village(user: Any) -> dict[str, Measured]:
    return _counted_by_village(quality.unpriced(user))


def unpriced_parcels(user: Any) -> Rows:
    priced = set(AppraisalPrice.objects.filter(valid__contains=clock.today()).values_list("parcel_id", flat=True))
    return [_row(p) for p in quality.live(user) if p.pk not in priced]


def unsurveyed(user: Any) -> Measured:
    """Living parcels nobody has surveyed for longer than the office allows, or ever."""
    return _counted(quality.unsurveyed_parcels(user))


def unsurveyed_by_village(user: Any) -> dict[str, Measured]:
    return _counted_by_village(quality.unsurveyed_parcels(user))


def unsurveyed_parcels(user: Any) -> Rows:
    limit = quality.survey_limit(clock.today())
    return [_row(p) for p in quality.live(user) if p.surveyed_on is None or p.surveyed_on < limit]
