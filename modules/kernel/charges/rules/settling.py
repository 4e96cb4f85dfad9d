"""Which components of which charges a payment clears; the order is data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from gis_core.pure.money import format_baht
from gis_core.pure.rate_lookup import RateRow, rate
from gis_core.pure.refusal import Refused
from modules.kernel.charges.rules.late import Component, Dues

DEFAULT_ORDER = (Component.COST, Component.PENALTY, Component.SURCHARGE, Component.PRINCIPAL)


@dataclass(frozen=True, slots=True)
class Clearing:
    """A sum taken off one component of one charge."""

    charge: int
    component: Component
    amount_baht: Decimal


def order_on(rows: Sequence[RateRow], on: date) -> tuple[Component, ...]:
    """The components in the order the office clears them, by the place number each has among the settings."""
    return tuple(sorted(Component, key=lambda each: rate(rows, f"settings/clearing_{each.value}", on).value))


def settle(
    owed: Sequence[tuple[int, Dues]], amount_baht: Decimal, order: Sequence[Component] = DEFAULT_ORDER
) -> tuple[Clearing, ...]:
    """Spend an amount on charges in the order they come (the oldest first), each component by component.

    Errors: Refused ``AMOUNT`` for nothing or less, ``OVERPAY`` for more than is due.
    """
    if amount_baht <= 0:
        raise Refused("AMOUNT", "จำนวนเงินที่รับต้องมากกว่าศูนย์", "", "amount")
    due = total(each for _, each in owed)
    if amount_baht > due:
        paid = "" if due else " ชำระครบแล้ว ไม่ต้องรับเงินอีก ดูใบเสร็จของผู้ชำระ"
        raise Refused("OVERPAY", f"จำนวนเงินเกินยอดที่ต้องชำระ ({format_baht(due)} บาท){paid}", "", "amount")
    clearings: list[Clearing] = []
    for charge, each in owed:
        for component in order:
            taken = min(amount_baht, each.of(component))
            if taken > 0:
                clearings.append(Clearing(charge, component, taken))
                amount_baht -= taken
    return tuple(clearings)


def total(dues: Iterable[Dues]) -> Decimal:
    """All that is due together."""
    return sum((each.total for each in dues), Decimal(0))
