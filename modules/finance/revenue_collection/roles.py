"""Who may do what in revenue collection, as words for grants."""

from __future__ import annotations

from layers.declare import Grant

READERS = "surveyor assessor revenue_officer cashier finance_head clerk_chief executive auditor"
SURVEYORS = "surveyor assessor revenue_officer"
ASSESSORS = "assessor revenue_officer"
CHECKERS = ("revenue_officer", "finance_head")
APPROVERS = ("executive", "clerk_chief", "finance_head")
#: Who opens the page of the year's assessment.
REVIEWERS = ("assessor", "revenue_officer", "finance_head", "clerk_chief", "executive")
EXPORTERS = "assessor finance_head auditor"
#: Of what is opened by hand to be paid: it is added, and never changed.
OPENED_BY_HAND = (
    Grant(READERS, "view"),
    Grant("revenue_officer finance_head", "add unmask"),
    Grant(EXPORTERS, "export"),
)
#: The kinds of office that levy land, building and signboard tax, and the one that levies fees of its own instead.
LOCAL, PROVINCE = ("municipality", "sao"), ("pao",)
