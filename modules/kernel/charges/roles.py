"""Who may do what with money due and money taken, as words for grants."""

from __future__ import annotations

READERS = "revenue_officer cashier accountant finance_head clerk_chief executive auditor"
EXPORTERS = "finance_head accountant auditor"
CASHIERS = ("cashier",)
#: Who opens the counter without taking money.
LOOKERS = ("revenue_officer", "finance_head")
HEADS = ("finance_head",)
#: One of them is always another than who asked.
DECIDERS = ("finance_head", "clerk_chief", "executive")
