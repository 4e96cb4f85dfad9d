"""Putting off the payment of charges while they are disputed, and ending it. Both need an open change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta

from django.db.models import Q

from gis_core.features import clock
from gis_core.pure.rate_lookup import rate
from gis_core.pure.thai_calendar import format_date
from modules.kernel.charges.flags import flag
from modules.kernel.charges.ledger import late_rows, lock
from modules.kernel.charges.models import Charge, ChargeSuspension


def suspend(charge_ids: Iterable[int], from_on: date, order_no: str, law: str) -> int:
    """Put off charges from a day on, that day counted; one put off already goes on under the new order.

    Whether lateness is counted meanwhile is the setting of that day and is frozen. Returns how many charges.
    """
    ids = lock(charge_ids)
    stops = bool(rate(late_rows(), "settings/suspension_stops_clock", from_on).value)
    _cut(ChargeSuspension.objects.filter(charge__in=ids), from_on - timedelta(days=1))
    ChargeSuspension.objects.bulk_create(
        ChargeSuspension(charge_id=pk, from_on=from_on, stops_clock=stops, order_no=order_no, law=law) for pk in ids
    )
    return len(ids)


def resume(charge_ids: Iterable[int], until_on: date) -> int:
    """The last day of what is put off and has no end yet; returns how many charges."""
    running = ChargeSuspension.objects.filter(charge__in=lock(charge_ids), until_on=None)
    return _cut(running, until_on)


def _cut(spans: Iterable[ChargeSuspension], last: date) -> int:
    ended = 0
    for span in spans:
        if span.until_on is not None and span.until_on <= last:
            continue
        ended += 1
        if span.from_on > last:
            span.delete()
        else:
            span.until_on = last
            span.save()
    return ended


@flag
def put_off(charges: Collection[int]) -> Mapping[int, list[str]]:
    """The order that puts a bill off, and so why one whose day is over may bear nothing more."""
    spans = ChargeSuspension.objects.filter(_holds(clock.today()), charge__in=charges)
    found: dict[int, list[str]] = {}
    for span in spans.order_by("id"):
        since = format_date(span.from_on)
        found.setdefault(span.charge_id, []).append(f"ทุเลาการชำระตั้งแต่ {since} คำสั่ง {span.order_no} ({span.law})")
    return found


@flag
def given_more_time(charges: Collection[int]) -> Mapping[int, list[str]]:
    """That the executive gave this payer more time, and until when."""
    given = Charge.objects.filter(pk__in=charges, extended_until__gte=clock.today())
    return {pk: [f"ขยายกำหนดชำระให้ถึง {format_date(until)}"] for pk, until in given.values_list("pk", "extended_until")}


def _holds(day: date) -> Q:
    return (Q(until_on=None) | Q(until_on__gte=day)) & Q(from_on__lte=day)


def on(day: date) -> Q:
    """Charges whose payment is put off on a day."""
    return Q(pk__in=ChargeSuspension.objects.filter(_holds(day)).values("charge"))
