"""ผ.ท.5: who pays what, what is due of it, and by which receipts it was paid; read through the charges."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from gis_core.features import clock
from modules.finance.property_register import cards
from modules.finance.property_register.models import OwnerCard
from modules.kernel.charges.ledger import owed_on
from modules.kernel.charges.models import Charge, ReceiptLine

ZERO = Decimal(0)
#: Those who may see charges; whoever may only see owners has no part in this form.
PAYMENT_SIGNERS = ("revenue_officer", "finance_head", "clerk_chief")
PAYMENT_READERS = (*PAYMENT_SIGNERS, "cashier")


def control_card(card: OwnerCard) -> Mapping[str, Any]:
    """Every bill of an owner, the newest year first, with receipts that stand and what is due of it today."""
    party, today = cards.party_of(card), clock.today()
    charges = Charge.objects.filter(cards.of_party(party)).exclude(status=Charge.Status.VOID)
    owed = owed_on(charges.order_by("-tax_year_be", "due_on", "id"), today)
    rows: list[dict[str, Any]] = [{"charge": each.charge, "due": each.dues.total} for each in owed]
    paid = _receipts([row["charge"].pk for row in rows])
    for row in rows:
        row["receipts"] = paid.get(row["charge"].pk, {})
        row["paid"] = sum(row["receipts"].values(), ZERO)
    return {
        "party": party,
        "rows": rows,
        "today": today,
        "principal_baht": sum((row["charge"].principal_baht for row in rows), ZERO),
        "paid_baht": sum((row["paid"] for row in rows), ZERO),
        "due_baht": sum((row["due"] for row in rows), ZERO),
    }


def _receipts(charges: list[int]) -> dict[int, dict[Any, Decimal]]:
    """By charge, what each receipt that stands took for it, penalties and surcharges with it."""
    lines = ReceiptLine.objects.filter(charge__in=charges).exclude(receipt__status="void")
    found: dict[int, dict[Any, Decimal]] = {}
    for line in lines.select_related("receipt").order_by("receipt__issued_at", "receipt_id", "seq"):
        of_charge = found.setdefault(line.charge_id, {})
        of_charge[line.receipt] = of_charge.get(line.receipt, ZERO) + line.amount_baht
    return found
