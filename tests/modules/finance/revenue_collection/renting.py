"""Places to let and leases of them, for tests."""

from __future__ import annotations

from typing import Any

from layers.engine import records, transitions
from layers.registry import registry
from modules.finance.revenue_collection.models import Lease, RentalPlace
from tests.modules.finance.property_register import ground


def a_place(code: str = "ต.01", east: float = 20, **more: Any) -> RentalPlace:
    with ground.write():
        return RentalPlace.objects.create(
            code=code, thai=f"แผง {code}", kind="stall", geom=ground.point(east, 20), **more
        )


def terms(**more: Any) -> dict[str, Any]:
    """What an officer types of a lease of the first place by the first person."""
    return {
        "contract_no": "1/2569", "place": "ต.01", "person": "บค.1", "area_sqm": "12", "monthly_rent_baht": "5000",
        "deposit_baht": "10000", "pay_day": "5", "start_on": "1/1/2569", "end_on": "31/12/2571",
        "late_percent": "1",
    } | more  # fmt: skip


def drafted(**more: Any) -> Lease:
    register = registry.for_model(Lease)
    return records.create(register, terms(**more), user=ground.user("revenue_officer"), reason="ทำสัญญา")


def take(lease: Lease, code: str, *roles: str, **values: Any) -> Lease:
    user = ground.user(*(roles or ("executive",)))
    return transitions.transition(registry.for_model(Lease), lease.uid, code, values, user=user, reason="ทดสอบ")


def let(**more: Any) -> Lease:
    """An approved lease."""
    return take(drafted(**more), "approve")
