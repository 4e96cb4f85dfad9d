"""Property the demo town lets: stalls and land, who rents them, and how faithfully they pay."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from gis_core.features import clock
from gis_core.ground.models import OwnershipSpell, Parcel
from gis_core.ground.queries import LIVE
from gis_core.parties.models import Person
from gis_core.pure.thai_calendar import format_date
from layers.engine import records
from layers.engine.transitions import transition
from layers.registry import registry
from modules.finance.revenue_collection.leases import lease_billing
from modules.finance.revenue_collection.models import Lease, RentalPlace
from modules.kernel.charges.collecting import Tender, collect
from modules.kernel.charges.ledger import owed_on
from modules.kernel.charges.models import Charge

KEYS = uuid.UUID("5e1ec7ed-2570-4000-8000-000000000000")
#: Code, name, kind, square metres of each place.
PLACES = (
    ("ตล.01", "แผงค้าตลาดเทศบาล แผง 1", "stall", 9),
    ("ตล.02", "แผงค้าตลาดเทศบาล แผง 2", "stall", 9),
    ("ตล.03", "แผงค้าตลาดเทศบาล แผง 3", "stall", 12),
    ("ตล.04", "แผงค้าตลาดเทศบาล แผง 4", "stall", 12),
    ("อค.01", "อาคารพาณิชย์เทศบาล ห้อง 1", "building", 48),
    ("อค.02", "อาคารพาณิชย์เทศบาล ห้อง 2", "building", 48),
    ("ทด.01", "ที่ดินเทศบาลข้างสถานีขนส่ง", "land", 400),
)


@dataclass(frozen=True)
class Let:
    """A lease of the so-manieth place. `ends`: its last month of the year, else it runs two years on.

    `pays`: the last month of which the tenant pays; `leaves`: he gives notice in the middle of the year.
    """

    place: int
    rent: int
    pays: int
    ends: int = 0
    leaves: bool = False


LETS = (
    Let(0, 1500, pays=12),
    Let(1, 1500, pays=4),
    Let(2, 1800, pays=12, ends=12),
    Let(4, 6000, pays=7),
    Let(6, 9500, pays=8, leaves=True),
)
#: Prepared and not approved yet.
DRAFT = Let(5, 6200, pays=0)


def build(officer: Any) -> None:
    """The places, one in each of some parcels that nobody owns, or in the first ones there are."""
    register = registry.for_model(RentalPlace)
    for (code, thai, kind, area), parcel in zip(PLACES, _parcels(), strict=False):
        values = {"code": code, "thai": thai, "kind": kind, "parcel": parcel, "area_sqm": str(area)}
        records.create(register, values, user=officer, reason="ขึ้นทะเบียนสถานที่ให้เช่า")  # type: ignore[arg-type]


def _parcels() -> Iterator[Parcel]:
    """Live parcels near each other, always the same; several places may stand in one."""
    found = list(Parcel.objects.filter(status__in=LIVE).order_by("parcel_code")[: len(PLACES)])
    return iter(found[n % len(found)] for n in range(len(PLACES))) if found else iter(())


def write(year_be: int, officer: Any) -> None:
    """The contracts of the year as they are prepared."""
    people = list(Person.objects.filter(pk__in=OwnershipSpell.objects.values("person")).order_by("pk")[:20])
    places = {place.code: place for place in RentalPlace.objects.all()}
    register = registry.for_model(Lease)
    for number, let in enumerate((*LETS, DRAFT) if people else (), 1):
        place = places.get(PLACES[let.place][0])
        if place is None:
            continue
        first = clock.today().replace(year=year_be - 543, month=1, day=1)
        last = first.replace(month=12, day=31) if let.ends else first.replace(year=first.year + 1, month=12, day=31)
        values = {
            "contract_no": f"{number}/{year_be}", "place": place, "person": people[-number % len(people)],
            "area_sqm": str(place.area_sqm), "monthly_rent_baht": str(let.rent), "deposit_baht": str(let.rent * 2),
            "pay_day": "10", "start_on": format_date(first, "numeric"), "end_on": format_date(last, "numeric"),
            "late_percent": "1.25", "escalation_percent": "5", "escalation_years": "1",
        }  # fmt: skip
        records.create(register, values, user=officer, reason="จัดทำสัญญาเช่า")  # type: ignore[arg-type]


def approve(year_be: int, executive: Any) -> None:
    """All but the last."""
    for number in range(1, len(LETS) + 1):
        _take(year_be, number, "approve", executive)


def bill() -> None:
    """The months that have begun."""
    due = Lease.objects.filter(lease_billing.due_leases(clock.today())).order_by("pk")
    lease_billing.bill(list(due.values_list("pk", flat=True)), clock.today())


def pay(year_be: int, cashier: Any) -> None:
    """Each tenant brings his deposit and the rent of the months he pays, whatever is due by now."""
    today = clock.today()
    for number, let in enumerate(LETS, 1):
        lease = Lease.objects.filter(contract_no=f"{number}/{year_be}").first()
        if lease is None:
            continue
        paid = lease.months.filter(seq__lte=let.pays).values("charge")
        mine = Charge.objects.filter(source_id=lease.uid)
        brought = mine.filter(pk__in=paid) | mine.filter(revenue__code=lease_billing.DEPOSIT)
        owed = owed_on(brought.filter(principal_left_baht__gt=0).order_by("pk"), today)
        total = sum((each.dues.total for each in owed), Decimal(0))
        if total:
            key = uuid.uuid5(KEYS, f"{lease.contract_no} {today}")
            collect([each.charge.pk for each in owed], [Tender("cash", total)], cashier=cashier, client_key=key)


def leave(year_be: int, executive: Any) -> None:
    """Who leaves early: no rent is due past his last day."""
    for number, let in enumerate(LETS, 1):
        if let.leaves:
            last = format_date(clock.today(), "numeric")
            _take(year_be, number, "terminate", executive, terminated_on=last, end_reason="ผู้เช่าเลิกกิจการ")


def _take(year_be: int, number: int, code: str, user: Any, **values: str) -> None:
    lease = Lease.objects.filter(contract_no=f"{number}/{year_be}").first()
    if lease is not None:
        transition(registry.for_model(Lease), lease.uid, code, values, user=user, reason="ตามสัญญา")  # type: ignore[arg-type]
