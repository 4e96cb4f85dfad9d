"""Who may do what in revenue collection, as words for grants."""

READERS = "surveyor assessor revenue_officer cashier finance_head clerk_chief executive auditor"
SURVEYORS = "surveyor assessor revenue_officer"
ASSESSORS = "assessor revenue_officer"
CHECKERS = ("revenue_officer", "finance_head")
APPROVERS = ("executive", "clerk_chief", "finance_head")
EXPORTERS = "assessor finance_head auditor"
