"""Who may do what in revenue collection, as words for grants."""

READERS = "surveyor assessor revenue_officer cashier finance_head clerk_chief executive auditor"
SURVEYORS = "surveyor assessor revenue_officer"
ASSESSORS = "assessor revenue_officer"
CHECKERS = ("revenue_officer", "finance_head")
APPROVERS = ("executive", "clerk_chief", "finance_head")
#: Who opens the page of the year's assessment.
REVIEWERS = ("assessor", "revenue_officer", "finance_head", "clerk_chief", "executive")
EXPORTERS = "assessor finance_head auditor"
#: The kinds of office that levy land, building and signboard tax, and the one that levies fees of its own instead.
LOCAL, PROVINCE = ("municipality", "sao"), ("pao",)
