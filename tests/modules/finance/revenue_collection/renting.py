"""Places to let and leases of them, for tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest import mock

from gis_core.features import clock
from layers.engine import records
from layers.registry import registry
from modules.finance.revenue_collection.leases import lease_billing
from modules.finance.revenue_collection.models import Lease, RentalPlace
from tests import doors
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
    return doors.take(lease, code, user, values)


def let(**more: Any) -> Lease:
    """A lease approved the day before it began, with the months billed that have begun since."""
    lease = drafted(**more)
    before = min(lease.start_on - timedelta(days=1), clock.today())
    with mock.patch.object(clock, "today", lambda: before):
        take(lease, "approve")
    with ground.write():
        lease_billing.bill([lease.pk], clock.today())
    lease.refresh_from_db()
    return lease
