"""Who may do what in this system, as words for grants."""

READERS = (
    "counter_clerk officer inspector engineer surveyor assessor revenue_officer cashier planner division_head"
    " finance_head clerk_chief executive auditor village_head"
)
KEEPERS = "surveyor assessor"
EDITORS = "surveyor assessor revenue_officer"
OWNER_READERS = (
    "counter_clerk",
    "registry_clerk",
    "surveyor",
    "assessor",
    "revenue_officer",
    "cashier",
    "finance_head",
    "clerk_chief",
)
#: The head of the tax map: verifies what surveyors bring and what changes the register.
HEADS = ("finance_head", "division_head")
SIGNERS = ("assessor", "revenue_officer", "finance_head", "clerk_chief")
EXPORTERS = "surveyor assessor finance_head auditor"
