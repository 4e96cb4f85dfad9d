"""Key figures of the taxes: how much of this year's land tax came in, and what is owed of all years.

Each is stated three times: of the office, by village, and charge by charge. Sums are of charges the reader may see.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum

from gis_core.features import clock
from gis_core.pure.thai_calendar import be_year
from layers.declare import Kpi, UsedRates
from layers.declare.reports import Measured
from layers.engine import villages
from modules.kernel.charges.finding import charges_seen
from modules.kernel.charges.ledger import (
    BACK,
    RATES,
    Kind,
    Owed,
    each_owed_as_of,
    live,
    not_closed,
    standing,
    with_ledger,
)
from modules.kernel.charges.models import Charge, ChargeEntry
from modules.kernel.charges.rules.late import Component, LateRule, runs_from

ZERO = Decimal(0)
TAXES = (LateRule.LAND_TAX, LateRule.SIGNBOARD, LateRule.HOUSE_LAND, LateRule.LOCAL_DEV)
#: What takes money in, gives it back or is to; a payment taken back counts neither way.
TAKEN = (Kind.CLEARED, *BACK)


def _this_year() -> int:
    """The tax year, which is a calendar year."""
    return be_year(clock.today())


def assessed(user: Any, tax_year_be: int) -> QuerySet[Charge]:
    """Charges of the land and building tax of a tax year."""
    charges = charges_seen(user).filter(revenue__late_rule=LateRule.LAND_TAX, tax_year_be=tax_year_be)
    return charges.order_by("id")


def _taken_in(tax_year_be: int, path: str = "") -> Q:
    """Lines of the ledger that are principal taken in that calendar year, until today; `path` leads to them."""
    year = tax_year_be - 543
    tests = {
        "component": Component.PRINCIPAL,
        "kind__in": TAKEN,
        "on__range": (date(year, 1, 1), min(date(year, 12, 31), clock.today())),
    }
    return live(path) & Q(**{path + name: value for name, value in tests.items()})


def collected(user: Any) -> Measured:
    """Principal taken in this year of what was assessed for this year, over what was assessed."""
    charges = assessed(user, _this_year())
    lines = ChargeEntry.objects.filter(_taken_in(_this_year()), charge__in=charges.values("pk"))
    whole = charges.aggregate(sum=Sum("principal_baht"))["sum"]
    taken = lines.order_by().aggregate(sum=Sum("amount_baht"))["sum"]
    return Measured(-(taken or ZERO), whole or ZERO)


def collected_of_year(user: Any, tax_year_be: int) -> dict[str, Measured]:
    """By village, of any tax year what was taken in within it."""
    charges = assessed(user, tax_year_be)
    taken = villages.sums_by_village(charges, -Sum("entries__amount_baht", filter=_taken_in(tax_year_be, "entries__")))
    return villages.over(taken, villages.sums_by_village(charges, Sum("principal_baht")))


def collected_by_village(user: Any) -> dict[str, Measured]:
    return collected_of_year(user, _this_year())


def collected_charges(user: Any) -> list[dict[str, Any]]:
    """The charges of which something came in, the largest sum first."""
    year = clock.today().year
    found = []
    for charge in with_ledger(assessed(user, _this_year())):
        cleared = standing(charge).cleared
        principal = (each for each in cleared if each.component is Component.PRINCIPAL)
        parts = (each.amount_baht for each in principal if each.on.year == year and each.on <= clock.today())
        found.append(_row(charge, sum(parts, ZERO)))
    return _largest_first(found)


def overdue(user: Any, among: Collection[int] | None = None) -> Iterator[Owed]:
    """Charges of every tax and year that are late at the end of today, or those `among` some; who keeps to his
    instalments is not.

    One after the other: an office may have a hundred thousand.
    """
    today = clock.today()
    late = charges_seen(user).filter(not_closed(today), revenue__late_rule__in=TAXES, due_on__lt=today)
    if among is not None:
        late = late.filter(pk__in=among)
    for each in each_owed_as_of(late.order_by("id"), today):
        if each.dues.total and runs_from(standing(each.charge, today), today):
            yield each


def _late_sums(each: Owed) -> Decimal:
    return each.dues.penalty + each.dues.surcharge


def arrears(user: Any) -> Measured:
    """Overdue tax with its penalty and surcharge of today; costs of enforcement are no tax."""
    late = {each.charge.pk: _late_sums(each) for each in overdue(user)}
    known = Q(on__lte=clock.today()) | Q(kind=Kind.OPENED)
    principal = ChargeEntry.objects.filter(known, charge__in=list(late), component=Component.PRINCIPAL)
    left = principal.order_by().aggregate(sum=Sum("amount_baht"))["sum"] or ZERO
    return Measured(left + sum(late.values(), ZERO))


def arrears_by_village(user: Any) -> dict[str, Measured]:
    late = {str(each.charge.uid): each.dues.principal + _late_sums(each) for each in overdue(user)}
    lies_in = villages.villages_of(late)
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for uid, baht in late.items():
        sums[lies_in.get(uid, "")] += baht
    return {code: Measured(baht) for code, baht in sums.items()}


def arrears_charges(user: Any) -> list[dict[str, Any]]:
    """The overdue charges, the largest sum first."""
    return _largest_first([_row(each.charge, each.dues.total - each.dues.cost) for each in overdue(user)])


def _row(charge: Charge, baht: Decimal) -> dict[str, Any]:
    return {"uid": charge.uid, "title": str(charge), "amount": baht}


def _largest_first(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted((each for each in found if each["amount"]), key=lambda each: -each["amount"])


FIGURES = (
    Kpi(
        "land_tax_collected",
        "ร้อยละการจัดเก็บภาษีที่ดินและสิ่งปลูกสร้างของปีนี้",
        collected,
        collected_by_village,
        collected_charges,
        unit="ร้อยละ",
        amount="จัดเก็บได้ (บาท)",
        scale=Decimal(100),
        better="higher",
        of_year=collected_of_year,
        year="tax",
        law="พ.ร.บ.ภาษีที่ดินและสิ่งปลูกสร้าง พ.ศ. 2562",
    ),
    Kpi(
        "tax_arrears",
        "ภาษีค้างชำระสะสมทุกปี รวมเบี้ยปรับและเงินเพิ่มถึงวันนี้",
        arrears,
        arrears_by_village,
        arrears_charges,
        unit="บาท",
        amount="ค้างชำระ (บาท)",
        better="lower",
        law="พ.ร.บ.ภาษีที่ดินและสิ่งปลูกสร้าง พ.ศ. 2562 และ พ.ร.บ.ภาษีป้าย พ.ศ. 2510",
        rates=(UsedRates(RATES, (*(f"{tax}/" for tax in TAXES), "settings/")),),
    ),
)
