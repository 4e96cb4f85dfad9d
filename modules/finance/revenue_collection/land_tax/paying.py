"""What the notices of the land and building tax print below their text: a QR to pay by, and where the property lies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from gis_core.ground import sketch
from gis_core.ground.models import Parcel
from modules.finance.revenue_collection.land_tax import charging
from modules.finance.revenue_collection.models import LandTaxAssessment
from modules.kernel.charges import papers
from modules.kernel.charges.models import Charge
from modules.kernel.notices.models import Notice


def shown(assessment: LandTaxAssessment, charge: Charge | None = None) -> Mapping[str, Any]:
    """The plan of the property, and the payment QR of its charge as of today; a bill already paid has none."""
    charge = charge or charge_of(assessment)
    return {**(papers.bill(charge) if charge is not None else {}), "sketch": sketch.of_parcels(parcels_of(assessment))}


def charge_of(assessment: LandTaxAssessment) -> Charge | None:
    """What this version asks for: its own charge, else the one that goes on from the version before."""
    mine = charging.charges_of(assessment).select_related("revenue", "person", "organisation")
    return mine.filter(source=assessment.uid).first() or mine.order_by("-id").first()


def parcels_of(assessment: LandTaxAssessment) -> list[Parcel]:
    """The parcels an assessment is of, those of its units' buildings too, in the order of their codes."""
    lines = assessment.lines.all()
    of = Q(pk__in=lines.exclude(parcel=None).values("parcel"))
    of |= Q(pk__in=lines.exclude(condo_unit=None).values("condo_unit__building__parcel"))
    return list(Parcel.objects.filter(of).order_by("parcel_code"))


def on_notice(notice: Notice) -> Mapping[str, Any]:
    """For the letter of a notice of assessment."""
    assessment = LandTaxAssessment.objects.filter(uid=notice.source_id).first()
    return shown(assessment) if assessment is not None else {}


def on_reminder(notice: Notice) -> Mapping[str, Any]:
    """For the letter of a reminder, which is of a charge."""
    charge = Charge.objects.select_related("revenue", "person", "organisation").filter(uid=notice.source_id).first()
    assessment = LandTaxAssessment.objects.filter(uid=charge.source_id).first() if charge is not None else None
    return shown(assessment, charge) if assessment is not None else {}
