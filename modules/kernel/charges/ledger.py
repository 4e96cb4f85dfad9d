"""Reading charges as the law's rules take them, and the one door by which lines enter the ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateField, Exists, F, Func, OuterRef, Prefetch, Q, QuerySet, Sum, Value
from django.db.models.functions import JSONObject

from gis_core.pure.rate_lookup import RateRow
from modules.kernel.charges.models import Charge, ChargeEntry, ChargeSuspension
from modules.kernel.charges.rules.late import (
    Cleared,
    Component,
    Dues,
    LateRule,
    Part,
    Standing,
    Stop,
    dues,
    without_back,
)
from modules.kernel.rates.lookup import rows_of

RATES = "kernel.charges_late"
Kind, Status = ChargeEntry.Kind, Charge.Status
CLOSED = (Status.PAID, Status.WRITTEN_OFF, Status.VOID)
ZERO = Decimal(0)
#: What no longer clears the debt: to be given back, or given back.
BACK = (Kind.REFUND_DUE, Kind.REFUNDED)


#: Charges held in memory together where there may be a hundred thousand of them.
AT_ONCE = 2_000


@dataclass(frozen=True)
class Owed:
    """A charge and what is due of it on the day that was asked for."""

    charge: Charge
    dues: Dues


def live(path: str = "") -> Q:
    """Lines that neither take another back nor are taken back; `path` leads to them.

    Of the lines themselves only the few that take something back are asked: the other way the whole ledger would be
    joined with itself.
    """
    if path:
        return Q(**{f"{path}reverses__isnull": True, f"{path}reversed_by__isnull": True})
    taken_back = ChargeEntry.objects.filter(reverses=OuterRef("pk"), reverses__isnull=False)
    return Q(~Exists(taken_back), reverses__isnull=True)


def with_ledger(charges: QuerySet[Charge]) -> QuerySet[Charge]:
    """The charges with everything `standing` reads, in three statements however many they are."""
    entries = ChargeEntry.objects.filter(reverses=None, reversed_by=None).order_by("id")
    spans = ChargeSuspension.objects.filter(charge=OuterRef("pk"), stops_clock=True).order_by("from_on")
    stops = ArraySubquery(spans.values(span=JSONObject(from_on="from_on", until_on="until_on")))
    return (
        charges.annotate(stops=stops)
        .select_related("revenue")
        .prefetch_related(
            Prefetch("entries", queryset=entries, to_attr="live_entries"), Prefetch("instalments", to_attr="parts")
        )
    )


def standing(charge: Charge, until: date | None = None) -> Standing:
    """A charge of `with_ledger` as rules take it; `until` leaves out what was paid, changed or given up later."""
    live_entries: Sequence[ChargeEntry] = charge.live_entries  # type: ignore[attr-defined]
    entries = [each for each in live_entries if until is None or each.kind == Kind.OPENED or each.on <= until]
    paid = [Cleared(e.on, Component(e.component), -e.amount_baht) for e in entries if e.kind == Kind.CLEARED]
    back = [Cleared(e.on, Component(e.component), e.amount_baht) for e in entries if e.kind in BACK]
    owed: dict[str, Decimal] = defaultdict(Decimal)
    for entry in entries:
        if entry.kind in (Kind.OPENED, Kind.ADJUSTED, Kind.WRITTEN_OFF):
            owed[entry.component] += entry.amount_baht
    return Standing(
        rule=LateRule(charge.revenue.late_rule),
        due_on=charge.due_on,
        principal_baht=owed[Component.PRINCIPAL],
        cleared=without_back(paid, back),
        cost_baht=owed[Component.COST],
        reminder_received_on=charge.reminder_received_on,
        reminder_until=charge.reminder_until,
        instalments=[Part(part.due_on, part.amount_baht) for part in charge.parts],  # type: ignore[attr-defined]
        contract_percent=charge.contract_percent,
        extended_until=charge.extended_until,
        stops=[_stop(span) for span in charge.stops],  # type: ignore[attr-defined]
    )


def _stop(span: dict[str, str | None]) -> Stop:
    until_on = span["until_on"]
    return Stop(date.fromisoformat(str(span["from_on"])), date.fromisoformat(until_on) if until_on else None)


def owed_on(charges: QuerySet[Charge], on: date, until: date | None = None) -> list[Owed]:
    """What is due of each charge on a day, in their order; `until` as of `standing`."""
    rows = late_rows()
    return [Owed(charge, dues(standing(charge, until), on, rows)) for charge in with_ledger(charges)]


def each_owed_as_of(charges: QuerySet[Charge], day: date) -> Iterator[Owed]:
    """What was due of each charge at the end of a day, whatever was written of later ones; of a whole office, one after
    the other: only some are in memory at a time.
    """
    ids = list(charges.values_list("pk", flat=True))
    for start in range(0, len(ids), AT_ONCE):
        yield from owed_on(charges.filter(pk__in=ids[start : start + AT_ONCE]), day, until=day)


def not_closed(day: date) -> Q:
    """Charges that were not closed at the end of a day: those open now, and those of which more was written since."""
    since = ChargeEntry.objects.filter(on__gt=day).order_by().values("charge")
    return ~Q(status__in=CLOSED) | Q(pk__in=since)


def late(charges: QuerySet[Charge], on: date) -> QuerySet[Charge]:
    """Those of the charges that are late on a day, as `runs_from` of the rules has it, asked in the database."""
    since = Func(F("pk"), F("due_on"), Value(on), function="charge_runs_from", output_field=DateField())
    return charges.annotate(late_since=since).filter(late_since__isnull=False)


def any_taken(charges: Iterable[Charge]) -> bool:
    """Whether a receipt that is not void cleared anything of the charges, were it penalty or surcharge alone."""
    taken = ChargeEntry.objects.filter(charge__in=[charge.pk for charge in charges], kind=Kind.CLEARED)
    return taken.filter(reverses=None, reversed_by=None).exists()


def late_rows() -> tuple[RateRow, ...]:
    """The office's rows of penalties, surcharges and settings."""
    return rows_of(RATES)


def lock(charge_ids: Iterable[int]) -> list[int]:
    """Lock charges in the order of their numbers, so that two payments never wait for each other in a ring."""
    found = Charge.objects.select_for_update().filter(pk__in=list(charge_ids)).order_by("pk")
    return list(found.values_list("pk", flat=True))


def post(entries: Sequence[ChargeEntry], on: date) -> None:
    """Write lines of locked charges and bring each charge's sum and status in line with its ledger.

    The database refuses (`charges_never_overpaid`) what would clear more than is owed.
    """
    ChargeEntry.objects.bulk_create(entries)
    ids = sorted({entry.charge_id for entry in entries})
    sums: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    principal = ChargeEntry.objects.filter(charge_id__in=ids, component=Component.PRINCIPAL)
    for charge_id, kind, amount in principal.values_list("charge_id", "kind").annotate(Sum("amount_baht")):
        sums[charge_id][kind] = amount
    charges = [each for each in owed_on(Charge.objects.filter(pk__in=ids).order_by("pk"), on)]
    for each in charges:
        by_kind, charge = sums[each.charge.pk], each.charge
        charge.principal_baht = by_kind[Kind.OPENED] + by_kind[Kind.ADJUSTED]
        charge.principal_left_baht = sum(by_kind.values(), ZERO)
        charge.status = _status(charge, each.dues)
    Charge.objects.bulk_update(
        [each.charge for each in charges], ["principal_baht", "principal_left_baht", "status"], batch_size=500
    )


def _status(charge: Charge, left: Dues) -> str:
    if charge.status in (Status.WRITTEN_OFF, Status.VOID):
        return charge.status
    if left.total == 0:
        return Status.PAID if charge.principal_baht else Status.VOID
    if charge.parts:  # type: ignore[attr-defined]
        return Status.INSTALMENT
    return Status.PARTIAL if charge.principal_left_baht < charge.principal_baht else Status.OPEN
