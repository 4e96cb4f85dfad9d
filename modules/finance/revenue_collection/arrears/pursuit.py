"""How an assessment's bill is pursued: the step it stands on, what led there, and what a cashier must see at once.

Where a bill stands follows from payments, receipts of reminders, lists and cases, so it is read and never kept: a
payment through the bank moves it as one at the counter does.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from gis_core.features import clock
from layers.registry import registry
from modules.finance.revenue_collection.arrears import enforcement
from modules.finance.revenue_collection.arrears.enforcement_law import (
    SEIZURE,
    STANDINGS,
    Pursuit,
    earliest_order,
    standing,
)
from modules.finance.revenue_collection.land_tax import charging
from modules.finance.revenue_collection.models import ArrearsEntry, EnforcementCase, LandTaxAssessment
from modules.kernel.charges.flags import flag
from modules.kernel.charges.ledger import owed_on
from modules.kernel.charges.ledger import standing as ledger_standing
from modules.kernel.charges.models import Charge
from modules.kernel.charges.rules.late import runs_from

BLOCKED = ArrearsEntry.Status.BLOCKED


def pursuit_of(charge: Charge) -> Pursuit:
    """What was done about a bill by today."""
    (owed,) = owed_on(Charge.objects.filter(pk=charge.pk), today := clock.today())
    told = owed.charge.reminder_received_on
    return Pursuit(
        status=owed.charge.status,
        is_late=runs_from(ledger_standing(owed.charge), today) is not None,
        is_reminded=told is not None and told <= today,
        is_listed=ArrearsEntry.objects.filter(charge=charge, status=BLOCKED).exists(),
        is_seized=EnforcementCase.objects.filter(enforcement.seized_cases(), charge=charge).exists(),
    )


def tab(assessment: LandTaxAssessment, user: Any) -> Mapping[str, Any]:
    """The tab on an assessment's page."""
    charge = charging.charges_of(assessment).select_related("revenue").order_by("id").first()
    if charge is None:
        return {"charge": None, "state": STANDINGS["nil"]}
    entries = ArrearsEntry.objects.filter(charge=charge).select_related("listing", "place").order_by("id")
    cases = EnforcementCase.objects.filter(charge=charge).order_by("id")
    told, register = charge.reminder_received_on, registry.for_model(EnforcementCase)
    days = int(enforcement.days_row(charge, clock.today()).value)
    return {
        "charge": charge,
        "status": Charge.Status(charge.status).label,
        "state": STANDINGS[standing(pursuit_of(charge))],
        "entries": entries,
        "cases": [(case, register.record_url(case.uid), register.workflow.states[case.status]) for case in cases],  # type: ignore[union-attr]
        "seize_from": earliest_order(told, days) if told else None,
        "days": days,
        "law": SEIZURE,
    }


@flag
def flags(charges: Collection[int]) -> Mapping[int, list[str]]:
    """What the counter shows beside a bill: that its land is blocked, that goods are seized."""
    found: dict[int, list[str]] = {}
    listed = ArrearsEntry.objects.filter(charge__in=charges, status=BLOCKED).select_related("listing")
    for entry in listed.order_by("charge_id", "id").distinct("charge_id"):
        found.setdefault(entry.charge_id, []).append(f"แจ้งสำนักงานที่ดินแล้ว {entry.listing.register_no} ห้ามโอน (ม.59)")
    for case in EnforcementCase.objects.filter(enforcement.seized_cases(), charge__in=charges).order_by("id"):
        found.setdefault(case.charge_id, []).append(f"{case.get_kind_display()}แล้ว {case.register_no} (ม.62)")
    return found
