"""Money of the demo town's tax years: who pays when, who pays in parts, and the cashier's days to the bank."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from gis_core.features import clock
from gis_core.pure.money import round_satang
from gis_core.pure.rate_lookup import rate
from layers.engine.transitions import transition
from layers.registry import registry
from modules.finance.revenue_collection.land_tax import charging
from modules.finance.revenue_collection.models import TaxYear
from modules.kernel.charges import opening
from modules.kernel.charges.collecting import Tender, collect, taken
from modules.kernel.charges.leaves import Leaf, books_of, next_leaf
from modules.kernel.charges.ledger import Owed, late_rows, owed_on
from modules.kernel.charges.models import CashDay, Charge, Instalment

#: Each charge has one of so many habits, spread so that a few charges already have many of them.
HABITS, SPREAD = 20, 13
#: The habits of those who object: they ask for no parts.
OBJECTS = (2, 17, 18)
#: So many of the bills that are large enough are paid in three parts; every other payer gives up after the first.
IN_PARTS = 4
#: One in so many receipts of a day is written by hand in a printed book, when it is paid in cash.
BY_HAND = 4
METHODS = ("cash", "cash", "qr", "transfer")
KEYS = uuid.UUID("5e1ec7ed-2569-4000-8000-000000000000")


@dataclass(frozen=True)
class Pays:
    """One day: the habits that pay all, those that pay half, and whether a third of a bill in parts is brought."""

    day: tuple[int, int]
    whole: Collection[int]
    half: Collection[int] = ()
    third: int | None = None


#: The last day is 30 April, so later days bear penalty and surcharge; habit 16 leaves half, 17 to 19 leave all unpaid.
PAYS = (
    Pays((3, 4), range(5)),
    Pays((4, 2), range(5, 10)),
    Pays((4, 22), range(10, 13), third=0),
    Pays((4, 28), (), half=(13, 16)),
    Pays((5, 12), (14,), third=1),
    Pays((6, 8), (15,), third=2),
    Pays((7, 15), (13,)),
)


def charges(year: TaxYear) -> list[Charge]:
    """The year's charges in the order they were opened."""
    return [owed.charge for owed in _owed(year)]


def habit_of(number: int) -> int:
    """What the payer of the so-manieth charge of a year does."""
    return number * SPREAD % HABITS


def _owed(year: TaxYear) -> list[Owed]:
    found = Charge.objects.filter(revenue__code=charging.REVENUE, tax_year_be=year.year_be)
    return owed_on(found.order_by("pk"), clock.today())


def in_parts(found: Sequence[Charge]) -> dict[int, int]:
    """The bills that are paid in parts, by their ids, with the place of each among them."""
    least = {on: rate(late_rows(), "settings/instalment_min", on).value for on in {c.due_on for c in found} if on}
    large = [
        charge.pk
        for number, charge in enumerate(found)
        if habit_of(number) not in OBJECTS and charge.due_on and charge.principal_baht >= least[charge.due_on]
    ]
    return {pk: place for place, pk in enumerate(large[:IN_PARTS])}


def allow_instalments(year: TaxYear) -> None:
    """Their payers ask for it before the last day."""
    found = charges(year)
    asked = in_parts(found)
    for charge in found:
        if charge.pk in asked:
            opening.instalments(charge, clock.today())


def pay(year: TaxYear, pays: Pays, cashier: Any) -> None:
    """A day at the counter."""
    today = clock.today()
    for number, (charge, method, amount) in enumerate(_brought(year, pays)):
        key = uuid.uuid5(KEYS, f"{charge.register_no} {today}")
        leaf = _leaf(cashier) if method == "cash" and number % BY_HAND == 0 else None
        collect([charge.pk], [Tender(method, amount)], cashier=cashier, client_key=key, leaf=leaf)


def _leaf(cashier: Any) -> Leaf | None:
    """The next leaf of the book in hand; None when there is none."""
    book = books_of(cashier).first()
    return Leaf(book.pk, next_leaf(book)) if book is not None else None


def _brought(year: TaxYear, pays: Pays) -> Iterator[tuple[Charge, str, Decimal]]:
    found = _owed(year)
    asked = in_parts([owed.charge for owed in found])
    for number, owed in enumerate(found):
        place = asked.get(owed.charge.pk)
        amount = _whole_or_half(number, owed, pays) if place is None else _third(place, owed, pays)
        if amount:
            yield owed.charge, METHODS[number % len(METHODS)], amount


def _whole_or_half(number: int, owed: Owed, pays: Pays) -> Decimal:
    due, habit = owed.dues.total, habit_of(number)
    if habit in pays.whole:
        return due
    return round_satang(due / 2) if habit in pays.half else Decimal(0)


def _third(place: int, owed: Owed, pays: Pays) -> Decimal:
    if pays.third is None or (place % 2 and pays.third > 0):
        return Decimal(0)
    part: Instalment = owed.charge.parts[pays.third]  # type: ignore[attr-defined]
    return min(owed.dues.total, Decimal(part.amount_baht))


# -- the cashier's day -------------------------------------------------------------------------------------------------
def _step(on: date, cashier: Any, code: str, user: Any, **values: str) -> None:
    """A step of the cashier's day; nothing where nobody paid on it."""
    day = CashDay.objects.filter(cashier=cashier, on=on).first()
    if day is not None:
        register = registry.for_model(CashDay)
        transition(register, day.uid, code, values, user=user, reason="ตามขั้นตอน")  # type: ignore[arg-type]


def count(on: date, cashier: Any) -> None:
    """The cashier counts what he took."""
    day = CashDay.objects.filter(cashier=cashier, on=on).first()
    sums = taken(day) if day else {}
    _step(on, cashier, "count", cashier, **{f"{kind}_baht": str(baht) for kind, baht in sums.items()})


def hand_over(on: date, cashier: Any, head: Any) -> None:
    """The head of finance takes the money."""
    _step(on, cashier, "hand_over", head)


def bank(on: date, cashier: Any, head: Any) -> None:
    """The money is taken to the bank."""
    today = clock.today()
    _step(on, cashier, "bank", head, banked_on=today.isoformat(), deposit_no=f"สาธิต-{on:%y%m%d}")


def close(on: date, cashier: Any, accountant: Any) -> None:
    """The slip of the bank agrees with what was handed over."""
    _step(on, cashier, "close", accountant)
