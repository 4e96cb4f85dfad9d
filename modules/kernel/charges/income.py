"""Money taken in: by month and kind of revenue, and as a key figure of the fiscal year.

It is what the ledger says was cleared, with penalties and surcharges, less what was given back; a payment taken back
counts neither way. Allocated taxes and grants stand beside it by month and kind, but are not the office's own revenue.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from gis_core.access.visible import visible
from gis_core.features import clock
from gis_core.pure.thai_calendar import fiscal_year, fiscal_year_bounds
from layers.declare import Kpi
from layers.declare.reports import Measured
from layers.engine import villages
from layers.registry import registry
from modules.kernel.charges.allocated import received
from modules.kernel.charges.finding import charges_seen
from modules.kernel.charges.key_figures import ZERO
from modules.kernel.charges.ledger import Kind, live
from modules.kernel.charges.models import Charge, ChargeEntry, RevenueEstimate

#: Money held for another, which he gets back: no revenue.
HELD = ("lease_deposit",)
#: What moves money; what is only to be given back is still in the chest.
MONEY = (Kind.CLEARED, Kind.REFUNDED)


def _taken(first: date, last: date, path: str = "") -> Q:
    """Lines of the ledger that took money in, or gave it back, on those days; `path` leads to them."""
    return live(path) & Q(**{f"{path}kind__in": MONEY, f"{path}on__range": (first, last)})


def _lines(first: date, last: date) -> QuerySet[ChargeEntry]:
    """Those lines but of money that is only held."""
    return ChargeEntry.objects.filter(_taken(first, last)).exclude(charge__revenue__code__in=HELD)


def by_month_and_kind(user: Any, first: date, last: date) -> dict[tuple[int, date], Decimal]:
    """(kind of revenue, first day of the month) -> baht, of charges and of allocated money the reader may see; one
    statement.
    """
    lines = _seen(_lines(first, last), user).order_by().annotate(month=TruncMonth("on"))
    own = lines.values_list("charge__revenue", "month").annotate(baht=-Sum("amount_baht"))
    given = received(user, first, last).annotate(month=TruncMonth("received_on")).values_list("revenue", "month")
    return {(kind, month): baht for kind, month, baht in own.union(given.annotate(baht=Sum("amount_baht")), all=True)}


def _seen(lines: QuerySet[ChargeEntry], user: Any) -> QuerySet[ChargeEntry]:
    """Only lines of charges the reader may see; who sees all pays for no test."""
    register = registry.for_model(Charge)
    assert register is not None  # declared beside this module
    if visible(register, user).everything:
        return lines
    return lines.filter(charge__in=charges_seen(user).order_by().values("pk"))


def _days(fiscal_year_be: int) -> tuple[date, date]:
    """A fiscal year as far as it has come: what is told of a day ends with that day."""
    first, last = fiscal_year_bounds(fiscal_year_be)
    return first, min(last, clock.today())


def _this_year() -> tuple[date, date]:
    return _days(fiscal_year(clock.today()))


def own_revenue(user: Any) -> Measured:
    """Baht taken in this fiscal year."""
    lines = _seen(_lines(*_this_year()), user)
    return Measured(-(lines.order_by().aggregate(sum=Sum("amount_baht"))["sum"] or ZERO))


def own_revenue_by_village(user: Any) -> dict[str, Measured]:
    return own_revenue_of_year(user, fiscal_year(clock.today()))


def own_revenue_of_year(user: Any, fiscal_year_be: int) -> dict[str, Measured]:
    """By village what came in during a fiscal year."""
    days = _days(fiscal_year_be)
    paid = _taken(*days, "entries__")
    taken = _lines(*days).filter(charge__in=charges_seen(user).order_by().values("pk"))
    charges = Charge.objects.filter(pk__in=taken.order_by().values("charge"))
    return villages.sums_by_village(charges, -Sum("entries__amount_baht", filter=paid))


def own_revenue_charges(user: Any) -> list[dict[str, Any]]:
    """The charges of which something came in, the largest sum first."""
    lines = _seen(_lines(*_this_year()), user).order_by()
    sums = dict(lines.values_list("charge").annotate(sum=-Sum("amount_baht")))
    charges = Charge.objects.filter(pk__in=[pk for pk, baht in sums.items() if baht]).order_by("id")
    found = [{"uid": each.uid, "title": str(each), "amount": sums[each.pk]} for each in charges]
    return sorted(found, key=lambda each: -each["amount"])


# -- against the estimate ----------------------------------------------------------------------------------------------
def estimate_seen(user: Any, fiscal_year_be: int) -> Decimal:
    """The office's estimate of what it collects itself; nought, which makes no data, for who sees only part of the
    charges or no estimates: a part of the revenue is no share of it.
    """
    seen = [registry.for_model(model) for model in (Charge, RevenueEstimate)]
    if not all(each is not None and visible(each, user).everything for each in seen):
        return ZERO
    own = RevenueEstimate.objects.filter(fiscal_year_be=fiscal_year_be, revenue__is_allocated=False)
    return own.aggregate(sum=Sum("estimate_baht"))["sum"] or ZERO


def share_of_estimate(user: Any) -> Measured:
    """Baht taken in this fiscal year, over the estimate of the year."""
    return Measured(own_revenue(user).numerator, estimate_seen(user, fiscal_year(clock.today())))


def share_of_year(user: Any, fiscal_year_be: int) -> dict[str, Measured]:
    """The estimate is of the office and of no village."""
    parts = {code: Measured(part.numerator, ZERO) for code, part in own_revenue_of_year(user, fiscal_year_be).items()}
    of_none = parts.get("", Measured(ZERO, ZERO))
    return parts | {"": Measured(of_none.numerator, estimate_seen(user, fiscal_year_be))}


def share_by_village(user: Any) -> dict[str, Measured]:
    return share_of_year(user, fiscal_year(clock.today()))


FIGURES = (
    Kpi(
        "own_revenue",
        "รายได้ที่จัดเก็บเองในปีงบประมาณนี้",
        own_revenue,
        own_revenue_by_village,
        own_revenue_charges,
        unit="บาท",
        amount="รับชำระ (บาท)",
        better="higher",
        of_year=own_revenue_of_year,
    ),
    Kpi(
        "own_revenue_share",
        "รายได้จัดเก็บเองเทียบประมาณการ",
        share_of_estimate,
        share_by_village,
        own_revenue_charges,
        unit="% ของประมาณการ",
        amount="รับชำระ (บาท)",
        scale=Decimal(100),
        better="higher",
        reads=(RevenueEstimate,),
        of_year=share_of_year,
    ),
)
