"""Rent charges: each month of a lease is billed once, on the day it begins, however often the work is run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q

from gis_core.features import clock
from gis_core.pure.money import format_baht
from gis_core.pure.rate_lookup import rate
from gis_core.pure.thai_calendar import format_date, national_holidays
from modules.finance.revenue_collection import figures
from modules.finance.revenue_collection.land_tax.revising import Back
from modules.finance.revenue_collection.leases import lease_law
from modules.finance.revenue_collection.leases.lease_law import Month, Terms
from modules.finance.revenue_collection.models import Lease, LeaseMonth, Refund
from modules.finance.revenue_collection.refunds import refund_registers
from modules.finance.revenue_collection.refunds.refund_kinds import DEPOSIT, RENT
from modules.kernel.charges.ledger import lock
from modules.kernel.charges.models import Charge
from modules.kernel.charges.opening import NewCharge, lower, of_record, open_charges
from modules.kernel.rates.lookup import rows_of

LIVE = ("active", "terminated", "ended")
AT_ONCE = 200
LAW = "สัญญาเช่า"


def terms_of(lease: Lease) -> Terms:
    """What a stored lease agrees, as the rules take it."""
    return Terms(
        lease.start_on, lease.until_on, lease.monthly_rent_baht, lease.pay_day, lease.escalation_percent or Decimal(0),
        lease.escalation_years or 0, _not_due_before(lease),
    )  # fmt: skip


def _not_due_before(lease: Lease) -> date | None:
    """Of a lease approved after it began: nobody is late before he could know that he owes."""
    if lease.approved_on is None or lease.approved_on <= lease.start_on:
        return None
    days = rate(rows_of(figures.LEASES), "settings/late_approval_days", lease.approved_on).value
    return lease.approved_on + timedelta(days=int(days))


def due_leases(today: date) -> Q:
    """The leases of which a month has begun that is not billed."""
    return Q(status__in=LIVE, next_on__lte=today)


def bill_all(acting: Callable[[], Any], step: Callable[[int, int, str], None] = lambda *_: None) -> int:
    """Bill every month that has begun, so many leases in a change of their own; returns how many months were billed."""
    today = clock.today()
    ids = list(Lease.objects.filter(due_leases(today)).order_by("pk").values_list("pk", flat=True))
    made = 0
    for start in range(0, len(ids), AT_ONCE):
        with acting():
            made += bill(ids[start : start + AT_ONCE], today)
        step(min(start + AT_ONCE, len(ids)), len(ids), f"ตั้งหนี้แล้ว {made:,} งวด")
    return made


def bill(lease_ids: Sequence[int], today: date) -> int:
    """Bill the months of these leases that have begun by a day. Needs an open change.

    The leases are locked first: of two that bill at once the second finds nothing left to do.
    """
    found = Lease.objects.select_for_update(of=("self",)).filter(due_leases(today), pk__in=lease_ids)
    leases = list(found.select_related("place").order_by("pk"))
    billed: dict[int, int] = {}
    for lease_id, seq in LeaseMonth.objects.filter(lease__in=leases).order_by("seq").values_list("lease_id", "seq"):
        billed[lease_id] = seq
    holidays = national_holidays()
    fresh = [
        (lease, month)
        for lease in leases
        for month in lease_law.months(terms_of(lease), today, holidays, billed.get(lease.pk, 0))
    ]
    charges = open_charges([_charge(lease, month) for lease, month in fresh])
    LeaseMonth.objects.bulk_create(
        LeaseMonth(
            lease=lease, seq=month.seq, first_on=month.first, last_on=month.last, due_on=month.due_on,
            rent_baht=month.rent_baht, trace=trace(month), charge=charge,
        )
        for (lease, month), charge in zip(fresh, charges, strict=True)
    )  # fmt: skip
    for lease, month in fresh:
        billed[lease.pk] = month.seq
    for lease in leases:
        lease.next_on = lease_law.begins_next(terms_of(lease), billed.get(lease.pk, 0))
    Lease.objects.bulk_update(leases, ["next_on"])
    return len(fresh)


def trace(month: Month) -> str:
    """How the rent of a month came about, in one line."""
    return " → ".join(month.steps)[:2000]


def _charge(lease: Lease, month: Month) -> NewCharge:
    rise = next((f" {step}" for step in reversed(month.steps) if step.startswith("ปรับขึ้น")), "")
    title = f"ค่าเช่า {lease.place.code} สัญญา {lease.contract_no} {month.text}{rise}"
    late = lease.late_percent or Decimal(0)
    return of_record(lease, RENT, month.rent_baht, title, lease.place, due_on=month.due_on, contract_percent=late)


def open_deposit(lease: Lease, today: date) -> None:
    """What the tenant leaves with the office is due when the lease is approved, or begins if that is later."""
    title, due_on = f"เงินประกันสัญญาเช่า {lease.contract_no} {lease.place.code}", max(lease.start_on, today)
    open_charges([of_record(lease, DEPOSIT, lease.deposit_baht, title, lease.place, due_on=due_on)])


def cut_to_last_day(lease: Lease, user: Any, today: date) -> None:
    """Lower the rent of months billed past the last day; what was paid too much becomes a refund that is due.

    A month that an order has lowered already is never raised again.
    """
    terms, holidays = terms_of(lease), national_holidays()
    kept = {month.seq: month for month in lease_law.months(terms, lease.until_on, holidays)}
    past = list(lease.months.filter(last_on__gt=lease.until_on).select_related("charge").order_by("seq"))
    lock(row.charge_id for row in past)
    for row in past:
        month = kept.get(row.seq)
        row.charge.refresh_from_db()
        rent = month.rent_baht if month else Decimal(0)
        new = min(rent, row.charge.principal_baht)
        if row.charge.status not in (Charge.Status.WRITTEN_OFF, Charge.Status.VOID):
            note = f"เลิกสัญญา {lease.contract_no} วันสุดท้ายที่เช่า {format_date(lease.until_on)}: {format_baht(new)} บาท"
            excess, late = lower(row.charge, new, note, LAW)
            _give_back(lease, Back(row.charge, [], excess, late), note, user, today)
        row.rent_baht = rent
        row.last_on = month.last if month else row.first_on
        row.trace = trace(month) if month else f"เลิกสัญญาก่อนงวดนี้ → {format_baht(Decimal(0))} บาท"
        row.save()


def _give_back(lease: Lease, back: Back, why: str, user: Any, today: date) -> None:
    if back.baht or back.late_baht:
        refund = Refund(
            ground=Refund.Ground.OVERPAID, received_on=today, claim=why, decision_text=why, order_no=lease.contract_no,
            decided_by=user, source_id=lease.uid,
        )  # fmt: skip
        refund_registers.due_back(refund, back, today)
